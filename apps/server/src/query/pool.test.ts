import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../test/test-server.ts';

let server: TestServer;
const NOW = 1_700_000_000_000;
const NOW_S = NOW / 1000;

beforeAll(async () => {
  server = await startTestServer({
    args: ['--auth', 'off', '--query.max-waiting', '2'],
    clock: { nowMs: NOW },
  });
  const lines: string[] = [];
  for (let series = 0; series < 200; series++) {
    for (let i = 0; i < 60; i++) lines.push(`load_total{series="${series}"} ${i} ${NOW - i * 15_000}\n`);
  }
  await server.send('POST', '/api/v1/import/prometheus', { body: lines.join('') });
});
afterAll(() => server.close());

/** Long enough that a test can look at the server while it runs: a subquery of 200 series at 90,000 times. */
const HEAVY = `sum(max_over_time(rate(load_total[5m])[15m:10ms]))`;
const heavyPath = `/api/v1/query?time=${NOW_S}&query=${encodeURIComponent(HEAVY)}`;
const statusOf = async (): Promise<{ running: number; waiting: number }> =>
  (await server.send('GET', '/api/status')).json<{ queries: { running: number; waiting: number } }>().queries;

async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what()));
}

test('a query ends when its client goes away, and the thread is free again', async () => {
  const client = new AbortController();
  const sent = fetch(server.url + heavyPath, { signal: client.signal });
  await until(async () => (await statusOf()).running === 1);
  // Health and ingest do not notice.
  expect((await server.send('GET', '/-/healthy')).status).toBe(200);
  expect((await server.send('POST', '/api/v1/import/prometheus', { body: 'fine 1\n' })).status).toBe(204);
  client.abort();
  await expect(sent).rejects.toThrow('aborted');
  await until(async () => (await statusOf()).running === 0);
  expect((await server.send('GET', '/api/v1/query?query=1')).status).toBe(200);
});

test('a query that takes too long is ended with its own error', async () => {
  const answer = await server.send('GET', `${heavyPath}&timeout=20ms`);
  expect([answer.status, answer.json()]).toEqual([
    503,
    {
      status: 'error',
      errorType: 'timeout',
      error: expect.stringMatching(
        /^query timed out in (expression evaluation|query queue) \(limit 20ms, --query.timeout\)$/,
      ),
    },
  ]);
});

test('each of several queries ends when its own time is up', async () => {
  const limits = ['80ms', '20ms', '50ms'];
  const answers = await Promise.all(limits.map((limit) => server.send('GET', `${heavyPath}&timeout=${limit}`)));
  expect(answers.map((it) => it.json<{ error: string }>().error)).toEqual(
    limits.map((limit) => expect.stringMatching(new RegExp(`^query timed out in .* \\(limit ${limit}, `))),
  );
});

test('queries wait for a thread, and too many that wait are refused', async () => {
  const client = new AbortController();
  const sent = Array.from({ length: 3 }, () =>
    fetch(server.url + heavyPath, { signal: client.signal }).catch(() => undefined),
  );
  await until(async () => (await statusOf()).waiting === 2);
  const refused = await server.send('GET', '/api/v1/query?query=1');
  expect([refused.status, refused.json()]).toMatchObject([
    503,
    { errorType: 'unavailable', error: expect.stringContaining('--query.max-waiting') },
  ]);
  expect((await server.send('GET', '/api/status')).json()).toMatchObject({
    health: expect.arrayContaining([expect.objectContaining({ part: 'queries', state: 'degraded' })]),
  });
  client.abort();
  await Promise.all(sent);
  await until(async () => (await statusOf()).waiting === 0 && (await statusOf()).running === 0);
});

test('names and values do not wait behind queries', { timeout: 30_000 }, async () => {
  const client = new AbortController();
  const path = heavyPath.replace('10ms', '50ms');
  const heavy = () => fetch(server.url + path, { signal: client.signal }).catch(() => undefined);
  const first = heavy();
  await until(async () => (await statusOf()).running === 1);
  const done: string[] = [];
  const second = heavy().then(() => done.push('query'));
  await until(async () => (await statusOf()).waiting === 1);
  const labels = server.send('GET', '/api/v1/labels').then(() => done.push('labels'));
  await Promise.all([first, labels]);
  expect(done).toEqual(['labels']);
  client.abort();
  await second;
});

test('a query that would hold too many samples is refused as in Prometheus, and names the flag', async () => {
  const strict = await startTestServer({ args: ['--auth', 'off', '--query.max-samples', '10'], clock: { nowMs: NOW } });
  const body = Array.from({ length: 20 }, (_, i) => `many{i="${i}"} 1 ${NOW}\n`).join('');
  await strict.send('POST', '/api/v1/import/prometheus', { body });
  const answer = await strict.send('GET', `/api/v1/query?time=${NOW_S}&query=many`);
  await strict.close();
  expect([answer.status, answer.json()]).toEqual([
    422,
    {
      status: 'error',
      errorType: 'execution',
      error:
        'query processing would load too many samples into memory in query execution (limit 10, --query.max-samples)',
    },
  ]);
});

test.each([
  { name: 'parentheses', query: '('.repeat(600_000) },
  { name: 'braces', query: 'a{'.repeat(500_000) },
  { name: 'minus signs', query: `${'-'.repeat(1_000_000)}1` },
  { name: 'a long name', query: 'a'.repeat(1_500_000) },
])('hostile texts are an error of the query: $name', async ({ query }) => {
  const answer = await server.send('POST', '/api/v1/query', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    // Not escaped: three bytes for each brace would be more than a form may have.
    body: `query=${query}`,
  });
  expect(['success', 'bad_data']).toContain(answer.json<{ errorType?: string }>().errorType ?? 'success');
  expect((await server.send('GET', '/-/healthy')).status).toBe(200);
});
