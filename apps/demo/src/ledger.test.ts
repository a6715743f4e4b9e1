import { afterAll, beforeAll, expect, test } from 'vitest';
import { ObservedWorld } from '../test/observed-world.ts';
import type { LedgerEntry } from './mesh/ledger.ts';

const world = new ObservedWorld();
/** What the books said at the first and at the last scrape of the window that the views look at. */
let before: readonly Readonly<LedgerEntry>[];
let after: readonly Readonly<LedgerEntry>[];
/** A window of 5 minutes has 20 scrapes, 285 s from the first to the last. */
const BETWEEN_SECONDS = 285;

beforeAll(async () => {
  await world.pass(600);
  before = world.cluster.mesh.reports.ledger.entries();
  await world.pass(BETWEEN_SECONDS);
  after = world.cluster.mesh.reports.ledger.entries();
}, 120_000);
afterAll(() => world.close());

type Which = (entry: Readonly<LedgerEntry>) => boolean;
const sum = (entries: readonly Readonly<LedgerEntry>[], which: Which): number =>
  entries.filter(which).reduce((total, { count }) => total + count, 0);
/** Calls per second in the window, by the books. */
const rate = (which: Which): number => (sum(after, which) - sum(before, which)) / BETWEEN_SECONDS;
const bySource: Which = ({ reporter }) => reporter === 'source';
const isError: Which = ({ code }) => code.startsWith('5') || code === '0';

test('every series of istio_requests_total is in the books, and has the same count', async () => {
  const labels =
    'reporter,source_workload,destination_workload,destination_service,response_code,response_flags,grpc_response_status';
  const samples = await world.query(`sum by (${labels}) (istio_requests_total)`);
  const key = (...parts: readonly (string | undefined)[]): string => parts.map((part) => part ?? '').join(' | ');
  const seen = new Map(
    samples.map(({ labels: l, value }) => [
      key(
        l['reporter'],
        l['source_workload'],
        l['destination_workload'],
        l['destination_service'],
        l['response_code'],
        l['response_flags'],
        l['grpc_response_status'],
      ),
      value,
    ]),
  );
  const nameOf = (workload: string): string => workload.split('/')[1]!;
  const books = new Map(
    after.map((e) => [
      key(e.reporter, nameOf(e.source), nameOf(e.destination), e.service, e.code, e.flags, e.grpc),
      e.count,
    ]),
  );
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(books));
  expect(seen.size).toBeGreaterThan(20);
});

test.each([
  ['istio_requests_total', undefined],
  ['istio_request_duration_milliseconds_count', undefined],
  ['istio_request_duration_milliseconds_bucket', '+Inf'],
  ['istio_request_bytes_count', undefined],
  ['istio_response_bytes_count', undefined],
])('%s counts every call once', async (metric, le) => {
  const matcher = le === undefined ? '' : `{le="${le}"}`;
  expect(await world.number(`sum(${metric}${matcher})`)).toBe(sum(after, () => true));
});

test('durations add up to those of the books', async () => {
  const total = after.reduce((ms, entry) => ms + entry.totalMs, 0);
  expect(await world.number('sum(istio_request_duration_milliseconds_sum)')).toBe(total);
});

test('both ends count a call that reached a server: the client once, the server each attempt', async () => {
  const reached: Which = ({ destination, code, flags }) =>
    destination !== 'unknown/unknown' && code !== '0' && !flags.includes('UF');
  const at = (reporter: string): number => sum(after, (entry) => entry.reporter === reporter && reached(entry));
  const retries = await world.number('sum(envoy_cluster_upstream_rq_retry)');
  expect(at('destination')).toBe(at('source') + retries!);
});

test('TCP bytes are those of the books, at both ends', async () => {
  const { ledger } = world.cluster.database;
  for (const reporter of ['source', 'destination']) {
    expect(await world.number(`sum(istio_tcp_received_bytes_total{reporter="${reporter}"})`)).toBe(ledger.received);
    expect(await world.number(`sum(istio_tcp_sent_bytes_total{reporter="${reporter}"})`)).toBe(ledger.sent);
    expect(await world.number(`sum(istio_tcp_connections_opened_total{reporter="${reporter}"})`)).toBe(ledger.opened);
    expect(await world.number(`sum(istio_tcp_connections_closed_total{reporter="${reporter}"})`)).toBe(ledger.closed);
  }
});

const near = (wanted: number) => ({ low: wanted * 0.995 - 1e-9, high: wanted * 1.005 + 1e-9 });

test.each([
  ['istio-mesh', 'I1', () => rate(bySource)],
  ['istio-mesh', 'request-volume', () => rate(bySource)],
  ['istio-mesh', 'I3', () => rate((e) => bySource(e) && e.code.startsWith('4'))],
  ['istio-mesh', 'success-rate', () => 1 - rate((e) => bySource(e) && e.code.startsWith('5')) / rate(bySource)],
] as const)('%s: panel %s says what the books say', async (view, panel, wanted) => {
  const [answer] = await world.panel(view, panel);
  const { low, high } = near(wanted());
  expect(answer!.value).toBeGreaterThanOrEqual(low);
  expect(answer!.value).toBeLessThanOrEqual(high);
});

test('the views agree on the traffic of reviews: mesh, service, and the workloads of its versions', async () => {
  const books = rate((e) => bySource(e) && e.service.startsWith('reviews.'));
  const { low, high } = near(books);
  const chosen = { qrep: 'source|waypoint', service: 'reviews[.]bookinfo[.]svc[.]cluster[.]local' };
  const inService = (await world.panel('istio-service', 'V1-clients', 'A', chosen))[0]!.value;
  let inWorkloads = 0;
  for (const version of ['v1', 'v2', 'v3']) {
    const workload = { qrep: 'source|waypoint', namespace: 'bookinfo', workload: `reviews-${version}` };
    inWorkloads += (await world.panel('istio-workload', 'W1', 'A', workload))[0]!.value;
  }
  for (const shown of [inService, inWorkloads]) {
    expect(shown).toBeGreaterThanOrEqual(low);
    expect(shown).toBeLessThanOrEqual(high);
  }
});

test('errors in the mesh view are those of the books', async () => {
  const books = rate((e) => bySource(e) && isError(e));
  const shown = (await world.panel('istio-mesh', 'I4'))[0]?.value ?? 0;
  expect(Math.abs(shown - books)).toBeLessThan(0.02);
});
