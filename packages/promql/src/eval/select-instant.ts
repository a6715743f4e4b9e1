import { ABSENT_HI, ABSENT_LO, isAbsentAt, isStaleAt, type FloatHistogram } from '@binnacle/model';
import { COLUMN_DENSE, type SeriesGroup } from '@binnacle/storage';
import type { VectorSelector } from '../ast.ts';
import { ColumnBuffer } from './column-buffer.ts';
import { withDetectedResets } from './detected-resets.ts';
import type { Evaluator } from './evaluator.ts';
import { histogramWeight } from './histogram-weight.ts';
import { clearAt, setHistogram, type Row } from './row.ts';
import { referenceTimes } from './selector-times.ts';
import { findLatest } from './windows.ts';

/**
 * What a step takes from the sample it found: its value, or its time or start timestamp in seconds; of an info series
 * the time of a float, but a histogram itself, which no info series has.
 */
export type Take = 'value' | 'timestamp' | 'start' | 'info';

/** How steps find their samples in a group of series. */
interface Lookup {
  /** Index of the latest sample for each step, -1 for none within the lookback. */
  readonly latest: Int32Array;
  /** True when many steps take one sample after the other. */
  isRun: boolean;
  readonly firstMs: number;
  readonly strideMs: number;
  readonly lookbackMs: number;
}

/** One series of a group. */
interface Column {
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  readonly bits: Uint32Array;
  readonly histograms: readonly (FloatHistogram | undefined)[] | undefined;
  /** Milliseconds that stand in, as seconds, for the values. */
  readonly instead: Float64Array | undefined;
  readonly take: Take;
}

/**
 * The series of an instant vector selector: at each step the latest sample that is neither older than the lookback nor
 * a stale marker.
 */
export function* selectInstant(
  selector: VectorSelector,
  evaluator: Evaluator,
  transient: boolean,
  take: Take,
): Iterable<Row> {
  const { context, times } = evaluator;
  const { querier, lookbackMs, countOnly } = context.settings;
  const detect = countOnly.has(selector);
  const lookup = {
    ...referenceTimes(selector, times, context),
    latest: new Int32Array(times.steps),
    lookbackMs,
    isRun: false,
  };
  const buffer = new ColumnBuffer();
  for (const group of querier.select(selector.matchers)) {
    const { timestamps } = group;
    findLatest(lookup.firstMs, lookup.strideMs, lookbackMs, timestamps, timestamps.length, lookup.latest);
    lookup.isRun = isRun(lookup.latest);
    buffer.fit(timestamps.length);
    for (let i = 0; i < group.size; i++) {
      context.spend(timestamps.length + times.steps);
      const labels = group.labels(i);
      const row = transient ? evaluator.scratchRow(labels, false) : evaluator.newRow(labels, false);
      const flags = group.readValues(i, buffer.values);
      const stored = flags === COLUMN_DENSE ? undefined : group.histograms(i);
      const histograms = detect && stored !== undefined ? withDetectedResets(stored) : stored;
      const { values, bits } = buffer;
      const column = { timestamps, values, bits, histograms, instead: insteadOf(take, group, i), take };
      const found = flags === COLUMN_DENSE ? takeDense(row, column, lookup) : takeFromGaps(row, column, lookup);
      if (found === 0) continue;
      count(row, found, evaluator);
      if (!transient) context.hold(found);
      yield row;
    }
  }
}

function insteadOf(take: Take, group: SeriesGroup, i: number): Float64Array | undefined {
  if (take === 'value') return undefined;
  if (take !== 'start') return group.timestamps;
  return group.startTimestamps(i) ?? new Float64Array(group.timestamps.length);
}

function count(row: Row, found: number, { context, times }: Evaluator): void {
  const perStep = context.samplesPerStep?.length === times.steps ? context.samplesPerStep : undefined;
  if (perStep === undefined && row.histograms === undefined) {
    context.totalSamples += found;
    return;
  }
  for (let s = 0; s < times.steps; s++) {
    const histogram = row.histograms?.[s];
    if (histogram === undefined && row.gaps && isAbsentAt(row.bits, row.at + s)) continue;
    const samples = histogram === undefined ? 1 : histogramWeight(histogram);
    context.totalSamples += samples;
    if (perStep !== undefined) perStep[s]! += samples;
  }
}

/** A view of a few numbers costs more than copying them one by one. */
const LEAST_COPIED = 32;

const isRun = (latest: Int32Array): boolean =>
  latest.length >= LEAST_COPIED && latest[0]! >= 0 && latest.every((index, s) => index === latest[0]! + s);

function takeDense(row: Row, { values: from, instead }: Column, lookup: Lookup): number {
  const { latest } = lookup;
  const { values, bits, at } = row;
  if (lookup.isRun && instead === undefined) {
    row.gaps = false;
    values.set(from.subarray(latest[0]!, latest[0]! + latest.length), at);
    return latest.length;
  }
  let found = 0;
  for (let s = 0; s < latest.length; s++) {
    const index = latest[s]!;
    if (index >= 0) {
      values[at + s] = from[index]!;
      found++;
    } else {
      bits[2 * (at + s)] = ABSENT_LO;
      bits[2 * (at + s) + 1] = ABSENT_HI;
    }
  }
  row.gaps = found < latest.length;
  if (instead === undefined) return found;
  for (let s = 0; s < latest.length; s++) if (latest[s]! >= 0) values[at + s] = instead[latest[s]!]! / 1000;
  return found;
}

function takeFromGaps(row: Row, column: Column, { latest, firstMs, strideMs, lookbackMs }: Lookup): number {
  const { timestamps, histograms, instead, take } = column;
  let found = 0;
  row.gaps = false;
  for (let s = 0; s < latest.length; s++) {
    let index = latest[s]!;
    while (index >= 0 && !hasSample(column, index)) index--;
    if (index < 0 || timestamps[index]! <= firstMs + s * strideMs - lookbackMs || isStale(column, index)) {
      clearAt(row, s);
      continue;
    }
    found++;
    const histogram = histograms?.[index];
    if (instead !== undefined && !(take === 'info' && histogram !== undefined))
      row.values[row.at + s] = instead[index]! / 1000;
    else if (histogram === undefined) row.values[row.at + s] = column.values[index]!;
    else setHistogram(row, s, histogram);
  }
  return found;
}

const hasSample = ({ bits, histograms }: Column, index: number): boolean =>
  histograms?.[index] !== undefined || !isAbsentAt(bits, index);

function isStale({ bits, histograms }: Column, index: number): boolean {
  const histogram = histograms?.[index];
  return histogram === undefined ? isStaleAt(bits, index) : histogram.stale === true;
}
