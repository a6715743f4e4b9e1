import {
  isAbsentAt,
  isStaleAt,
  halvesOf,
  labelsFromRecord,
  labelsToRecord,
  type FloatHistogram,
  type Labels,
} from '@binnacle/model';
import { KEY_CANONICAL, type Appender, type CommitOutcome } from '../appender.ts';
import { canonicalKey } from '../canonical-key.ts';
import type { StorageEngine, Workspace } from '../engine.ts';
import type { Matcher } from '../matcher.ts';
import { COLUMN_HAS_GAPS, COLUMN_HAS_HISTOGRAMS, type Querier, type SeriesGroup } from '../querier.ts';
import { MAX_TOLD, newFacts, NOT_TOLD, TOLD_ASCENDING, type WholeFacts } from '../whole-facts.ts';

/** The middle of a day, far from any boundary. */
export const NOW_MS = Date.UTC(2026, 5, 15, 12);
export const MINUTE_MS = 60_000;

/** A sample as tests write it: a number, a stale marker, or a histogram. */
export type TestValue = number | 'stale' | FloatHistogram;

/** A sample as it is read back; `start` only where there is one. */
export interface ReadSample {
  readonly t: number;
  readonly value: TestValue;
  readonly start?: number;
}

export const labelSet = (record: Readonly<Record<string, string>>): Labels => labelsFromRecord(record);

/** The series of a label set, found by its canonical key or made. */
export function seriesOf(appender: Appender, labels: Labels): number {
  const key = canonicalKey(labels);
  const known = appender.find(KEY_CANONICAL, key, 0, key.length);
  return known !== 0 ? known : appender.create(labels, KEY_CANONICAL, key, 0, key.length);
}

export function addSample(appender: Appender, labels: Labels, t: number, value: TestValue, start = 0): void {
  const series = seriesOf(appender, labels);
  if (value === 'stale') appender.stale(series, t);
  else if (typeof value === 'number') appender.float(series, t, value, start);
  else appender.histogram(series, t, value, start);
}

/** Commits samples `[time, value]` of one series. */
export async function write(
  engine: StorageEngine,
  record: Readonly<Record<string, string>>,
  samples: readonly (readonly [number, TestValue] | readonly [number, TestValue, number])[],
  workspace: Workspace = 'default',
): Promise<CommitOutcome> {
  const appender = engine.appender(workspace);
  for (const [t, value, start] of samples) addSample(appender, labelSet(record), t, value, start);
  return appender.commit();
}

/** Everything a selection gives, by label set as JSON with sorted names; samples in the order of time. */
export function readAll(querier: Querier, matchers: readonly Matcher[]): Record<string, ReadSample[]> {
  const result: Record<string, ReadSample[]> = {};
  for (const group of querier.select(matchers)) {
    const n = group.timestamps.length;
    const values = new Float64Array(n);
    for (let i = 0; i < group.size; i++) {
      const key = JSON.stringify(labelsToRecord(group.labels(i)));
      if (key in result) throw new Error(`series ${key} is given twice`);
      const flags = group.readValues(i, values);
      const halves = halvesOf(values);
      const histograms = group.histograms(i);
      const starts = group.startTimestamps(i);
      checkWhole(querier, group, i);
      const samples: ReadSample[] = [];
      for (let k = 0; k < n; k++) {
        const value = readValue(values[k]!, halves, k, histograms?.[k]);
        if (value === undefined) continue;
        if (typeof value !== 'number' && (flags & COLUMN_HAS_GAPS) === 0) throw new Error('a gap is not flagged');
        if (typeof value === 'object' && (flags & COLUMN_HAS_HISTOGRAMS) === 0) throw new Error('no histogram flag');
        const start = starts?.[k] ?? 0;
        samples.push({ t: group.timestamps[k]!, value, ...(start !== 0 && { start }) });
      }
      result[key] = samples;
    }
  }
  return result;
}

/**
 * What a group says of whole numbers must be true of a series, of those that follow it too, and adding them must do what adding their values does.
 */
function checkWhole({ sumRoom }: Querier, group: SeriesGroup, first: number): void {
  if (group.tellWhole === undefined) return;
  const n = group.timestamps.length;
  const facts = newFacts();
  for (const [from, to] of [
    [0, n],
    [n >> 2, n - (n >> 2)],
    [n >> 1, n],
  ] as const) {
    const count = group.tellWhole(first, from, to, facts);
    if (!(count >= 1 && count <= MAX_TOLD && first + count <= group.size))
      throw new Error(`it tells of ${count} series`);
    const isTold = Array.from({ length: count }, (_, k) => facts.states[k] !== NOT_TOLD);
    const room = sumRoom?.take();
    for (const at of [0, ...(room === undefined || room.length < (n + 1) * count ? [] : [1])]) {
      const sums = isTold.map((told, k) => {
        if (!told) return undefined;
        const start = k * (n + 1) + 1;
        return (at === 0 ? new Float64Array(n) : room!.subarray(start, start + n)).fill(1000);
      });
      group.addWhole!(first, from, to, sums);
      for (const [k, own] of sums.entries()) {
        if (own !== undefined) checkAdded(group, first + k, [from, to], own);
      }
    }
    if (room !== undefined) sumRoom!.give(room);
    for (const [k, told] of isTold.entries()) if (told) checkTold(group, first + k, [from, to], facts, k);
  }
}

function checkAdded(group: SeriesGroup, i: number, [from, to]: readonly [number, number], sums: Float64Array): void {
  const values = new Float64Array(sums.length);
  group.readValues(i, values);
  if (!sums.every((sum, row) => sum === 1000 + (row >= from && row < to ? values[row]! : 0)))
    throw new Error(`adding rows ${from} to ${to} of series ${i} gives ${sums.join()}`);
}

function checkTold(
  group: SeriesGroup,
  i: number,
  [from, to]: readonly [number, number],
  { states, firsts, lasts, sizes }: WholeFacts,
  k: number,
): void {
  const values = new Float64Array(group.timestamps.length);
  group.readValues(i, values);
  const rows = values.subarray(from, to);
  const ascending = rows.every((value, row) => row === 0 || value >= rows[row - 1]!);
  const starts = group.startTimestamps(i);
  const isTrue =
    starts?.subarray(from, to).some((start) => start !== 0) !== true &&
    rows.every((value) => Number.isInteger(value) && Math.abs(value) <= sizes[k]!) &&
    rows[0] === firsts[k] &&
    rows.at(-1) === lasts[k] &&
    (ascending || (states[k]! & TOLD_ASCENDING) === 0);
  if (isTrue) return;
  const told = [states[k], firsts[k], lasts[k], sizes[k]].join();
  throw new Error(`rows ${from} to ${to} of series ${i} are not ${told}`);
}

function readValue(
  value: number,
  halves: Uint32Array,
  at: number,
  histogram: FloatHistogram | undefined,
): TestValue | undefined {
  if (histogram !== undefined) return histogram;
  if (isStaleAt(halves, at)) return 'stale';
  return isAbsentAt(halves, at) ? undefined : value;
}

/** Reads with a querier of this thread and closes it. */
export function query(
  engine: StorageEngine,
  matchers: readonly Matcher[],
  startMs = 0,
  endMs = NOW_MS * 2,
  workspace: Workspace = 'default',
): Record<string, ReadSample[]> {
  const querier = engine.querier(workspace, startMs, endMs);
  try {
    return readAll(querier, matchers);
  } finally {
    querier.close();
  }
}

export const named = (name: string): Matcher[] => [{ name: '__name__', op: '=', value: name }];

export const histogramOf = (count: number, sum: number): FloatHistogram => ({
  counterResetHint: 'unknown',
  schema: 2,
  zeroThreshold: 1e-128,
  zeroCount: 1,
  count,
  sum,
  positiveSpans: [
    { offset: -3, length: 2 },
    { offset: 4, length: 1 },
  ],
  positiveBuckets: [1, 2, count - 5],
  negativeSpans: [{ offset: 0, length: 1 }],
  negativeBuckets: [1],
  customValues: [],
});
