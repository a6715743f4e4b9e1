import type { FloatHistogram } from '@binnacle/model';
import type { Evaluator } from './evaluator.ts';
import { clearAt, isAbsent, type Row } from './row.ts';

/** Replaces every number; histograms are left out, and so is the metric name. Changes the rows. */
export function* mapNumbers(
  rows: Iterable<Row>,
  { context, times }: Evaluator,
  map: (value: number, s: number) => number,
): Iterable<Row> {
  for (const row of rows) {
    context.spend(times.steps);
    const { values, at } = row;
    for (let s = 0; s < times.steps; s++) {
      if (!row.gaps || !isAbsent(row, s)) values[at + s] = map(values[at + s]!, s);
    }
    row.histograms = undefined;
    row.dropName = true;
    yield row;
  }
}

/** Makes a number of every histogram; numbers are left out, and so is the metric name. Changes the rows. */
export function* mapHistograms(
  rows: Iterable<Row>,
  { context, times }: Evaluator,
  map: (histogram: FloatHistogram) => number,
): Iterable<Row> {
  for (const row of rows) {
    context.spend(times.steps);
    const { histograms } = row;
    if (histograms === undefined) continue;
    row.histograms = undefined;
    for (let s = 0; s < times.steps; s++) {
      const histogram = histograms[s];
      clearAt(row, s);
      if (histogram !== undefined) row.values[row.at + s] = map(histogram);
    }
    row.dropName = true;
    yield row;
  }
}
