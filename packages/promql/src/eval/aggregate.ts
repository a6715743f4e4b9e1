import type { Labels } from '@binnacle/model';
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
import { summedOverRange, sumsOverRange, type PartialSum, type PlaceOf } from './sums-over-range.ts';

interface Group {
  readonly row: Row;
  readonly state: GroupState;
}

/** A group of `sum` or `avg` whose first partial sum stays in its row: most often it is the only one. */
interface SummedGroup {
  readonly row: Row;
  /** How many series the row is the sum of, while there is no state. */
  count: number;
  state: GroupState | undefined;
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
  const choice = { only: !node.without, labels: node.grouping };
  const makeGroup = (labels: Labels): Group => ({ row: evaluator.newRow(labels, false), state: makeState() });
  const summed = summedOverRange(node);
  if (summed !== undefined) {
    const groups = new Map<number, SummedGroup>();
    // What is not there yet is made where it stays.
    const placeOf: PlaceOf = (part, labels) => (groups.has(part) ? undefined : evaluator.newRow(labels(part), true));
    for (const sum of sumsOverRange(summed, choice, evaluator, placeOf)) {
      const group = groups.get(sum.part);
      if (group !== undefined) takeNext(group, sum, makeState);
      else groups.set(sum.part, takeFirst(sum, evaluator, makeState));
    }
    yield* finishSummed(groups.values(), node.op === 'avg', evaluator);
    return;
  }
  const chooser = labelChooser(choice);
  const groups = new Map<string, Group>();
  // Quantiles need all values at once.
  const rows = evaluator.rows(node.expr, node.op !== 'quantile');
  let held = 0;
  for (const row of rows) {
    context.spend(times.steps);
    const key = chooser.key(row.labels);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = makeGroup(chooser.labels(row.labels))));
    take(group, row, 1);
    if (node.op === 'quantile') held += countNumbers(row, times.steps);
  }
  yield* finish(groups.values(), evaluator);
  context.release(held);
}

function take({ row: result, state }: Group, row: Row, count: number): void {
  result.dropName ||= row.dropName;
  state.add(row, count);
}

function takeFirst(
  { row, inPlace, count, partLabels }: PartialSum,
  evaluator: Evaluator,
  makeState: () => GroupState,
): SummedGroup {
  const own = inPlace ? row : evaluator.newRow(partLabels(), row.dropName);
  if (!row.gaps && row.histograms === undefined) {
    // Zero is what was lost by adding: it turns minus zero into zero.
    if (!inPlace) for (let s = 0; s < evaluator.times.steps; s++) own.values[own.at + s] = row.values[row.at + s]! + 0;
    own.gaps = false;
    return { row: own, count, state: undefined };
  }
  const state = makeState();
  state.add(row, count);
  return { row: own, count, state };
}

function takeNext(group: SummedGroup, { row, count }: PartialSum, makeState: () => GroupState): void {
  if (group.state === undefined) {
    group.state = makeState();
    group.state.add(group.row, group.count);
  }
  take({ row: group.row, state: group.state }, row, count);
}

function* finishSummed(groups: Iterable<SummedGroup>, isAverage: boolean, evaluator: Evaluator): Iterable<Row> {
  for (const { row, count, state } of groups) {
    if (state !== undefined) {
      yield* finish([{ row, state }], evaluator);
      continue;
    }
    const { values, at } = row;
    if (isAverage && count > 1) for (let s = 0; s < evaluator.times.steps; s++) values[at + s]! /= count;
    evaluator.context.spend(evaluator.times.steps);
    evaluator.context.hold(evaluator.times.steps);
    yield row;
  }
}

function* finish(groups: Iterable<Group>, { context, times }: Evaluator): Iterable<Row> {
  for (const { row, state } of groups) {
    context.spend(times.steps);
    row.histograms = undefined;
    state.finish(row);
    context.hold(times.steps);
    yield row;
  }
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
      for (const value of outermost(q)) scope.context.annotations.add(invalidQuantile(value, param, scope.node));
      return () => new QuantileGroup(scope, q);
    }
    default:
      throw new Error(`BUG: ${scope.node.op} does not make one result for each group`);
  }
}

/** What is no share among the values of φ: of those beyond an end only the farthest, or NaN when it is among them. */
function outermost(q: Float64Array): number[] {
  if (q.some(Number.isNaN)) return [NaN];
  const [min, max] = [q.reduce((a, b) => Math.min(a, b), 0), q.reduce((a, b) => Math.max(a, b), 1)];
  return [...(max > 1 ? [max] : []), ...(min < 0 ? [min] : [])];
}
