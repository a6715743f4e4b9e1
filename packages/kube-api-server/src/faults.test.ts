import { afterEach, expect, test } from 'vitest';
import { ask, openWatch } from '../test/api-client.ts';
import { FakeClock } from '../test/fake-clock.ts';
import { KubeApiServer } from './kube-api-server.ts';

const PODS = '/api/v1/pods';
const clock = new FakeClock();
let server: KubeApiServer;
afterEach(() => server.close());
async function start(): Promise<string> {
  server = new KubeApiServer({ clock });
  return server.listen();
}

test.each([
  {
    fault: { kind: 'too-many-requests', retryAfterSeconds: 3 },
    want: { code: 429, headers: { 'retry-after': '3' }, body: { reason: 'TooManyRequests' } },
  },
  { fault: { kind: 'status', code: 500 }, want: { code: 500, body: { reason: 'InternalError' } } },
  {
    fault: { kind: 'status', code: 503, reason: 'ServiceUnavailable', message: 'etcd is away' },
    want: { code: 503, body: { message: 'etcd is away' } },
  },
  { fault: { kind: 'gone' }, want: { code: 410, body: { reason: 'Expired' } } },
  { fault: { kind: 'conflict' }, want: { code: 409, body: { reason: 'Conflict' } } },
] as const)('$fault.kind is answered once, then all is well', async ({ fault, want }) => {
  const url = await start();
  const injected = server.faults.inject({ fault, times: 1 });
  expect(await ask(url, 'GET', PODS)).toMatchObject(want);
  expect(await ask(url, 'GET', PODS)).toMatchObject({ code: 200 });
  expect(injected.hits).toBe(1);
});

test('only the requests that match are hit', async () => {
  const url = await start();
  server.faults.inject({
    fault: { kind: 'conflict' },
    match: (request) => request.kind === 'resource' && request.resource === 'leases',
  });
  expect(await ask(url, 'GET', PODS)).toMatchObject({ code: 200 });
  expect(await ask(url, 'GET', '/apis/coordination.k8s.io/v1/leases')).toMatchObject({ code: 409 });
});

test('a request is held until it is let go', async () => {
  const url = await start();
  const injected = server.faults.inject({ fault: { kind: 'hold' } });
  const reply = ask(url, 'GET', PODS);
  await expect.poll(() => injected.hits).toBe(1);
  injected.release();
  expect(await reply).toMatchObject({ code: 200 });
});

test('a slow answer comes when its time has come', async () => {
  const url = await start();
  const injected = server.faults.inject({ fault: { kind: 'delay', delayMs: 5_000 }, times: 1 });
  const reply = ask(url, 'GET', PODS);
  await expect.poll(() => injected.hits).toBe(1);
  clock.advance(5_000);
  expect(await reply).toMatchObject({ code: 200 });
});

test.each(['drop', 'cut'] as const)('%s breaks the connection', async (kind) => {
  const url = await start();
  server.faults.inject({ fault: { kind }, times: 1 });
  await expect(ask(url, 'GET', PODS)).rejects.toThrow(/socket hang up|aborted/);
  expect(await ask(url, 'GET', PODS)).toMatchObject({ code: 200 });
});

test.each([
  { how: 'end', last: undefined },
  { how: 'drop', last: 'dropped' },
] as const)('watches are closed: $how', async ({ how, last }) => {
  const url = await start();
  const watch = await openWatch(url, `${PODS}?watch=1`);
  await expect.poll(() => server.watches.length).toBe(1);
  expect(server.closeWatches(how)).toBe(1);
  expect(await watch.next()).toBe(last);
  expect(server.watches).toEqual([]);
});

test('watches are told that they are too old', async () => {
  const url = await start();
  const watch = await openWatch(url, `${PODS}?watch=1`);
  await expect.poll(() => server.watches.length).toBe(1);
  server.closeWatches('gone', ({ resource }) => resource === 'pods');
  expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { code: 410 } });
  expect(await watch.next()).toBeUndefined();
});

test('the history reaches back for five to ten minutes', async () => {
  const url = await start();
  const apply = (name: string): void =>
    void server.store.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });
  apply('a');
  const old = server.store.resourceVersion;
  apply('b');
  const list = (): Promise<unknown> =>
    ask(url, 'GET', `/api/v1/configmaps?resourceVersionMatch=Exact&resourceVersion=${old}`).then(({ code }) => code);
  clock.advance(5 * 60_000);
  expect(await list()).toBe(200);
  clock.advance(5 * 60_000);
  expect(await list()).toBe(410);
});
