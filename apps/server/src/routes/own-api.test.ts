import { routes } from '@binnacle/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cookieOf, PASSWORD, startTestServer, type TestServer } from '../../test/test-server.ts';

let server: TestServer;
let cookie: string;

beforeAll(async () => {
  server = await startTestServer();
  cookie = await server.setUp();
});
afterAll(() => server.close());

test('set-up is done once', async () => {
  expect((await server.send('GET', '/api/setup')).json()).toMatchObject({ needed: false });
  const again = await server.send('POST', '/api/setup', {
    body: { code: 'AAAA-BBBB', login: 'eve', password: PASSWORD },
  });
  expect([again.status, again.json()]).toMatchObject([409, { error: { code: 'setup_done' } }]);
});

test('the cookie is out of reach for scripts and foreign pages', async () => {
  const answer = await server.send('POST', '/api/session', { body: { login: 'ADA', password: PASSWORD } });
  expect(answer.headers.get('set-cookie')).toMatch(
    /^binnacle_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(answer.json()).toMatchObject({ user: { login: 'ada', name: 'Ada' }, role: 'owner', auth: 'on' });
});

test('signing out ends the session on the server', async () => {
  const mine = cookieOf(await server.send('POST', '/api/session', { body: { login: 'ada', password: PASSWORD } }));
  expect((await server.send('GET', '/api/session', { cookie: mine })).status).toBe(200);
  const out = await server.send('DELETE', '/api/session', { cookie: mine });
  expect([out.status, cookieOf(out)]).toEqual([204, '']);
  expect((await server.send('GET', '/api/session', { cookie: mine })).status).toBe(401);
});

test('an empty body with the type of JSON is no body', async () => {
  const headers = { 'content-type': 'application/json' };
  const made = await server.send('POST', '/api/dashboards', { cookie, body: { title: 'short-lived' } });
  const path = `/api/dashboards/${made.json<{ id: string }>().id}`;
  expect((await server.send('DELETE', path, { cookie, headers })).status).toBe(204);
  expect((await server.send('DELETE', path, { cookie, headers })).status).toBe(404);
  const empty = await server.send('POST', '/api/dashboards', { cookie, headers });
  expect([empty.status, empty.json()]).toMatchObject([400, { error: { issues: [{ path: 'body' }] } }]);
});

test('who is not let in learns why, and no browser asks for a password', async () => {
  const ended = cookieOf(await server.send('POST', '/api/session', { body: { login: 'ada', password: PASSWORD } }));
  await server.send('DELETE', '/api/session', { cookie: ended });
  const token = `tkn_${'x'.repeat(43)}`;
  const words = { '': 'a session or a token is needed', session: 'this session has ended', token: 'revoked' };
  for (const [who, want] of Object.entries(words)) {
    const options = who === 'session' ? { cookie: ended } : who === 'token' ? { token } : {};
    for (const [method, path] of [
      ['GET', '/api/v1/query?query=1'],
      ['GET', '/federate'],
      ['GET', '/api/status'],
      ['POST', '/api/v1/write'],
    ] as const) {
      const answer = await server.send(method, path, options);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="binnacle"']);
      expect(answer.text).toContain(want);
    }
  }
});

test('signing in replaces the session that was there', async () => {
  const first = cookieOf(await server.send('POST', '/api/session', { body: { login: 'ada', password: PASSWORD } }));
  await server.send('POST', '/api/session', { cookie: first, body: { login: 'ada', password: PASSWORD } });
  expect((await server.send('GET', '/api/session', { cookie: first })).status).toBe(401);
});

test('a secret of a token is shown once, and a revoked token is worth nothing', async () => {
  const made = await server.send('POST', '/api/tokens', { cookie, body: { name: 'node 1', kind: 'read' } });
  const { token, secret } = made.json<{ token: { id: string; hint: string }; secret: string }>();
  expect(secret).toMatch(/^tkn_[\w-]{43}$/);
  const list = await server.send('GET', '/api/tokens', { cookie });
  expect(list.text).toContain(token.id);
  expect(list.text).not.toContain(secret);
  expect((await server.send('GET', '/api/v1/labels', { token: secret })).status).toBe(200);
  expect((await server.send('DELETE', `/api/tokens/${token.id}`, { cookie })).status).toBe(204);
  expect((await server.send('GET', '/api/v1/labels', { token: secret })).status).toBe(401);
  expect((await server.send('DELETE', `/api/tokens/${token.id}`, { cookie })).status).toBe(404);
});

test('a token works as the password of basic authentication', async () => {
  const secret = await server.token(cookie, 'read');
  const authorization = `Basic ${btoa(`anything:${secret}`)}`;
  expect((await server.send('GET', '/api/v1/labels', { headers: { authorization } })).status).toBe(200);
  const wrong = `Basic ${btoa(`anything:${secret}x`)}`;
  expect((await server.send('GET', '/api/v1/labels', { headers: { authorization: wrong } })).status).toBe(401);
});

describe('dashboards', () => {
  const create = async (body: unknown) =>
    (await server.send('POST', '/api/dashboards', { cookie, body })).json<never>();

  test('from a view, renamed, cloned, deleted, restored', async () => {
    const made: { id: string; version: number; panelCount: number } = await create({
      title: 'My etcd',
      fromView: 'etcd',
    });
    expect(made).toMatchObject({ title: 'My etcd', fromView: 'etcd', version: 1, favourite: false, createdBy: 'ada' });
    expect(made.panelCount).toBeGreaterThan(5);
    const path = `/api/dashboards/${made.id}`;
    const renamed = await server.send('PUT', path, { cookie, body: { version: 1, title: 'Ours' } });
    expect(renamed.json()).toMatchObject({ title: 'Ours', version: 2, definition: { title: 'Ours' } });
    const stale = await server.send('PUT', path, { cookie, body: { version: 1, title: 'Late' } });
    expect([stale.status, stale.json()]).toMatchObject([409, { error: { code: 'version_conflict' } }]);
    const clone = await server.send('POST', `${path}/clone`, { cookie, body: { title: 'Copy' } });
    expect([clone.status, clone.json()]).toMatchObject([201, { title: 'Copy', version: 1 }]);
    expect((await server.send('PUT', `${path}/favourite`, { cookie })).status).toBe(204);
    expect((await server.send('GET', path, { cookie })).json()).toMatchObject({ favourite: true });
    expect((await server.send('DELETE', path, { cookie })).status).toBe(204);
    expect((await server.send('GET', path, { cookie })).status).toBe(404);
    expect((await server.send('GET', '/api/dashboards', { cookie })).text).not.toContain(made.id);
    expect((await server.send('POST', `${path}/restore`, { cookie })).json()).toMatchObject({ title: 'Ours' });
    const history = await server.send('GET', `${path}/history`, { cookie });
    expect(history.json()).toMatchObject({
      versions: [
        { version: 2, title: 'Ours' },
        { version: 1, title: 'My etcd' },
      ],
    });
    expect((await server.send('GET', `${path}/history/1`, { cookie })).json()).toMatchObject({
      definition: { title: 'My etcd' },
    });
  });

  test('blank', async () => {
    expect(await create({ title: 'Empty' })).toMatchObject({ title: 'Empty', fromView: null, panelCount: 0 });
  });

  test('a definition that is not valid is refused with the place', async () => {
    const body = {
      title: 'x',
      definition: { format: 'binnacle/dashboard', version: 1, title: 'x', groups: [{ id: 'a' }] },
    };
    const answer = await server.send('POST', '/api/dashboards', { cookie, body });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({
      error: { code: 'invalid_request', issues: [{ path: 'body.definition.groups[0].panels' }] },
    });
  });

  test('an unknown view is not found', async () => {
    const answer = await server.send('POST', '/api/dashboards', { cookie, body: { title: 'x', fromView: 'nope' } });
    expect(answer.status).toBe(404);
  });
});

test('every route answers in the shape that the contract promises', async () => {
  const made = (
    await server.send('POST', '/api/dashboards', { cookie, body: { title: 'Shape', fromView: 'etcd' } })
  ).json<{
    id: string;
  }>();
  for (const it of [
    routes.getSetup,
    routes.getSession,
    routes.listTokens,
    routes.listViews,
    routes.listDashboards,
    routes.listTargets,
    routes.getStatus,
    routes.getOpenApi,
  ]) {
    const answer = await server.send('GET', it.path, { cookie });
    expect([it.id, answer.status]).toEqual([it.id, 200]);
    expect(it.response.safeParse(answer.json()).error, it.id).toBeUndefined();
  }
  const one = await server.send('GET', `/api/dashboards/${made.id}`, { cookie });
  expect(routes.getDashboard.response.safeParse(one.json()).error).toBeUndefined();
  const view = await server.send('GET', '/api/views/etcd', { cookie });
  expect(routes.getView.response.safeParse(view.json()).error).toBeUndefined();
});

test('what agents report is listed, and an agent that falls silent is shown as gone', async () => {
  const token = await server.token(cookie, 'agent');
  const status = {
    id: 'agent-1',
    host: 'node-1',
    cluster: 'lab',
    version: '0.1.0',
    startedAtMs: 1,
    sentAtMs: 2,
    queue: { sizeBytes: 0, limitBytes: 1, oldestAtMs: null, samplesDropped: 0 },
    inputs: [{ id: 'i', kind: 'prom', source: 'etcd', file: '/etc/etcd.conf', state: 'running', targetCount: 1 }],
    targets: [
      {
        id: 't',
        inputId: 'i',
        job: 'etcd',
        url: 'https://10.0.0.1:2379/metrics',
        labels: { job: 'etcd', instance: '10.0.0.1:2379' },
        health: 'down',
        intervalMs: 30_000,
        timeoutMs: 10_000,
        lastScrapeMs: 1_700_000_000_000,
        lastDurationMs: 12,
        samplesScraped: null,
        samplesKept: null,
        seriesAdded: null,
        bodyBytes: null,
        lastError: { severity: 'error', code: 'connection_refused', message: 'connection refused' },
      },
    ],
  };
  const reported = await server.send('POST', '/api/agents/status', { token, body: status });
  expect([reported.status, reported.json()]).toEqual([200, { reportEveryMs: 10_000 }]);
  const shown = (await server.send('GET', '/api/targets', { cookie })).json();
  expect(shown).toMatchObject({ agents: [{ id: 'agent-1', online: true }], targets: [{ id: 't', cluster: 'lab' }] });
  expect((await server.send('GET', '/api/v1/targets', { cookie })).json()).toMatchObject({
    status: 'success',
    data: {
      activeTargets: [
        {
          scrapePool: 'etcd',
          health: 'down',
          lastError: 'connection refused',
          lastScrape: '2023-11-14T22:13:20.000Z',
          scrapeInterval: '30s',
        },
      ],
    },
  });
  server.clock.nowMs += 61_000;
  expect((await server.send('GET', '/api/targets', { cookie })).json()).toMatchObject({ agents: [{ online: false }] });
});

test('unknown paths and methods', async () => {
  expect((await server.send('GET', '/api/nope', { cookie })).json()).toMatchObject({ error: { code: 'not_found' } });
  const wrong = await server.send('POST', '/api/status', { cookie, body: {} });
  expect([wrong.status, wrong.headers.get('allow'), wrong.json()]).toMatchObject([
    405,
    'GET',
    { error: { code: 'method_not_allowed' } },
  ]);
});
