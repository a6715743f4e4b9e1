import { labelsOf, METRIC_NAME, type Labels } from '@binnacle/model';
import type { Expr } from '../ast.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import { clearAt, isEmptyAt, type Row } from '../eval/row.ts';

/** 1 at each step at which none of the rows has a sample; undefined when there is no such step. */
export function absence(rows: Iterable<Row>, arg: Expr, evaluator: Evaluator): Row | undefined {
  const { steps } = evaluator.times;
  const present = new Uint8Array(steps);
  let missing = steps;
  for (const row of rows) {
    for (let s = 0; s < steps; s++) {
      if (present[s] === 1 || isEmptyAt(row, s)) continue;
      present[s] = 1;
      missing--;
    }
  }
  if (missing === 0) return undefined;
  const result = evaluator.newRow(absentLabels(arg), true);
  result.gaps = false;
  for (let s = 0; s < steps; s++) {
    if (present[s] === 1) clearAt(result, s);
    else result.values[result.at + s] = 1;
  }
  return result;
}

/** Labels that a selector asks for by `=` and nothing else: those an absent series would surely have. */
function absentLabels(arg: Expr): Labels {
  const selector = arg.kind === 'matrix' ? arg.vector : arg;
  if (selector.kind !== 'vector') return labelsOf([]);
  const labels = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, op, value } of selector.matchers) {
    if (name === METRIC_NAME) continue;
    if (op === '=' && !seen.has(name)) {
      labels.set(name, value);
      seen.add(name);
    } else labels.delete(name);
  }
  return labelsOf(labels);
}
