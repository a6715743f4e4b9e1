import { afterEach, expect, test, vi } from 'vitest';
import type { PanelRequest } from './panel-request.ts';
import { QueryQueue } from './query-queue.ts';
import { runRequest } from './run-request.ts';

afterEach(() => vi.unstubAllGlobals());

const request = (more: Partial<PanelRequest> = {}): PanelRequest => ({
  key: 'k',
  shape: 's',
  grid: { startMs: 0, endMs: 10_000, stepMs: 10_000 },
  timeMs: 12_345,
  queries: [
    { ref: 'A', expr: 'good', mode: 'range', auxiliary: false, alsoNow: true },
    { ref: 'B', expr: 'total', mode: 'instant', auxiliary: true, alsoNow: false },
  ],
  notCollected: ['C'],
  ...more,
});
const vector = (value: string) => ({ resultType: 'vector', result: [{ metric: {}, value: [1, value] }] });
const matrix = { resultType: 'matrix', result: [{ metric: {}, values: [[0, '1']] }] };
const success = (data: unknown, warnings?: string[]) => Response.json({ status: 'success', data, warnings });
const refusal = (error: string) => Response.json({ status: 'error', errorType: 'bad_data', error }, { status: 400 });

/** Answers by the query of the request; keeps the addresses. */
function serve(answers: Readonly<Record<string, () => Response>>): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address);
    const url = new URL(address, 'http://server');
    const kind = url.pathname.endsWith('query_range') ? 'range' : 'instant';
    return Promise.resolve(answers[`${kind} ${url.searchParams.get('query') ?? ''}`]!());
  });
  return asked;
}
const run = (one: PanelRequest) => runRequest(one, new QueryQueue(2), new AbortController().signal);

test('range, value now, auxiliary query, and what is not collected', async () => {
  const asked = serve({
    'range good': () => success(matrix, ['a warning']),
    'instant good': () => success(vector('2')),
    'instant total': () => success(vector('3')),
  });
  const outcome = await run(request());
  expect(asked.sort()).toEqual([
    '/api/v1/query?query=good&time=12.345',
    '/api/v1/query?query=total&time=12.345',
    '/api/v1/query_range?query=good&start=0&end=10&step=10',
  ]);
  expect(outcome).toMatchObject({ kind: 'ready', data: { warnings: ['a warning'] } });
  if (outcome.kind === 'failed') throw new Error('BUG: failed');
  expect(outcome.data.now.get('A')).toEqual([{ labels: {}, value: 2 }]);
  expect(outcome.data.answers.get('B')).toEqual({ kind: 'instant', samples: [{ labels: {}, value: 3 }] });
  expect(outcome.data.answers.get('C')).toEqual({ kind: 'not-collected' });
});

test('a refused query fails the panel with the words of the server; a refused auxiliary one is a warning', async () => {
  serve({
    'range good': () => refusal('parse error'),
    'instant good': () => refusal('parse error'),
    'instant total': () => success(vector('3')),
  });
  await expect(run(request())).resolves.toEqual({ kind: 'failed', message: 'parse error' });
  serve({
    'range good': () => success(matrix),
    'instant good': () => success(vector('2')),
    'instant total': () => refusal('too slow'),
  });
  await expect(run(request())).resolves.toMatchObject({ kind: 'ready', data: { warnings: ['B: too slow'] } });
});

test('no series is empty', async () => {
  const none = () => success({ resultType: 'matrix', result: [] });
  serve({
    'range good': none,
    'instant good': () => success({ resultType: 'vector', result: [] }),
    'instant total': () => success(vector('3')),
  });
  await expect(run(request())).resolves.toMatchObject({ kind: 'empty' });
});

test.each([
  { name: 'a session that has ended', reply: () => new Response('{}', { status: 401 }), code: 'unauthenticated' },
  { name: 'a proxy that answers HTML', reply: () => new Response('<html>', { status: 502 }), code: 'unreachable' },
  {
    name: 'an answer of another shape',
    reply: () => success({ resultType: 'string', result: [1, 'x'] }),
    code: 'unexpected',
  },
])('$name is a failure of the request', async ({ reply, code }) => {
  serve({ 'range good': reply, 'instant good': reply, 'instant total': reply });
  await expect(run(request())).rejects.toMatchObject({ name: 'RequestFailure', code });
});

test('a very long query is posted', async () => {
  const posted: unknown[] = [];
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    posted.push(init.method);
    return Promise.resolve(success(vector('1')));
  });
  const expr = `up{instance=~"${'x'.repeat(5000)}"}`;
  await run(request({ queries: [{ ref: 'A', expr, mode: 'instant', auxiliary: false, alsoNow: false }] }));
  expect(posted).toEqual(['POST']);
});

test('an earlier time is asked for as well, and put on the grid of now', async () => {
  const asked = serve({
    'range good': () => success(matrix),
    'instant good': () => success(vector('2')),
    'instant total': () => success(vector('3')),
  });
  const outcome = await run(
    request({ grid: { startMs: 60_000, endMs: 70_000, stepMs: 10_000 }, earlier: { text: '1m', ms: 60_000 } }),
  );
  expect(asked).toContain('/api/v1/query_range?query=good&start=0&end=10&step=10');
  expect(asked).toContain('/api/v1/query_range?query=good&start=60&end=70&step=10');
  if (outcome.kind !== 'ready') throw new Error(outcome.kind);
  expect(outcome.data.before?.text).toBe('1m');
  expect([...outcome.data.before!.series.get('A')![0]!.values]).toEqual([1, Number.NaN]);
});
