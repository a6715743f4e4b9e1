import type { Target } from '@binnacle/api';
import { expect, test } from 'vitest';
import { targetsSearchDefaults, type TargetsSearch } from './search.ts';
import { countTargets, countValues, selectTargets, stateOf } from './select-targets.ts';

const target = (id: string, change: Partial<Target>): Target => ({
  id,
  inputId: 'i',
  job: 'etcd',
  url: `https://${id}:2379/metrics`,
  labels: { instance: `${id}:2379` },
  discoveredLabels: {},
  health: 'up',
  intervalMs: 60_000,
  timeoutMs: 10_000,
  lastScrapeMs: 1_000,
  lastDurationMs: 5,
  samplesScraped: 100,
  samplesKept: 10,
  seriesAdded: 0,
  bodyBytes: 1_000,
  lastError: null,
  warnings: [],
  agentId: 'a',
  host: 'cp-1',
  cluster: 'demo',
  agentOnline: true,
  ...change,
});
const warning = { severity: 'warning', code: 'tls_verification_off', message: 'not verified' } as const;
const refused = { severity: 'error', code: 'connection_refused', message: 'connect ECONNREFUSED' } as const;

const all = [
  target('m10', {}),
  target('m2', { warnings: [warning], lastDurationMs: 50 }),
  target('m3', { health: 'down', lastError: refused, lastDurationMs: null }),
  target('m4', { health: 'unknown', lastScrapeMs: null }),
  target('m5', { agentOnline: false, host: 'worker-7' }),
];

test('what a silent agent said last is no state', () => {
  expect(all.map(stateOf)).toEqual(['up', 'up', 'down', 'unknown', 'silent']);
});

test('counts each filter', () => {
  expect(countTargets(all)).toEqual({ all: 5, down: 1, warnings: 1, unknown: 2, up: 2 });
});

test.each([
  { name: 'what needs a look first', change: {}, want: ['m3', 'm5', 'm2', 'm4', 'm10'] },
  { name: 'by address, numbers as numbers', change: { sort: 'target' }, want: ['m2', 'm3', 'm4', 'm5', 'm10'] },
  { name: 'slowest first', change: { sort: 'duration', order: 'desc' }, want: ['m2', 'm4', 'm5', 'm10', 'm3'] },
  { name: 'down', change: { state: 'down' }, want: ['m3'] },
  { name: 'not known', change: { state: 'unknown' }, want: ['m5', 'm4'] },
  { name: 'by error', change: { q: 'econnrefused' }, want: ['m3'] },
  { name: 'by label', change: { q: 'instance="m2:' }, want: ['m2'] },
  { name: 'of an agent', change: { host: ['worker-7'] }, want: ['m5'] },
  { name: 'of a cluster that is not there', change: { cluster: ['other'] }, want: [] },
  { name: 'of one of two jobs', change: { job: ['etcd', 'x'], state: 'down' }, want: ['m3'] },
  { name: 'by host', change: { q: 'WORKER etcd' }, want: ['m5'] },
] satisfies { name: string; change: Partial<TargetsSearch>; want: string[] }[])('selects $name', ({ change, want }) => {
  expect(selectTargets(all, { ...targetsSearchDefaults, ...change }).map((it) => it.id)).toEqual(want);
});

test('counts of a property do not depend on the choice of it', () => {
  expect(countValues(all, { ...targetsSearchDefaults, host: ['worker-7'] }, 'host')).toEqual([
    { value: 'cp-1', count: 4 },
    { value: 'worker-7', count: 1 },
  ]);
});
