import { expect, test } from 'vitest';
import { chooseNext, kinOf, LONGEST_STREAK, type WaitingJob } from './choose-next.ts';
import type { Job } from './job.ts';

const range = (query: string, startMs = 0): Job => ({
  kind: 'range',
  query,
  startMs,
  endMs: 60_000,
  stepMs: 15_000,
  largest: 0,
  lookbackMs: 300_000,
  limit: 0,
  stats: '',
});
const waiting = (...jobs: readonly Job[]): WaitingJob[] => jobs.map((job) => ({ job, kin: kinOf(job) }));
const quantile = (q: number, metric = 'b'): Job => range(`histogram_quantile(${q}, sum by (le) (rate(${metric}[1m])))`);
const names: Job = { kind: 'labels', startMs: 0, endMs: 1, matchers: [], limit: 0 };
const kin = (job: Job): string => kinOf(job)!;
const NOTHING = { kin: undefined, length: 0 };

test('queries that differ in their quantiles alone are kin', () => {
  expect(kinOf(quantile(0.5))).toBe(kinOf(quantile(0.99)));
  expect(kinOf(quantile(0.5))).not.toBe(kinOf(quantile(0.5, 'c')));
  expect(kinOf(range('histogram_quantile(0.5, b)', 0))).not.toBe(kinOf(range('histogram_quantile(0.5, b)', 15_000)));
  expect([kinOf(range('up')), kinOf(names)]).toEqual([undefined, undefined]);
});

test.each([
  { name: 'the first that came', jobs: [range('a'), range('b')], last: NOTHING, busy: [], want: 0 },
  { name: 'names before queries', jobs: [range('a'), names], last: NOTHING, busy: [], want: 1 },
  {
    name: 'kin of what it ran last',
    jobs: [range('a'), quantile(0.9)],
    last: { kin: kin(quantile(0.5)), length: 1 },
    busy: [],
    want: 1,
  },
  {
    name: 'the first again after a long streak',
    jobs: [range('a'), quantile(0.9)],
    last: { kin: kin(quantile(0.5)), length: LONGEST_STREAK },
    busy: [],
    want: 0,
  },
  {
    name: 'not what another thread is about to share',
    jobs: [quantile(0.9), quantile(0.5, 'c')],
    last: NOTHING,
    busy: [kin(quantile(0.5))],
    want: 1,
  },
  {
    name: 'that as well when nothing else waits',
    jobs: [quantile(0.9)],
    last: NOTHING,
    busy: [kin(quantile(0.5))],
    want: 0,
  },
])('a thread takes $name', ({ jobs, last, busy, want }) => {
  expect(chooseNext(waiting(...jobs), last, new Set(busy))).toBe(want);
});
