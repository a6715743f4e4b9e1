import { multiplyHistogram } from '@binnacle/model';
import type { Evaluator } from './evaluator.ts';
import { isAbsent, type Row } from './row.ts';

/** The unary minus. Changes the rows. */
export function* negate(rows: Iterable<Row>, { times }: Evaluator): Iterable<Row> {
  for (const row of rows) {
    for (let s = 0; s < times.steps; s++) {
      if (!row.gaps || !isAbsent(row, s)) row.values[row.at + s] = -row.values[row.at + s]!;
    }
    row.histograms = row.histograms?.map((histogram) => histogram && multiplyHistogram(histogram, -1));
    row.dropName = true;
    yield row;
  }
}
