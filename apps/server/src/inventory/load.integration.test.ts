import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { samplePod } from '../../test/sample-cluster/pod.ts';
import { uidOf } from '../../test/sample-cluster/reported.ts';
import { startTestServer, type TestServer } from '../../test/test-server.ts';

/*
 * A cluster of 5,000 pods with 500 changes a minute, as an agent sends it: first everything, then changes, and now and then
 * the names of all. What it costs is printed, never asserted; that all of it is there in the end is.
 */

const PODS = 5000;
const PER_DEPLOYMENT = 10;
const MINUTES = 5;
const CHANGES_A_MINUTE = 500;

let server: TestServer;
let cookie: string;
let token: string;

beforeAll(async () => {
  server = await startTestServer();
  cookie = await server.setUp();
  token = await server.token(cookie, 'agent');
});
afterAll(() => server.close());

const pod = (i: number, resourceVersion: number) => {
  const app = `app-${Math.floor(i / PER_DEPLOYMENT)}`;
  const namespace = `ns-${i % 40}`;
  const set = `${app}-6f7d8`;
  const made = samplePod({
    namespace,
    name: `${set}-${i}`,
    app,
    version: 'v1',
    node: `node-${i % 100}`,
    index: i,
    image: `registry.example.org/team/${app}:1.4.${i % 7}`,
    owner: {
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: set, uid: uidOf(set), controller: true }],
    },
    hash: '6f7d8',
    trouble: resourceVersion % 50 === 0 ? 'crash' : 'none',
    createdAtMs: server.clock.nowMs - i * 1000,
  });
  const metadata = { ...(made.object['metadata'] as object), resourceVersion: String(resourceVersion) };
  return { ...made, object: { ...made.object, metadata } };
};

interface Body {
  readonly packed: Uint8Array;
  readonly bytes: number;
}

/** Making and packing the bodies is the agent's work; it is done beforehand, for it would be measured as the server's. */
function bodyOf(report: object): Body {
  const text = JSON.stringify({ cluster: 'large', source: 'kubernetes', sentAtMs: server.clock.nowMs, ...report });
  return { packed: new Uint8Array(gzipSync(text, { level: 1 })), bytes: text.length };
}

async function post(body: Body): Promise<{ ms: number; json: { resend: unknown[] } }> {
  const began = performance.now();
  const answer = await server.send('POST', '/api/agents/objects', {
    token,
    body: body.packed,
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  });
  if (answer.status !== 200) throw new Error(answer.text);
  return { ms: performance.now() - began, json: answer.json() };
}

const print = (text: string): void => void process.stdout.write(`  ${text}\n`);
const ms = (value: number): string => `${value.toFixed(0)} ms`;

test('5,000 pods and 500 changes a minute', async () => {
  const uids = Array.from({ length: PODS }, (_, i) => pod(i, i + 1).uid);
  const first = Array.from({ length: PODS / 500 }, (_, part) =>
    bodyOf({ changed: Array.from({ length: 500 }, (__, i) => pod(part * 500 + i, part * 500 + i + 1)) }),
  );
  const complete = bodyOf({ complete: [{ kind: 'Pod', uids }] });
  // An agent gathers changes for a few seconds: ten reports a minute.
  const reports = Array.from({ length: MINUTES * 10 }, (_, part) =>
    bodyOf({
      changed: Array.from({ length: CHANGES_A_MINUTE / 10 }, (__, k) => {
        const n = (part * CHANGES_A_MINUTE) / 10 + k;
        return pod((n * 37) % PODS, 10_000 + n);
      }),
    }),
  );
  const loop = monitorEventLoopDelay({ resolution: 5 });
  const memoryBefore = process.memoryUsage().rss;

  loop.enable();
  let spent = 0;
  for (const body of first) spent += (await post(body)).ms;
  loop.disable();
  const bytes = first.reduce((sum, it) => sum + it.bytes, 0);
  print(
    `first report: ${PODS} pods, ${(bytes / 2 ** 20).toFixed(1)} MiB of JSON, ${ms(spent)}, slowest turn of the loop ${ms(loop.max / 1e6)}`,
  );

  loop.reset();
  loop.enable();
  const changes: number[] = [];
  for (const [i, body] of reports.entries()) {
    server.clock.nowMs += 6000;
    changes.push((await post(body)).ms);
    if (i % 10 === 9) changes.push((await post(complete)).ms);
  }
  loop.disable();
  changes.sort((a, b) => a - b);
  print(
    `${MINUTES} minutes of ${CHANGES_A_MINUTE} changes: a report takes ${ms(changes[changes.length >> 1]!)} in the middle, ` +
      `${ms(changes.at(-1)!)} at most, all of them ${ms(changes.reduce((sum, it) => sum + it, 0))}; ` +
      `slowest turn of the loop ${ms(loop.max / 1e6)}`,
  );

  for (const path of [
    'objects?kind=Pod&limit=100',
    'objects?kind=Pod&limit=100&sort=status&facets=namespace&facets=node&facets=status&facets=cluster',
    'objects?kind=Pod&search=app-123&limit=100',
    'objects?kind=Pod&labels=app%3Dapp-77,version!%3Dv2',
    'objects/summary',
    `objects/${uids[777]!}`,
    `objects/${uids[777]!}/related`,
  ]) {
    const began = performance.now();
    const answer = await server.send('GET', `/api/${path}`, { cookie });
    print(`GET /api/${path}: ${ms(performance.now() - began)}, ${(answer.text.length / 1024).toFixed(0)} KiB`);
    expect(answer.status).toBe(200);
  }
  print(
    `memory: ${((process.memoryUsage().rss - memoryBefore) / 2 ** 20).toFixed(0)} MiB more than before (this process, the client included)`,
  );

  const whole = (await server.send('GET', '/api/objects?kind=Pod&limit=1&facets=level', { cookie })).json<{
    total: number;
    facets: { level: { value: string; count: number }[] };
  }>();
  expect(whole.total).toBe(PODS);
  expect(whole.facets.level.reduce((sum, it) => sum + it.count, 0)).toBe(PODS);
  expect((await post(complete)).json.resend).toEqual([]);
});
