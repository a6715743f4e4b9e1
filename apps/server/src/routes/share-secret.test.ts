import { routes, type Route } from '@binnacle/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeOf, HOUR, startShareServer, type ShareTestServer } from '../../test/share-server.ts';

let server: ShareTestServer;
beforeAll(async () => {
  server = await startShareServer();
});
afterAll(() => server.close());

describe('the secret of a link opens nothing else', () => {
  let secret: string;
  beforeAll(async () => ({ secret } = await server.share()));
  const all: readonly Route[] = Object.values(routes);
  const ways = () => [
    { token: secret },
    { cookie: secret },
    { headers: { authorization: `Basic ${Buffer.from(`share:${secret}`).toString('base64')}` } },
    { headers: { authorization: `Token ${secret}` } },
    { headers: { 'x-share': secret, 'x-api-key': secret } },
  ];

  test.each(all.filter((it) => it.access !== 'public'))('$method $path', async (it) => {
    const path = it.path.replace(/:\w+/g, server.dashboard);
    for (const way of ways()) {
      const answer = await server.send(it.method, path, {
        ...way,
        ...(it.body === undefined ? {} : { body: { secret } }),
      });
      expect([way, answer.status]).toEqual([way, 401]);
      const asked = await server.send(
        it.method,
        `${path}?secret=${secret}&token=${secret}`,
        it.body === undefined ? {} : { body: { secret } },
      );
      expect(asked.status).toBe(401);
    }
  });

  test.each([
    ['GET', '/api/v1/query?query=1'],
    ['POST', '/api/v1/query_range?query=1&start=0&end=1&step=1'],
    ['GET', '/api/v1/series?match[]=secret_other_metric'],
    ['GET', '/api/v1/labels'],
    ['GET', '/api/v1/label/namespace/values'],
    ['GET', '/api/v1/metadata'],
    ['GET', '/api/v1/status/tsdb'],
    ['GET', '/api/v1/targets'],
    ['POST', '/api/v1/read'],
    ['POST', '/api/v1/write'],
    ['POST', '/api/v1/import/prometheus'],
    ['POST', '/api/v1/admin/tsdb/snapshot'],
    ['GET', '/federate?match[]=secret_other_metric'],
  ])('%s %s', async (method, path) => {
    for (const way of ways()) expect([way, (await server.send(method, path, way)).status]).toEqual([way, 401]);
  });

  test('a page of another site cannot use it either', async () => {
    const headers = { origin: 'https://evil.example' };
    const answer = await server.send('POST', '/api/share', { body: { secret }, headers });
    expect(codeOf(answer)).toBe('wrong_origin');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('guessing', () => {
  beforeEach(() => {
    server.clock.nowMs += HOUR;
  });

  test('is slowed down, whichever route it tries', async () => {
    const { secret } = await server.share();
    const tries = [];
    for (let i = 0; i < 21; i++)
      tries.push((i % 2 === 0 ? await server.open(`guess-${i}`) : await server.ask(`guess-${i}`)).status);
    expect(tries.slice(0, 20).every((status) => status === 404)).toBe(true);
    expect(tries[20]).toBe(429);
    const waits = await server.open(secret);
    expect([waits.status, waits.headers.get('retry-after')]).toEqual([429, '10']);
    server.clock.nowMs += 10_000;
    expect((await server.open(secret)).status).toBe(200);
  });
});
