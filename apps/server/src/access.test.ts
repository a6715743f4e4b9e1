import { routes, type Route } from '@binnacle/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let cookie: string;
let tokens: Record<'agent' | 'read', string>;

beforeAll(async () => {
  server = await startTestServer({ args: ['--web.enable-admin-api'] });
  cookie = await server.setUp();
  tokens = { agent: await server.token(cookie, 'agent'), read: await server.token(cookie, 'read') };
});
afterAll(() => server.close());

const refused = (status: number): boolean => status === 401 || status === 403;

const all: readonly Route[] = Object.values(routes);
const pathOf = (it: Route): string => it.path.replace(/:\w+/g, 'x');
const bodyOf = (it: Route) => (it.body === undefined ? {} : { body: {} });

describe.each(all)('$method $path', (it) => {
  const path = pathOf(it);
  const body = bodyOf(it);
  const may = {
    anonymous: it.access === 'public',
    session: it.access !== 'agent',
    agent: it.access !== 'session',
    read: it.access === 'public',
  };

  test('lets in who may call it, and nobody else', async () => {
    // A public route refuses what is wrong for reasons of its own, which are not those of access.
    const isRefused = async (options: Parameters<TestServer['send']>[2]): Promise<boolean> => {
      const answer = await server.send(it.method, path, { ...body, ...options });
      const code =
        answer.text === '' || answer.status < 400 ? '' : answer.json<{ error: { code: string } }>().error.code;
      return code === 'unauthenticated' || code === 'forbidden';
    };
    expect({
      anonymous: !(await isRefused({})),
      session: !(await isRefused(it === routes.deleteSession ? {} : { cookie })),
      agent: !(await isRefused({ token: tokens.agent })),
      read: !(await isRefused({ token: tokens.read })),
    }).toEqual(may);
  });
});

test.each(all.filter((it) => it.method !== 'GET'))('$method $path refuses a page of another origin', async (it) => {
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: `${server.url}.evil.example` },
  ]) {
    const answer = await server.send(it.method, pathOf(it), { ...bodyOf(it), cookie, headers });
    expect([answer.status, answer.json()]).toMatchObject([403, { error: { code: 'wrong_origin' } }]);
  }
  const own = await server.send(it.method, pathOf(it), { ...bodyOf(it), headers: { origin: server.url } });
  expect(own.text).not.toContain('wrong_origin');
});

test.each(all.filter((it) => it.body !== undefined))('$method $path takes JSON alone', async (it) => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const options = it.access === 'agent' ? { token: tokens.agent } : { cookie };
    const answer = await server.send(it.method, pathOf(it), {
      ...options,
      headers: { 'content-type': type },
      body: '{}',
    });
    expect([type, answer.status]).toEqual([type, 415]);
  }
});

const QUERY = [
  'query?query=1',
  'query_range?query=1&start=0&end=1&step=1',
  'query_exemplars?query=a',
  'format_query?query=a',
  'parse_query?query=a',
  'series?match[]=a',
  'labels',
  'label/a/values',
  'metadata',
  'targets',
  'targets/metadata',
  'scrape_pools',
  'rules',
  'alerts',
  'alertmanagers',
  'status/config',
  'status/flags',
  'status/runtimeinfo',
  'status/buildinfo',
  'status/tsdb',
  'status/walreplay',
  'features',
];

test.each([...QUERY.map((it) => `/api/v1/${it}`), '/federate?match[]=a'])('%s is for those who query', async (path) => {
  const statusOf = async (options: Parameters<TestServer['send']>[2]): Promise<number> =>
    (await server.send('GET', path, options)).status;
  expect([await statusOf({}), await statusOf({ token: 'tkn_wrong' }), await statusOf({ token: tokens.agent })]).toEqual(
    [401, 401, 403],
  );
  expect(refused(await statusOf({ cookie }))).toBe(false);
  expect(refused(await statusOf({ token: tokens.read }))).toBe(false);
});

test.each(['/api/v1/write', '/api/v1/import/prometheus'])('%s is for agents', async (path) => {
  const statusOf = async (options: Parameters<TestServer['send']>[2]): Promise<number> =>
    (await server.send('POST', path, { body: '', ...options })).status;
  expect([await statusOf({}), await statusOf({ token: tokens.read })]).toEqual([401, 403]);
  expect(refused(await statusOf({ token: tokens.agent }))).toBe(false);
  expect(refused(await statusOf({ cookie }))).toBe(false);
  expect(await statusOf({ cookie, headers: { origin: 'https://evil.example' } })).toBe(403);
});

test.each(['delete_series?match[]=a', 'clean_tombstones', 'snapshot'])(
  'admin/tsdb/%s is for owners on our own pages',
  async (route) => {
    const path = `/api/v1/admin/tsdb/${route}`;
    const statusOf = async (options: Parameters<TestServer['send']>[2]): Promise<number> =>
      (await server.send('POST', path, options)).status;
    expect([
      await statusOf({}),
      await statusOf({ token: tokens.agent }),
      await statusOf({ token: tokens.read }),
    ]).toEqual([401, 403, 403]);
    expect(await statusOf({ cookie, headers: { origin: 'https://evil.example' } })).toBe(403);
  },
);

test('health is for everybody', async () => {
  for (const path of ['/-/healthy', '/-/ready', '/healthz', '/readyz', '/livez', '/metrics']) {
    expect([path, (await server.send('GET', path)).status]).toEqual([path, 200]);
  }
});
