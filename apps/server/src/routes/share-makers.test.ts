import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { join } from '../../test/people.ts';
import {
  codeOf,
  DAY,
  definition,
  namespaces,
  startShareServer,
  type ShareTestServer,
} from '../../test/share-server.ts';
import { startTestServer } from '../../test/test-server.ts';

let server: ShareTestServer;
beforeAll(async () => {
  server = await startShareServer();
});
afterAll(() => server.close());

test.each([
  ['editor', 201],
  ['viewer', 403],
] as const)('%s', async (role, status) => {
  const cookie = await join(server, server.owner, `maker-${role}`, role);
  expect((await server.send('POST', '/api/shares', { cookie, body: server.wanted() })).status).toBe(status);
  expect((await server.send('GET', '/api/shares', { cookie })).status).toBe(role === 'viewer' ? 403 : 200);
  expect((await server.send('GET', '/api/sharing', { cookie })).json()).toEqual({
    publicLinks: true,
    embedOrigins: [],
  });
  const origins = { embedOrigins: ['https://wiki.example.org'] };
  expect((await server.send('PUT', '/api/sharing', { cookie, body: origins })).status).toBe(403);
});

test('no dashboard that one may not change, or does not see', async () => {
  const [ann, bob] = [
    await join(server, server.owner, 'ann', 'editor'),
    await join(server, server.owner, 'bob', 'editor'),
  ];
  for (const [access, status] of [
    ['read', 403],
    ['private', 404],
  ] as const) {
    const made = await server.send('POST', '/api/dashboards', {
      cookie: ann,
      body: { title: access, definition, access },
    });
    const { id } = made.json<{ id: string }>();
    const asBob = await server.send('POST', '/api/shares', {
      cookie: bob,
      body: { ...server.wanted(), dashboard: id },
    });
    expect(asBob.status).toBe(status);
    const link = await server.share({ dashboard: id }, ann);
    expect((await server.send('DELETE', `/api/shares/${link.share.id}`, { cookie: bob })).status).toBe(status);
    const list = (await server.send('GET', '/api/shares', { cookie: bob })).json<{ shares: { id: string }[] }>();
    expect(list.shares.some((it) => it.id === link.share.id)).toBe(access === 'read');
    expect((await server.send('DELETE', `/api/shares/${link.share.id}`, { cookie: server.owner })).status).toBe(204);
  }
});

test.each([
  ['a variable that is not there', { variables: [{ ...namespaces, name: 'other' }] }],
  ['free text', { variables: [{ name: 'text', mode: 'free', selection: { kind: 'text', text: '' }, options: [] }] }],
  [
    'a window that the variable does not have',
    { variables: [{ name: 'window', mode: 'fixed', selection: { kind: 'values', values: ['9h'] }, options: [] }] },
  ],
  ['a choice outside its list', { variables: [{ ...namespaces, selection: { kind: 'values', values: ['c'] } }] }],
  ['an age beyond a year', { expiresInDays: 366 }],
  ['another panel', { panel: 'three' }],
])('not with %s', async (_, more) => {
  const answer = await server.send('POST', '/api/shares', {
    cookie: server.owner,
    body: { ...server.wanted(), ...more },
  });
  expect(['invalid_request', 'not_found']).toContain(codeOf(answer));
});

test('revoked, expired and unknown links say so', async () => {
  const made = await server.share({ expiresInDays: 1 });
  const revoked = await server.share();
  expect((await server.send('DELETE', `/api/shares/${revoked.share.id}`, { cookie: server.owner })).status).toBe(204);
  expect((await server.open(revoked.secret)).json()).toMatchObject({
    error: { code: 'gone', message: expect.stringContaining('revoked') },
  });
  expect((await server.ask(revoked.secret)).status).toBe(410);
  server.clock.nowMs += DAY + 1;
  expect((await server.open(made.secret)).json()).toMatchObject({
    error: { code: 'gone', message: expect.stringContaining('expired') },
  });
  expect((await server.ask(made.secret)).status).toBe(410);
  expect((await server.open('unknown')).status).toBe(404);
  const { shares } = (await server.send('GET', '/api/shares', { cookie: server.owner })).json<{
    shares: { id: string; state: string; opened: number }[];
  }>();
  expect(shares.find((it) => it.id === made.share.id)).toMatchObject({ state: 'expired', opened: 0 });
  expect(shares.find((it) => it.id === revoked.share.id)).toMatchObject({ state: 'revoked' });
});

test('the audit log says who; neither it, nor the log, nor the database has the secret', async () => {
  const { secret, share: made } = await server.share({ note: 'for the board' });
  await server.open(secret);
  await server.ask(secret, { panel: 'bad' });
  await server.send('DELETE', `/api/shares/${made.id}`, { cookie: server.owner });
  const audit = await server.send('GET', '/api/audit?action=share', { cookie: server.owner });
  const entries = audit.json<{ entries: { action: string; object: string; actor: string }[] }>().entries;
  expect(entries.filter((it) => it.object === made.id)).toMatchObject([
    { action: 'share.revoke', actor: 'ada' },
    { action: 'share.create', actor: 'ada' },
  ]);
  for (const file of ['metadata.db', 'metadata.db-wal']) {
    expect(readFileSync(`${server.dataDir}/${file}`).includes(secret)).toBe(false);
  }
  expect(audit.text + server.log()).not.toContain(secret);
  expect((await server.send('GET', '/api/shares', { cookie: server.owner })).text).not.toContain(secret);
});

test('links are off unless the server is told otherwise, old ones too', async () => {
  const first = await startTestServer();
  try {
    const cookie = await first.setUp();
    expect((await first.send('GET', '/api/sharing', { cookie })).json()).toEqual({
      publicLinks: false,
      embedOrigins: [],
    });
    const made = await first.send('POST', '/api/dashboards', { cookie, body: { title: 'T', definition } });
    const body = { ...server.wanted(), dashboard: made.json<{ id: string }>().id };
    expect(codeOf(await first.send('POST', '/api/shares', { cookie, body }))).toBe('forbidden');
    expect(codeOf(await first.send('POST', '/api/share', { body: { secret: 'x' } }))).toBe('forbidden');
  } finally {
    await first.close();
  }
});
