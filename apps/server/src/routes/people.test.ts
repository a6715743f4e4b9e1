import { routes, ROLES, hasRole, type Role, type Route } from '@binnacle/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { join } from '../../test/people.ts';
import { cookieOf, PASSWORD, startTestServer, type TestServer } from '../../test/test-server.ts';

let server: TestServer;
const cookies = {} as Record<Role, string>;

beforeAll(async () => {
  server = await startTestServer();
  cookies.owner = await server.setUp();
  for (const role of ['administrator', 'editor', 'viewer'] as const)
    cookies[role] = await join(server, cookies.owner, role, role);
});
afterAll(() => server.close());

const codeOf = (text: string): string | undefined =>
  text === '' ? undefined : (JSON.parse(text) as { error?: { code?: string } }).error?.code;

const send = (role: Role, method: string, path: string, body?: unknown) =>
  server.send(method, path, { cookie: cookies[role], ...(body === undefined ? {} : { body }) });

const listed: readonly Route[] = Object.values(routes);
const forPeople = listed.filter((it) => it.access === 'session');

describe.each(ROLES)('the role %s', (role) => {
  test.each(forPeople)('$method $path', async (it) => {
    const path = it.path.replace(/:\w+/g, 'x');
    // An empty body is refused for what it is, but only after the role was found good.
    const answer = await server.send(it.method, path, {
      cookie: cookies[role],
      ...(it.body === undefined ? {} : { body: {} }),
    });
    expect(codeOf(answer.text) === 'forbidden').toBe(!hasRole(role, it.role ?? 'viewer'));
  });
});

test('a viewer sends no samples by hand, an editor does', async () => {
  const write = (role: Role) =>
    server.send('POST', '/api/v1/import/prometheus', { cookie: cookies[role], body: 'a 1\n' });
  expect((await write('viewer')).status).toBe(403);
  expect((await write('editor')).status).toBe(204);
});

describe('members', () => {
  const idOf = async (login: string): Promise<string> => {
    const { members } = (await send('owner', 'GET', '/api/members')).json<{
      members: { login: string; userId: string }[];
    }>();
    return members.find((it) => it.login === login)!.userId;
  };

  test('are listed for everybody', async () => {
    expect((await send('viewer', 'GET', '/api/members')).json()).toMatchObject({
      members: [
        { login: 'ada', role: 'owner', signIn: 'password' },
        { login: 'administrator', role: 'administrator' },
        { login: 'editor', role: 'editor' },
        { login: 'viewer', role: 'viewer' },
      ],
    });
  });

  test('only owners decide about owners, and one stays', async () => {
    const ada = await idOf('ada');
    const editor = await idOf('editor');
    expect((await send('administrator', 'PUT', `/api/members/${editor}`, { role: 'owner' })).status).toBe(403);
    expect((await send('administrator', 'PUT', `/api/members/${ada}`, { role: 'viewer' })).status).toBe(403);
    expect((await send('administrator', 'DELETE', `/api/members/${ada}`)).status).toBe(403);
    expect((await send('administrator', 'POST', '/api/invitations', { role: 'owner' })).status).toBe(403);
    for (const [method, body] of [['PUT', { role: 'viewer' }], ['DELETE']] as const) {
      const answer = await send('owner', method, `/api/members/${ada}`, body);
      expect([answer.status, codeOf(answer.text)]).toEqual([409, 'last_owner']);
    }
    expect((await send('administrator', 'PUT', `/api/members/${editor}`, { role: 'viewer' })).json()).toMatchObject({
      role: 'viewer',
    });
    expect((await send('editor', 'POST', '/api/dashboards', { title: 'x' })).status).toBe(403);
    expect((await send('owner', 'PUT', `/api/members/${editor}`, { role: 'editor' })).status).toBe(200);
    expect((await send('editor', 'POST', '/api/dashboards', { title: 'x' })).status).toBe(201);
  });

  test('who is taken out is out at once, and may leave by themselves', async () => {
    const cookie = await join(server, cookies.owner, 'eve', 'editor');
    const eve = await idOf('eve');
    expect((await send('editor', 'DELETE', `/api/members/${eve}`)).status).toBe(403);
    expect((await send('administrator', 'DELETE', `/api/members/${eve}`)).status).toBe(204);
    expect((await server.send('GET', '/api/session', { cookie })).status).toBe(401);
    const back = await server.send('POST', '/api/session', { body: { login: 'eve', password: PASSWORD } });
    expect(codeOf(back.text)).toBe('forbidden');
    const bob = await join(server, cookies.owner, 'bob', 'viewer');
    expect((await server.send('DELETE', `/api/members/${await idOf('bob')}`, { cookie: bob })).status).toBe(204);
    expect((await server.send('GET', '/api/session', { cookie: bob })).status).toBe(401);
  });
});

describe('invitations', () => {
  const invite = async (body: unknown = { role: 'viewer' }) =>
    (await send('owner', 'POST', '/api/invitations', body)).json<{
      secret: string;
      path: string;
      invitation: { id: string };
    }>();
  const accept = (secret: string, login: string) =>
    server.send('POST', '/api/invitation/accept', { body: { secret, user: { login, password: PASSWORD } } });

  test('are good once', async () => {
    const { secret, path } = await invite();
    expect(path).toBe(`/invite#${secret}`);
    expect((await server.send('POST', '/api/invitation', { body: { secret } })).json()).toMatchObject({
      workspace: 'default',
      role: 'viewer',
      invitedBy: 'ada',
    });
    expect((await send('owner', 'GET', '/api/invitations')).text).not.toContain(secret);
    expect((await accept(secret, 'once')).json()).toMatchObject({ user: { login: 'once' }, role: 'viewer' });
    expect((await accept(secret, 'twice')).status).toBe(404);
  });

  test('expire, and can be taken back', async () => {
    const { secret, invitation } = await invite({ role: 'editor', expiresInHours: 1 });
    expect((await send('owner', 'DELETE', `/api/invitations/${invitation.id}`)).status).toBe(204);
    expect((await accept(secret, 'late')).status).toBe(404);
    const other = await invite({ role: 'editor', expiresInHours: 1 });
    server.clock.nowMs += 3_600_000;
    expect((await accept(other.secret, 'late')).status).toBe(404);
  });

  test('do not take over a login', async () => {
    const { secret } = await invite();
    const answer = await accept(secret, 'ADA');
    expect([answer.status, codeOf(answer.text)]).toEqual([409, 'conflict']);
    expect((await accept(secret, 'grace')).status).toBe(201);
  });

  test('guessing is slowed down', async () => {
    let last = 404;
    for (let i = 0; i < 25 && last !== 429; i++) {
      last = (await server.send('POST', '/api/invitation', { body: { secret: `guess ${i}` } })).status;
    }
    expect(last).toBe(429);
    server.clock.nowMs += 3_600_000;
  });
});

describe('workspaces', () => {
  test('see nothing of one another', async () => {
    const made = await send('owner', 'POST', '/api/workspaces', { name: 'Second' });
    const { id } = made.json<{ id: string }>();
    expect([made.status, made.json()]).toMatchObject([201, { name: 'Second', role: 'owner', memberCount: 1 }]);
    expect((await send('owner', 'POST', '/api/workspaces', { name: 'second' })).status).toBe(409);
    const cookie = cookieOf(await server.send('POST', '/api/session', { body: { login: 'ada', password: PASSWORD } }));
    const mine = (method: string, path: string, body?: unknown) =>
      server.send(method, path, { cookie, ...(body === undefined ? {} : { body }) });
    await mine('POST', '/api/dashboards', { title: 'of the first' });
    expect((await mine('PUT', '/api/session/workspace', { workspace: id })).json()).toMatchObject({
      workspace: { id, name: 'Second' },
      role: 'owner',
    });
    expect((await mine('GET', '/api/dashboards')).json()).toEqual({ dashboards: [] });
    expect((await mine('GET', '/api/members')).json()).toMatchObject({ members: [{ login: 'ada' }] });
    await mine('POST', '/api/v1/import/prometheus', 'only_here 1\n');
    const count = async (): Promise<number> =>
      (await mine('GET', '/api/v1/series?match[]=only_here')).json<{ data: unknown[] }>().data.length;
    expect(await count()).toBe(1);
    expect((await mine('PUT', '/api/workspace', { name: 'Renamed' })).json()).toMatchObject({ name: 'Renamed' });
    await mine('PUT', '/api/session/workspace', { workspace: 'default' });
    expect(await count()).toBe(0);
    expect((await send('viewer', 'PUT', '/api/session/workspace', { workspace: id })).status).toBe(404);
  });

  test('who is signed in joins with the account that is there', async () => {
    const cookie = await join(server, cookies.owner, 'lin', 'viewer');
    const { id } = (await send('owner', 'POST', '/api/workspaces', { name: 'Third' })).json<{ id: string }>();
    await send('owner', 'PUT', '/api/session/workspace', { workspace: id });
    const invited = await send('owner', 'POST', '/api/invitations', { role: 'editor' });
    await send('owner', 'PUT', '/api/session/workspace', { workspace: 'default' });
    const { secret } = invited.json<{ secret: string }>();
    const joined = await server.send('POST', '/api/invitation/accept', { cookie, body: { secret } });
    expect(joined.json()).toMatchObject({ user: { login: 'lin' }, workspace: { id }, role: 'editor' });
    expect((await server.send('GET', '/api/workspaces', { cookie })).json()).toMatchObject({
      workspaces: [
        { name: 'default', role: 'viewer' },
        { name: 'Third', role: 'editor' },
      ],
    });
  });
});

describe('tokens', () => {
  const make = async (body: Record<string, unknown>) =>
    (await send('owner', 'POST', '/api/tokens', { name: 'n', ...body })).json<{
      token: { id: string };
      secret: string;
    }>();
  const statusOf = async (token: string, method: string, path: string, body?: unknown): Promise<number> =>
    (await server.send(method, path, { token, ...(body === undefined ? {} : { body }) })).status;

  test('may do what their scopes say, and nothing else', async () => {
    const { secret } = await make({ kind: 'api', scopes: ['dashboards:read', 'metrics:read'] });
    expect(await statusOf(secret, 'GET', '/api/dashboards')).toBe(200);
    expect(await statusOf(secret, 'GET', '/api/v1/labels')).toBe(200);
    expect(await statusOf(secret, 'POST', '/api/dashboards', { title: 'x' })).toBe(403);
    expect(await statusOf(secret, 'POST', '/api/v1/import/prometheus', 'a 1\n')).toBe(403);
    expect(await statusOf(secret, 'GET', '/api/targets')).toBe(403);
    expect(await statusOf(secret, 'GET', '/api/members')).toBe(403);
    const writer = await make({ kind: 'api', scopes: ['dashboards:write'] });
    expect(await statusOf(writer.secret, 'POST', '/api/dashboards', { title: 'made by a script' })).toBe(201);
    expect((await send('owner', 'GET', '/api/audit')).text).not.toContain(writer.secret);
  });

  test('scopes are for kind api, and it needs some', async () => {
    for (const body of [{ kind: 'api' }, { kind: 'read', scopes: ['metrics:read'] }, { kind: 'api', scopes: ['all'] }])
      expect((await send('owner', 'POST', '/api/tokens', { name: 'n', ...body })).status).toBe(400);
  });

  test('expire', async () => {
    const { secret } = await make({ kind: 'read', expiresInDays: 1 });
    expect(await statusOf(secret, 'GET', '/api/v1/labels')).toBe(200);
    server.clock.nowMs += 86_400_000;
    expect(await statusOf(secret, 'GET', '/api/v1/labels')).toBe(401);
  });

  test('rotate without a gap', async () => {
    const { token, secret } = await make({ kind: 'agent' });
    const rotated = await send('owner', 'POST', `/api/tokens/${token.id}/rotate`, { graceHours: 2 });
    const next = rotated.json<{ secret: string }>().secret;
    const write = (secret: string): Promise<number> => statusOf(secret, 'POST', '/api/v1/import/prometheus', 'a 1\n');
    expect([await write(secret), await write(next)]).toEqual([204, 204]);
    server.clock.nowMs += 2 * 3_600_000;
    expect([await write(secret), await write(next)]).toEqual([401, 204]);
    const at = await send('owner', 'POST', `/api/tokens/${token.id}/rotate`, { graceHours: 0 });
    expect([await write(next), await write(at.json<{ secret: string }>().secret)]).toEqual([401, 204]);
    expect((await send('owner', 'POST', '/api/tokens/none/rotate', {})).status).toBe(404);
  });
});

describe('account', () => {
  const signIn = async (password: string, agent = 'Firefox') =>
    server.send('POST', '/api/session', { body: { login: 'sam', password }, headers: { 'user-agent': agent } });
  const listed = async (cookie: string) =>
    (await server.send('GET', '/api/sessions', { cookie })).json<{
      sessions: { id: string; current: boolean; userAgent: string }[];
    }>().sessions;

  test('sessions are listed and ended one by one; a new password ends all others', async () => {
    await join(server, cookies.owner, 'sam', 'viewer');
    const here = cookieOf(await signIn(PASSWORD));
    const there = cookieOf(await signIn(PASSWORD, 'Old phone'));
    const phone = (await listed(here)).find((it) => it.userAgent === 'Old phone')!;
    expect(phone.current).toBe(false);
    expect((await server.send('DELETE', `/api/sessions/${phone.id}`, { cookie: cookies.viewer })).status).toBe(404);
    expect((await server.send('DELETE', `/api/sessions/${phone.id}`, { cookie: here })).status).toBe(204);
    expect((await server.send('GET', '/api/session', { cookie: there })).status).toBe(401);
    await signIn(PASSWORD);
    const wrong = await server.send('PUT', '/api/account/password', {
      cookie: here,
      body: { current: 'not this one', next: 'another long sentence' },
    });
    expect([wrong.status, codeOf(wrong.text)]).toEqual([401, 'wrong_credentials']);
    const changed = await server.send('PUT', '/api/account/password', {
      cookie: here,
      body: { current: PASSWORD, next: 'another long sentence' },
    });
    expect(changed.status).toBe(204);
    expect(await listed(here)).toMatchObject([{ current: true }]);
    expect((await signIn(PASSWORD)).status).toBe(401);
    expect((await signIn('another long sentence')).status).toBe(200);
    expect((await server.send('DELETE', '/api/sessions', { cookie: here })).json()).toEqual({ ended: 1 });
  });

  test('the name that others see can be changed', async () => {
    expect((await send('viewer', 'PUT', '/api/account', { name: 'Vi' })).json()).toMatchObject({
      user: { login: 'viewer', name: 'Vi' },
    });
    expect((await send('owner', 'GET', '/api/members')).text).toContain('"Vi"');
  });
});

describe('audit log', () => {
  test('says who changed what, in pages, and hides nothing from administrators alone', async () => {
    type Page = { entries: { id: number; action: string; actor: string; details: string }[]; hasMore: boolean };
    for (let i = 0; i < 120; i++) await send('editor', 'POST', '/api/dashboards', { title: `d${i}` });
    const page = (query: string) => send('administrator', 'GET', `/api/audit${query}`);
    const first = (await page('?actor=EDITOR&action=dashboard')).json<Page>();
    expect([first.entries.length, first.hasMore]).toEqual([100, true]);
    expect(first.entries.every((it) => it.actor === 'editor' && it.action === 'dashboard.create')).toBe(true);
    const rest = (await page(`?actor=editor&action=dashboard&before=${first.entries.at(-1)!.id}`)).json<Page>();
    expect([rest.entries.length >= 20, rest.hasMore]).toEqual([true, false]);
    const roles = (await page('?action=member.role')).json<Page>();
    expect(roles.entries[0]!.details).toBe('editor: viewer → editor');
    expect((await page('?action=secret')).json<Page>().entries).toEqual([]);
  });
});
