import { ABSENT_HI, ABSENT_LO, isAbsentAt, isStaleAt, type FloatHistogram } from '@binnacle/model';
import { COLUMN_HAS_GAPS, COLUMN_HAS_HISTOGRAMS, type SeriesGroup } from '@binnacle/storage';
import type { VectorSelector } from '../ast.ts';
import { ColumnBuffer } from './column-buffer.ts';
import type { Evaluator } from './evaluator.ts';
import { clearAt, setHistogram, type Row } from './row.ts';
import { referenceTimes } from './selector-times.ts';
import { findLatest } from './windows.ts';

/** What a step takes from the sample it found. */
type Take = 'value' | 'timestamp';

/**
 * The series of an instant vector selector: at each step the latest sample that is neither older than the lookback nor
 * a stale marker. With `take` "timestamp" its time, in seconds, stands in for its value.
 */
export function* selectInstant(
  selector: VectorSelector,
  evaluator: Evaluator,
  transient: boolean,
  take: Take,
): Iterable<Row> {
  const { context, times } = evaluator;
  const { lookbackMs } = context.settings;
  const { firstMs, strideMs } = referenceTimes(selector, times, context);
  const latest = new Int32Array(times.steps);
  const column = new ColumnBuffer();
  for (const group of context.settings.querier.select(selector.matchers)) {
    const { timestamps } = group;
    findLatest(firstMs, strideMs, lookbackMs, timestamps, timestamps.length, latest);
    column.fit(timestamps.length);
    for (let i = 0; i < group.size; i++) {
      context.spend(timestamps.length + times.steps);
      const row = transient ? evaluator.scratchRow(group.labels(i), false) : evaluator.newRow(group.labels(i), false);
      const flags = group.readValues(i, column.values);
      const found =
        (flags & COLUMN_HAS_GAPS) !== 0 || (flags & COLUMN_HAS_HISTOGRAMS) !== 0
          ? takeFromGaps(row, group, i, column, latest, firstMs, strideMs, lookbackMs, take)
          : takeDense(row, group, column, latest, take);
      if (found === 0) continue;
      context.totalSamples += found;
      countPerStep(row, evaluator);
      if (!transient) context.hold(found);
      yield row;
    }
  }
}

function countPerStep(row: Row, { context, times }: Evaluator): void {
  const perStep = context.samplesPerStep;
  if (perStep === undefined || perStep.length !== times.steps) return;
  for (let s = 0; s < times.steps; s++) {
    if (!row.gaps || !isAbsentAt(row.bits, row.at + s) || row.histograms?.[s] !== undefined) perStep[s]! += 1;
  }
}

function takeDense(row: Row, group: SeriesGroup, column: ColumnBuffer, latest: Int32Array, take: Take): number {
  const { values, bits, at } = row;
  const from = column.values;
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
  if (take === 'timestamp') {
    for (let s = 0; s < latest.length; s++) {
      if (latest[s]! >= 0) values[at + s] = group.timestamps[latest[s]!]! / 1000;
    }
  }
  return found;
}

function takeFromGaps(
  row: Row,
  group: SeriesGroup,
  i: number,
  column: ColumnBuffer,
  latest: Int32Array,
  firstMs: number,
  strideMs: number,
  lookbackMs: number,
  take: Take,
): number {
  const { timestamps } = group;
  const histograms = group.histograms(i);
  const exists = (index: number): boolean => histograms?.[index] !== undefined || !isAbsentAt(column.bits, index);
  let found = 0;
  row.gaps = false;
  for (let s = 0; s < latest.length; s++) {
    let index = latest[s]!;
    while (index >= 0 && !exists(index)) index--;
    if (index < 0 || timestamps[index]! <= firstMs + s * strideMs - lookbackMs || isStale(column, histograms, index)) {
      clearAt(row, s);
      continue;
    }
    found++;
    const histogram = histograms?.[index];
    if (take === 'timestamp') row.values[row.at + s] = timestamps[index]! / 1000;
    else if (histogram === undefined) row.values[row.at + s] = column.values[index]!;
    else setHistogram(row, s, histogram);
  }
  return found;
}

function isStale(
  column: ColumnBuffer,
  histograms: readonly (FloatHistogram | undefined)[] | undefined,
  index: number,
): boolean {
  const histogram = histograms?.[index];
  return histogram === undefined ? isStaleAt(column.bits, index) : histogram.stale === true;
}
