import { objectReport, type ObjectReport } from '@binnacle/api';
import { ObjectStore, type KubeObject } from '@binnacle/kube';
import { expect, onTestFinished, test } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { problemAt, type Problem } from '../config/problem.ts';
import { readServerUrl } from '../config/server-address.ts';
import type { JsonAnswer } from '../delivery/write-client.ts';
import { silentLog } from '../log.ts';
import { ObjectReporter, type JsonPoster } from './object-reporter.ts';

const store = (kind: string): ObjectStore => new ObjectStore(kind, (value) => value as unknown as KubeObject);
let versions = 0;
const pod = (name: string, more: object = {}): Record<string, unknown> => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'n', uid: `uid-${name}`, resourceVersion: String(++versions) },
  ...more,
});

/** A server that remembers what it was told. */
class Server implements JsonPoster {
  readonly reports: ObjectReport[] = [];
  readonly known = new Map<string, unknown>();
  readonly answers: (JsonAnswer | Problem)[] = [];
  attempts = 0;

  async postJson(url: string, body: string): Promise<JsonAnswer | Problem> {
    if (url !== 'http://s/api/agents/objects') return { status: 404, text: '', retryAfterMs: undefined };
    this.attempts++;
    const scripted = this.answers.shift();
    if (scripted !== undefined) return scripted;
    const report = objectReport.parse(JSON.parse(body));
    this.reports.push(report);
    for (const it of report.changed) this.known.set(it.uid, it.object);
    for (const uid of report.deleted) this.known.delete(uid);
    const resend = report.complete.map(({ kind, uids }) => {
      for (const uid of this.known.keys()) if (!uids.includes(uid)) this.known.delete(uid);
      return { kind, uids: uids.filter((uid) => !this.known.has(uid)) };
    });
    return { status: 200, text: JSON.stringify({ resend }), retryAfterMs: undefined };
  }

  get names(): string[] {
    return [...this.known.keys()].map((uid) => uid.replace('uid-', '')).sort();
  }
}

function setUp(): { clock: FakeClock; server: Server; pods: ObjectStore; reporter: ObjectReporter } {
  const clock = new FakeClock();
  const server = new Server();
  const pods = store('Pod');
  const address = readServerUrl('http://s', undefined);
  if (typeof address === 'string') throw new Error(address);
  const reporter = new ObjectReporter({
    server: address,
    client: server,
    clock,
    log: silentLog,
    random: () => 0,
    cluster: 'c',
    source: 'kubernetes',
    caches: [pods],
  });
  reporter.start();
  onTestFinished(async () => {
    const stopped = reporter.stop();
    await clock.advance(1);
    await stopped;
  });
  return { clock, server, pods, reporter };
}

function list(pods: ObjectStore, ...objects: Record<string, unknown>[]): void {
  pods.listBegins();
  for (const object of objects) pods.listed(object);
  pods.listEnds();
}

test('the first list, then changes, then what there is every few minutes', async () => {
  const { clock, server, pods } = setUp();
  list(pods, pod('a'), pod('b'));
  await clock.advance(3_000);
  expect(server.names).toEqual(['a', 'b']);
  expect(server.reports.at(-1)!.complete).toEqual([{ kind: 'Pod', uids: ['uid-a', 'uid-b'] }]);
  const before = server.attempts;
  pods.changed(pod('c'));
  pods.changed(pod('c', { status: { phase: 'Running' } }));
  pods.deleted(pod('a'));
  await clock.advance(2_500);
  expect(server.attempts - before, 'changes of a moment go together').toBe(1);
  expect(server.names).toEqual(['b', 'c']);
  expect(server.known.get('uid-c')).toMatchObject({ status: { phase: 'Running' } });
  expect(server.reports.at(-1)!.deleted).toEqual(['uid-a']);
  await clock.advance(4 * 60_000);
  expect(server.attempts - before).toBe(1);
  await clock.advance(2 * 60_000);
  expect(server.attempts - before).toBe(2);
  expect(server.reports.at(-1)).toMatchObject({
    changed: [],
    complete: [{ kind: 'Pod', uids: ['uid-b', 'uid-c'] }],
  });
});

test('what the server misses is sent in full', async () => {
  const { clock, server, pods } = setUp();
  list(pods, pod('a'), pod('b'));
  await clock.advance(3_000);
  server.known.delete('uid-a');
  await clock.advance(6 * 60_000);
  expect(server.names).toEqual(['a', 'b']);
});

test('a server that is away: everything waits, the newest state arrives, deletions as well', async () => {
  const { clock, server, pods, reporter } = setUp();
  list(pods, pod('a'), pod('b'));
  await clock.advance(3_000);
  const down = problemAt({}, 'error', 'connection_refused', 'refused');
  for (let i = 0; i < 1_000; i++) server.answers.push(down);
  const before = server.attempts;
  for (let i = 0; i < 3_600; i++) {
    pods.changed(pod('a', { round: i }));
    if (i === 100) pods.deleted(pod('b'));
    await clock.advance(1_000);
  }
  expect(server.attempts - before, 'with growing pauses').toBeLessThan(300);
  expect(reporter.waiting).toBe(2);
  expect(reporter.problem).toMatchObject({ code: 'connection_refused' });
  server.answers.length = 0;
  await clock.advance(40_000);
  expect(server.names).toEqual(['a']);
  expect(server.known.get('uid-a')).toMatchObject({ round: 3_599 });
  expect(reporter.problem).toBeUndefined();
});

test('too large: in smaller pieces; refused for good: said, and the next change is tried', async () => {
  const { clock, server, pods, reporter } = setUp();
  const answer = (status: number): JsonAnswer => ({ status, text: 'no', retryAfterMs: undefined });
  server.answers.push(answer(413), answer(413));
  list(pods, ...Array.from({ length: 40 }, (_, i) => pod(`p${i}`)));
  await clock.advance(5_000);
  expect(server.reports[0]!.changed).toHaveLength(10);
  expect(server.names).toHaveLength(40);
  server.answers.push(answer(400));
  pods.changed(pod('p1', { bad: true }));
  await clock.advance(3_000);
  expect(reporter.problem).toMatchObject({ code: 'http_status', message: 'answered HTTP 400: no' });
  pods.changed(pod('p1', { good: true }));
  await clock.advance(3_000);
  expect(server.known.get('uid-p1')).toMatchObject({ good: true });
});

test('a kind that cannot be read any more is not reported as gone', async () => {
  const { clock, server, pods } = setUp();
  list(pods, pod('a'));
  await clock.advance(3_000);
  pods.lost();
  await clock.advance(20 * 60_000);
  expect(server.names).toEqual(['a']);
});

test('nothing of a secret or a config map but its metadata, and no copies of an object within itself', async () => {
  const { clock, server, pods } = setUp();
  const metadata = {
    name: 's',
    uid: 'uid-s',
    resourceVersion: '1',
    managedFields: [{ manager: 'kubectl' }],
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"k":"c2VjcmV0"}}', note: 'x' },
  };
  list(pods, { apiVersion: 'v1', kind: 'Secret', metadata, data: { k: 'c2VjcmV0' }, type: 'Opaque' });
  await clock.advance(3_000);
  expect(server.known.get('uid-s')).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', uid: 'uid-s', resourceVersion: '1', annotations: { note: 'x' } },
  });
});
