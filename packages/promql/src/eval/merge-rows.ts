import { labelsKey } from '@binnacle/model';
import type { Evaluator } from './evaluator.ts';
import { failExecution, SAME_LABELSET } from './outcome.ts';
import { copyRow, isEmptyAt, setHistogram, type Row } from './row.ts';

/**
 * Puts rows with the same labels together, in the place of the first of them.
 *
 * @throws QueryFailure when two of them have a sample at the same step
 */
export function mergeRows(rows: readonly Row[], evaluator: Evaluator): readonly Row[] {
  if (rows.length < 2) return rows;
  const byLabels = new Map<string, Row>();
  const owned = new Set<Row>();
  for (const row of rows) {
    const key = labelsKey(row.labels);
    const first = byLabels.get(key);
    if (first === undefined) {
      byLabels.set(key, row);
      continue;
    }
    let target = first;
    if (!owned.has(first)) {
      target = evaluator.newRow(first.labels, first.dropName);
      copyRow(first, target, evaluator.times.steps);
      owned.add(target);
      byLabels.set(key, target);
    }
    mergeInto(target, row, evaluator.times.steps);
  }
  return byLabels.size === rows.length ? rows : [...byLabels.values()];
}

function mergeInto(target: Row, row: Row, steps: number): void {
  for (let s = 0; s < steps; s++) {
    if (isEmptyAt(row, s)) continue;
    if (!isEmptyAt(target, s)) failExecution(SAME_LABELSET);
    const histogram = row.histograms?.[s];
    if (histogram !== undefined) setHistogram(target, s, histogram);
    else target.values[target.at + s] = row.values[row.at + s]!;
  }
}
