import { formatHistogram, labelsKey, plainDecimal, withLabel, type Labels } from '@binnacle/model';
import type { Aggregate } from '../ast.ts';
import { quote } from '../syntax/quote.ts';
import type { Evaluator } from './evaluator.ts';
import { isValidLabelName } from './label-name.ts';
import { labelChooser } from './label-sets.ts';
import { failExecution } from './outcome.ts';
import { clearRow, isAbsent, isEmptyAt, type Row } from './row.ts';
import { withoutParens } from './step-invariant.ts';

/** `count_values("label", …)`: how many series have each value, which becomes the value of a label. */
export function* countValues(node: Aggregate, evaluator: Evaluator): Iterable<Row> {
  const { context, times } = evaluator;
  const param = withoutParens(node.param!);
  const label = param.kind === 'string' ? param.value : '';
  if (!isValidLabelName(label)) failExecution(`invalid label name ${quote(label)}`);
  const grouping = node.without ? node.grouping : [...node.grouping, label];
  const chooser = labelChooser({ only: !node.without, labels: grouping });
  const results = new Map<string, Row>();
  for (const row of evaluator.rows(node.expr, true)) {
    context.spend(4 * times.steps);
    const byValue = new Map<string, Row>();
    for (let s = 0; s < times.steps; s++) {
      if (isEmptyAt(row, s)) continue;
      const histogram = row.histograms?.[s];
      const text = histogram === undefined ? plainDecimal(row.values[row.at + s]!) : formatHistogram(histogram);
      let result = byValue.get(text);
      if (result === undefined) {
        result = resultFor(chooser.labels(withLabel(row.labels, label, text)), results, evaluator);
        byValue.set(text, result);
      }
      result.values[result.at + s] = isAbsent(result, s) ? 1 : result.values[result.at + s]! + 1;
    }
  }
  yield* results.values();
}

function resultFor(labels: Labels, results: Map<string, Row>, evaluator: Evaluator): Row {
  const key = labelsKey(labels);
  let row = results.get(key);
  if (row === undefined) {
    row = evaluator.newRow(labels, false);
    clearRow(row, evaluator.times.steps);
    evaluator.context.hold(evaluator.times.steps);
    results.set(key, row);
  }
  return row;
}
