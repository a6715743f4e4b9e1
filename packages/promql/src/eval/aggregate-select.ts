import { formatGeneral } from '@binnacle/model';
import type { Aggregate } from '../ast.ts';
import { histogramIgnoredInAggregation, invalidRatio } from '../annotations/messages.ts';
import { isInRatio } from './aggregate-ratio.ts';
import type { Evaluator } from './evaluator.ts';
import { labelChooser } from './label-sets.ts';
import { failExecution } from './outcome.ts';
import { clearRow, copyRow, countNumbers, isEmptyAt, setHistogram, type Row } from './row.ts';
import { inHeapOrder, selectExtremes } from './select-extremes.ts';
import { withoutParens } from './step-invariant.ts';

const MAX_INT = 9223372036854774784;
const MIN_INT = -9223372036854775808;

/** `topk`, `bottomk`, `limitk` and `limit_ratio`: some of the series of each group, at each step. */
export function* selectSeries(node: Aggregate, evaluator: Evaluator): Iterable<Row> {
  const { context, times } = evaluator;
  const param = withoutParens(node.param!);
  const wanted = evaluator.scalar(param);
  const ratio = node.op === 'limit_ratio';
  const isNothing = ratio ? checkRatios(node, wanted, evaluator) : checkCounts(wanted);
  const rows = [...evaluator.rows(node.expr, false)];
  const held = rows.reduce((sum, row) => sum + countNumbers(row, times.steps), 0);
  if (!isNothing) {
    const chooser = labelChooser({ only: !node.without, labels: node.grouping });
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const key = chooser.key(row.labels);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [row]);
      else group.push(row);
    }
    for (const group of groups.values()) yield* selectFromGroup(node, group, wanted, rows.length, evaluator);
  }
  context.release(held);
}

/** True when no step selects anything. */
function checkCounts(wanted: Float64Array): boolean {
  let [min, max] = [Infinity, -Infinity];
  for (const k of wanted) {
    if (Number.isNaN(k)) return failExecution('Parameter value is NaN');
    min = Math.min(min, k);
    max = Math.max(max, k);
  }
  if (max < 1) return true;
  if (min <= MIN_INT) failExecution(`Scalar value ${formatGeneral(min)} underflows int64`);
  if (max >= MAX_INT) failExecution(`Scalar value ${formatGeneral(max)} overflows int64`);
  return false;
}

function checkRatios(node: Aggregate, wanted: Float64Array, { context }: Evaluator): boolean {
  let [min, max] = [Infinity, -Infinity];
  for (const r of wanted) {
    if (Number.isNaN(r)) return failExecution('Ratio value is NaN');
    min = Math.min(min, r);
    max = Math.max(max, r);
  }
  const param = withoutParens(node.param!);
  if (max > 1) context.annotations.add(invalidRatio(max, 1, param, node));
  if (min < -1) context.annotations.add(invalidRatio(min, -1, param, node));
  return min === 0 && max === 0;
}

function* selectFromGroup(
  node: Aggregate,
  group: readonly Row[],
  wanted: Float64Array,
  total: number,
  evaluator: Evaluator,
): Iterable<Row> {
  const { steps } = evaluator.times;
  if (node.op === 'limit_ratio' && steps > 1 && wanted.every((r) => r === wanted[0])) {
    for (const row of group) if (isInRatio(row.labels, wanted[0]!)) yield row;
    return;
  }
  const selected = new Map<Row, Row>();
  const order: Row[] = [];
  for (let s = 0; s < steps; s++) {
    evaluator.context.spend(group.length);
    for (const row of chooseAt(node, group, wanted[s]!, s, total, evaluator)) {
      let result = selected.get(row);
      if (result === undefined) {
        result = evaluator.newRow(row.labels, row.dropName);
        if (steps === 1) copyRow(row, result, 1);
        else clearRow(result, steps);
        selected.set(row, result);
        order.push(result);
      }
      const histogram = row.histograms?.[s];
      if (histogram !== undefined) setHistogram(result, s, histogram);
      else result.values[result.at + s] = row.values[row.at + s]!;
    }
  }
  yield* order;
}

function chooseAt(
  node: Aggregate,
  group: readonly Row[],
  wanted: number,
  s: number,
  total: number,
  evaluator: Evaluator,
): readonly Row[] {
  const { steps } = evaluator.times;
  if (node.op === 'limit_ratio') {
    const chosen = group.filter((row) => !isEmptyAt(row, s) && isInRatio(row.labels, wanted));
    return steps === 1 ? inHeapOrder(chosen, s) : chosen;
  }
  const k = Math.min(Math.trunc(wanted), total);
  if (k < 1) return [];
  if (node.op === 'limitk') {
    const chosen: Row[] = [];
    for (const row of group) if (chosen.length < k && !isEmptyAt(row, s)) chosen.push(row);
    return steps === 1 ? inHeapOrder(chosen, s) : chosen;
  }
  for (const row of group) {
    if (row.histograms?.[s] === undefined) continue;
    evaluator.context.annotations.add(histogramIgnoredInAggregation(node.op, node));
  }
  return selectExtremes(group, k, s, node.op === 'topk');
}
