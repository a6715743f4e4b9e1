import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectsQuery, eventsQuery, type EventReportInput, type ObjectReportInput } from '@binnacle/api';
import { z } from 'zod';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleCluster } from '../../test/sample-cluster/cluster.ts';
import type { Database } from '../metadata/database.ts';
import { sql } from '../metadata/sql.ts';
import type { InventoryJob, InventoryLimits, InventoryReply } from './job.ts';
import { perform, type InventoryState } from './perform.ts';
import { openStore } from './store.ts';

const DAY = 86_400_000;
const limits: InventoryLimits = { keepGoneMs: DAY, keepEventsMs: 30 * DAY, maxObjects: 100, maxEvents: 10 };

let dir: string;
let db: Database;
let state: InventoryState;
let nowMs: number;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-objects-'));
  nowMs = Date.parse('2026-11-28T12:00:00Z');
  open();
});
afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true });
});

function open(more: Partial<InventoryLimits> = {}): string | undefined {
  const opened = openStore(join(dir, 'objects.db'), nowMs);
  db = opened.db;
  state = { db, limits: { ...limits, ...more }, objectsRefused: 0 };
  return opened.putAside;
}

const run = (job: InventoryJob, workspace = 'default'): InventoryReply =>
  perform(state, { id: 1, workspace, nowMs, job });
function answer<T>(job: InventoryJob, workspace = 'default'): T {
  const reply = run(job, workspace);
  if (!reply.ok) throw new Error(reply.message);
  return JSON.parse(reply.json) as T;
}
const body = (value: unknown) => ({ bytes: new Uint8Array(Buffer.from(JSON.stringify(value))), encoding: '' });
const post = (report: Partial<ObjectReportInput>, workspace = 'default') =>
  answer<{ resend: unknown[] }>(
    { kind: 'post-objects', body: body({ cluster: 'prod', source: 'kubernetes', sentAtMs: nowMs, ...report }) },
    workspace,
  );
const pod = (uid: string, version = '', phase = 'Running') => ({
  kind: 'Pod',
  uid,
  namespace: 'shop',
  name: uid,
  object: { metadata: { name: uid, resourceVersion: version }, status: { phase } },
});
interface Listed {
  readonly objects: readonly {
    readonly uid: string;
    readonly status: string;
    readonly seenAtMs: number;
    readonly goneAtMs: number | null;
  }[];
  readonly total: number;
}
const list = (query: z.input<typeof objectsQuery> = {}, workspace = 'default') =>
  answer<Listed>({ kind: 'list-objects', query: objectsQuery.parse(query) }, workspace);
const uids = (query: z.input<typeof objectsQuery> = {}, workspace = 'default') =>
  list(query, workspace).objects.map((it) => it.uid);

const event = (uid: string, lastAtMs: number): EventReportInput['events'][number] => ({
  uid,
  type: 'Normal',
  reason: 'Pulled',
  message: 'm',
  involved: { kind: 'Pod', namespace: 'shop', name: 'p', uid: 'a' },
  firstAtMs: lastAtMs,
  lastAtMs,
  count: 1,
  source: {},
});
const postEvents = (events: EventReportInput['events'], workspace = 'default') =>
  answer({ kind: 'post-events', body: body({ cluster: 'prod', sentAtMs: nowMs, events }) }, workspace);
const eventUids = (workspace = 'default') =>
  answer<{ events: { uid: string }[] }>({ kind: 'list-events', query: eventsQuery.parse({}) }, workspace).events.map(
    (it) => it.uid,
  );

test('a workspace sees nothing of another', () => {
  post({ changed: [pod('a')] });
  postEvents([event('e', nowMs)]);
  expect([uids({}, 'other'), eventUids('other')]).toEqual([[], []]);
  for (const kind of ['get-object', 'related-objects'] as const) {
    expect(run({ kind, uid: 'a', cluster: undefined }, 'other')).toMatchObject({ ok: false, code: 'not_found' });
  }
  const summary = answer({ kind: 'summarize-objects', query: { cluster: [], namespace: [] } }, 'other');
  expect(summary).toEqual({ kinds: [], clusters: [] });
  expect(
    answer<{ events: unknown[] }>({ kind: 'list-events', query: eventsQuery.parse({ about: 'a' }) }, 'other').events,
  ).toEqual([]);
  // The same cluster and uid in two workspaces are two objects; neither report touches the other.
  post({ changed: [pod('a', '', 'Failed')] }, 'other');
  post({ deleted: ['a'], complete: [{ kind: 'Pod', uids: [] }] }, 'other');
  expect([uids(), uids({}, 'other')]).toEqual([['a'], []]);
});

test('what is gone stays for a day, then it is removed with what belongs to it', () => {
  post({ changed: [pod('a'), pod('b')], complete: [{ kind: 'Pod', uids: ['a', 'b'] }] });
  post({ deleted: ['a'] });
  expect([uids(), uids({ gone: 'only' }), uids({ gone: 'include' })]).toEqual([['b'], ['a'], ['a', 'b']]);
  expect(answer<{ goneAtMs: number }>({ kind: 'get-object', uid: 'a', cluster: undefined }).goneAtMs).toBe(nowMs);
  nowMs += DAY - 1;
  post({ complete: [{ kind: 'Pod', uids: ['b'] }] });
  run({ kind: 'purge' });
  expect(uids({ gone: 'include' })).toEqual(['a', 'b']);
  nowMs += 2;
  run({ kind: 'purge' });
  expect(uids({ gone: 'include' })).toEqual(['b']);
  const { bodies } = db.first(z.object({ bodies: z.number() }), sql`SELECT count(*) AS bodies FROM bodies`)!;
  expect(bodies).toBe(1);
});

test('an object of a silent agent is not gone, and is removed after a day', () => {
  post({ changed: [pod('a')] });
  nowMs += DAY / 2;
  run({ kind: 'purge' });
  expect(list().objects).toMatchObject([{ uid: 'a', goneAtMs: null, seenAtMs: nowMs - DAY / 2 }]);
  nowMs += DAY;
  run({ kind: 'purge' });
  expect(uids({ gone: 'include' })).toEqual([]);
});

test('a complete list says that everything in it was seen', () => {
  post({ changed: [pod('a')] });
  nowMs += 5000;
  post({ complete: [{ kind: 'Pod', uids: ['a'] }] });
  expect(list().objects).toMatchObject([{ seenAtMs: nowMs }]);
});

test.each([
  { name: 'a newer version', first: '10', second: '11', want: 'Failed' },
  { name: 'an older version that comes late', first: '10', second: '9', want: 'Running' },
  { name: 'the same version', first: '10', second: '10', want: 'Running' },
  { name: 'no version', first: '', second: '', want: 'Failed' },
  { name: 'versions that are no numbers', first: 'b', second: 'a', want: 'Failed' },
  { name: 'versions past 2^53', first: '9007199254740993', second: '9007199254740992', want: 'Running' },
])('of two reports with $name the pod is $want', ({ first, second, want }) => {
  post({ changed: [pod('a', first)] });
  post({ changed: [pod('a', second, 'Failed')] });
  expect(list().objects).toMatchObject([{ status: want }]);
});

test('an object that comes back is there again', () => {
  post({ changed: [pod('a', '5')] });
  post({ deleted: ['a'] });
  post({ changed: [pod('a', '5')] });
  expect(uids()).toEqual(['a']);
});

test('a full workspace takes no more objects, and does not ask for them', () => {
  db.close();
  open({ maxObjects: 2 });
  post({ changed: [pod('a'), pod('b'), pod('c')] });
  expect([uids(), state.objectsRefused]).toEqual([['a', 'b'], 1]);
  expect(post({ complete: [{ kind: 'Pod', uids: ['a', 'b', 'c'] }] }).resend).toEqual([]);
  post({ changed: [pod('a', '2', 'Failed')] });
  expect(list({ status: 'Failed' }).total).toBe(1);
  expect(uids({}, 'other')).toEqual([]);
  post({ changed: [pod('c')] }, 'other');
  expect(uids({}, 'other')).toEqual(['c']);
});

test('of too many events the oldest go, and of all those past the retention', () => {
  postEvents(Array.from({ length: 14 }, (_, i) => event(`e${i}`, nowMs - i * 1000)));
  postEvents([event('other', nowMs - DAY)], 'other');
  run({ kind: 'purge' });
  expect(eventUids()).toEqual(Array.from({ length: 10 }, (_, i) => `e${i}`));
  nowMs += 29 * DAY + 1;
  run({ kind: 'purge' });
  expect([eventUids('other'), eventUids()]).toEqual([[], Array.from({ length: 10 }, (_, i) => `e${i}`)]);
});

test('an object larger than Kubernetes takes is kept by its name', () => {
  const large = { ...pod('a'), object: { metadata: { name: 'a' }, spec: { text: 'x'.repeat(3 << 20) } } };
  post({ changed: [large] });
  const got = answer<{ object: { omitted: string } }>({ kind: 'get-object', uid: 'a', cluster: undefined });
  expect(got.object.omitted).toContain('larger than an object of Kubernetes can be');
});

test('a damaged file is put aside, a file of a newer version is refused', () => {
  post({ changed: [pod('a')] });
  db.close();
  writeFileSync(join(dir, 'objects.db'), 'this is no database, but it is long enough to look at'.repeat(50));
  expect(open()).toContain('put aside');
  expect(readdirSync(dir).some((it) => it.startsWith('objects.db.damaged-'))).toBe(true);
  post({ changed: [pod('b')] });
  expect(uids()).toEqual(['b']);
  db.run(sql`PRAGMA user_version = 99`);
  db.close();
  expect(() => open()).toThrow(/written by a newer version of binnacle/);
  rmSync(join(dir, 'objects.db'));
  open();
});

test('columns made by an older way of deriving are made anew, links and all', () => {
  const changed = sampleCluster(nowMs);
  state = { ...state, limits: { ...limits, maxObjects: 1000 } };
  post({ changed });
  const before = list({ limit: 1000, gone: 'include' });
  db.run(sql`UPDATE objects SET status = 'old', level = 'unknown', rank = 9, workload_name = '', ready = NULL`);
  db.run(sql`UPDATE settings SET value = '0' WHERE name = 'derived_by'`);
  db.close();
  open();
  expect(list({ limit: 1000, gone: 'include' })).toEqual(before);
});
