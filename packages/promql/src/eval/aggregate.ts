import { countNumbers, type Row } from './row.ts';
import type { Aggregate } from '../ast.ts';
import { invalidQuantile } from '../annotations/messages.ts';
import {
  CountGroup,
  ExtremeGroup,
  SumGroup,
  VarianceGroup,
  type AggregationScope,
  type GroupState,
} from './aggregate-groups.ts';
import { QuantileGroup } from './aggregate-quantile.ts';
import { countValues } from './aggregate-count-values.ts';
import { selectSeries } from './aggregate-select.ts';
import type { Evaluator } from './evaluator.ts';
import { labelChooser } from './label-sets.ts';
import { withoutParens } from './step-invariant.ts';

interface Group {
  readonly row: Row;
  readonly state: GroupState;
}

/**
 * Aggregations. Most take in one series after the other, so that 100,000 of them need no more room than one; their
 * groups come out in the order in which they first appeared.
 */
export function* aggregate(written: Aggregate, evaluator: Evaluator): Iterable<Row> {
  const node = { ...written, expr: withoutParens(written.expr) };
  if (node.op === 'count_values') {
    yield* countValues(node, evaluator);
    return;
  }
  if (node.op === 'topk' || node.op === 'bottomk' || node.op === 'limitk' || node.op === 'limit_ratio') {
    yield* selectSeries(node, evaluator);
    return;
  }
  const { context, times } = evaluator;
  const scope: AggregationScope = { node, context, steps: times.steps };
  const makeState = stateMaker(scope, evaluator);
  const chooser = labelChooser({ only: !node.without, labels: node.grouping });
  const groups = new Map<string, Group>();
  // Quantiles need all values at once.
  const rows = evaluator.rows(node.expr, node.op !== 'quantile');
  let held = 0;
  for (const row of rows) {
    context.spend(times.steps);
    const key = chooser.key(row.labels);
    let group = groups.get(key);
    if (group === undefined) {
      group = { row: evaluator.newRow(chooser.labels(row.labels), false), state: makeState() };
      groups.set(key, group);
    }
    group.row.dropName ||= row.dropName;
    group.state.add(row);
    if (node.op === 'quantile') held += countNumbers(row, times.steps);
  }
  for (const { row, state } of groups.values()) {
    context.spend(times.steps);
    row.histograms = undefined;
    state.finish(row);
    context.hold(times.steps);
    yield row;
  }
  context.release(held);
}

function stateMaker(scope: AggregationScope, evaluator: Evaluator): () => GroupState {
  switch (scope.node.op) {
    case 'sum':
      return () => new SumGroup(scope, false);
    case 'avg':
      return () => new SumGroup(scope, true);
    case 'count':
      return () => new CountGroup(scope, false);
    case 'group':
      return () => new CountGroup(scope, true);
    case 'min':
      return () => new ExtremeGroup(scope, false);
    case 'max':
      return () => new ExtremeGroup(scope, true);
    case 'stddev':
      return () => new VarianceGroup(scope, true);
    case 'stdvar':
      return () => new VarianceGroup(scope, false);
    case 'quantile': {
      const param = withoutParens(scope.node.param!);
      const q = evaluator.scalar(param);
      for (const value of q) {
        if (!(value >= 0 && value <= 1)) scope.context.annotations.add(invalidQuantile(value, param));
      }
      return () => new QuantileGroup(scope, q);
    }
    default:
      throw new Error(`BUG: ${scope.node.op} does not make one result for each group`);
  }
}
