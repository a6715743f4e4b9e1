import { labelsKey, type Labels } from '@binnacle/model';
import type { Binary, Expr, VectorMatching } from '../ast.ts';
import { binaryByStep } from './binary-by-step.ts';
import { DUPLICATE_MATCHES, TOO_MANY_MATCHES } from './binary-errors.ts';
import { combineElements, comparisonOf, isComparison, numberOp, type ElementOp } from './element-binary.ts';
import type { Evaluator } from './evaluator.ts';
import { labelChooser } from './label-sets.ts';
import { mergeRows } from './merge-rows.ts';
import { failExecution } from './outcome.ts';
import { resultLabels } from './result-labels.ts';
import { rightBeforeLeft } from './right-before-left.ts';
import { clearAt, countNumbers, isAbsent, isEmptyAt, setHistogram, type Row } from './row.ts';
import { withoutParens } from './step-invariant.ts';

/** A series of the "one" side, and at which steps something has been matched with it. */
interface OneSide {
  readonly row: Row;
  /** By the labels of the result, or under one key where matching is one to one. */
  readonly matched: Map<string, Uint8Array | 'everywhere'>;
}

/**
 * Arithmetic and comparison between two instant vectors. The "one" side is held, the other goes by series by series;
 * what that does not cover (fill values, several series on the "one" side that take turns) is done step by step.
 */
export function* vectorsBinary(node: Binary, evaluator: Evaluator, transient: boolean): Iterable<Row> {
  const matching = node.matching!;
  const oneIsLeft = matching.cardinality === 'one-to-many';
  const [oneExpr, manyExpr] = oneIsLeft ? [node.left, node.right] : [node.right, node.left];
  // What is held there must be gone before something is held here, else a long chain would hold all its parts.
  const readMany = (): Row[] => [...evaluator.rows(manyExpr, false)];
  const manyFirst = !holdsSeries(manyExpr)
    ? undefined
    : oneIsLeft
      ? rightBeforeLeft(oneExpr, evaluator, readMany)
      : readMany();
  const manyRows = (reuse: boolean): Iterable<Row> => manyFirst ?? evaluator.rows(manyExpr, reuse);
  const readOne = (): Row[] => [...evaluator.rows(oneExpr, false)];
  const oneRows = oneIsLeft || manyFirst !== undefined ? readOne() : rightBeforeLeft(manyExpr, evaluator, readOne);
  const chooser = labelChooser({ only: matching.on, labels: matching.labels });
  const ones = new Map<string, OneSide>();
  for (const row of oneRows) ones.set(chooser.key(row.labels), { row, matched: new Map() });
  if (ones.size < oneRows.length || matching.fillLeft !== undefined || matching.fillRight !== undefined) {
    yield* binaryByStep(node, [...manyRows(false)], oneRows, evaluator);
    return;
  }
  const stream = matchedRows(node, manyRows(transient), ones, chooser.key, evaluator);
  if (transient) yield* stream;
  else {
    const rows = [...stream];
    // Results of one-to-one matching can have the same labels only where series of a match group took turns.
    const unique = matching.cardinality === 'one-to-one' && rows.length <= usedOnes(ones);
    yield* unique ? rows : mergeRows(rows, evaluator);
  }
  evaluator.context.release(oneRows.reduce((sum, row) => sum + countNumbers(row, evaluator.times.steps), 0));
}

/** True for an operation between vectors, whose evaluation holds one of them. */
function holdsSeries(expr: Expr): boolean {
  const inner = withoutParens(expr);
  if (inner.kind === 'unary') return holdsSeries(inner.expr);
  return (
    inner.kind === 'binary' && (inner.matching !== undefined || holdsSeries(inner.left) || holdsSeries(inner.right))
  );
}

function usedOnes(ones: ReadonlyMap<string, OneSide>): number {
  let used = 0;
  for (const { matched } of ones.values()) if (matched.size > 0) used++;
  return used;
}

function* matchedRows(
  node: Binary,
  manyRows: Iterable<Row>,
  ones: ReadonlyMap<string, OneSide>,
  keyOf: (labels: Labels) => string,
  evaluator: Evaluator,
): Iterable<Row> {
  const { context, times } = evaluator;
  const matching = node.matching!;
  const labelsOf = resultLabels(node, matching);
  for (const many of manyRows) {
    const one = ones.get(keyOf(many.labels));
    if (one === undefined) continue;
    context.spend(times.steps);
    const labels = labelsOf(many.labels, one.row.labels);
    const key = matching.cardinality === 'one-to-one' ? '' : labelsKey(labels);
    const compute = numberOp(node.op as ElementOp);
    if (
      many.histograms !== undefined ||
      one.row.histograms !== undefined ||
      (compute === undefined && !isComparison(node.op))
    ) {
      noteMatches(one, key, combineSamples(node, many, one.row, evaluator), matching);
    } else {
      const dense = !many.gaps && !one.row.gaps && !one.matched.has(key);
      noteMatches(one, key, dense ? 'everywhere' : matchedSteps(one.row, many, times.steps), matching);
      if (compute !== undefined) calculate(node, many, one.row, compute, times.steps);
      else compareNumbers(node, many, one.row, times.steps);
    }
    many.labels = labels;
    many.dropName ||= node.returnBool;
    yield many;
  }
}

/** `now` has a 1 where the two have been matched. */
function noteMatches(one: OneSide, key: string, now: Uint8Array | 'everywhere', { cardinality }: VectorMatching): void {
  const known = one.matched.get(key);
  if (known === undefined || now === 'everywhere') {
    one.matched.set(key, now);
    return;
  }
  for (const [s, matched] of now.entries()) {
    if (matched === 0) continue;
    if (known === 'everywhere' || known[s] === 1)
      failExecution(cardinality === 'one-to-one' ? TOO_MANY_MATCHES : DUPLICATE_MATCHES);
    known[s] = 1;
  }
}

function matchedSteps(a: Row, b: Row, steps: number): Uint8Array {
  const matched = new Uint8Array(steps);
  for (let s = 0; s < steps; s++) if (!isEmptyAt(a, s) && !isEmptyAt(b, s)) matched[s] = 1;
  return matched;
}

/** Writes the results over the row of the "many" side. */
function calculate(node: Binary, many: Row, one: Row, compute: (a: number, b: number) => number, steps: number): void {
  const oneIsLeft = node.matching!.cardinality === 'one-to-many';
  const gaps = many.gaps || one.gaps;
  const { values, at } = many;
  const { values: others, at: otherAt } = one;
  for (let s = 0; s < steps; s++) {
    if (gaps) {
      if (many.gaps && isAbsent(many, s)) continue;
      if (one.gaps && isAbsent(one, s)) {
        clearAt(many, s);
        continue;
      }
    }
    const [a, b] = [values[at + s]!, others[otherAt + s]!];
    values[at + s] = oneIsLeft ? compute(b, a) : compute(a, b);
  }
}

function compareNumbers(node: Binary, many: Row, one: Row, steps: number): void {
  if (!isComparison(node.op)) return;
  const compare = comparisonOf(node.op);
  const oneIsLeft = node.matching!.cardinality === 'one-to-many';
  const { values, at } = many;
  for (let s = 0; s < steps; s++) {
    if (many.gaps && isAbsent(many, s)) continue;
    if (one.gaps && isAbsent(one, s)) {
      clearAt(many, s);
      continue;
    }
    const [a, b] = [values[at + s]!, one.values[one.at + s]!];
    const [left, right] = oneIsLeft ? [b, a] : [a, b];
    const holds = compare(left, right);
    if (node.returnBool) values[at + s] = holds ? 1 : 0;
    else if (holds) values[at + s] = left;
    else clearAt(many, s);
  }
}

/** Gives a 1 for each step where the two go together, whatever a comparison says of them. */
function combineSamples(node: Binary, many: Row, one: Row, { context, times }: Evaluator): Uint8Array {
  const matched = new Uint8Array(times.steps);
  const report = { annotations: context.annotations, at: node };
  const oneIsLeft = node.matching!.cardinality === 'one-to-many';
  const histograms = many.histograms;
  many.histograms = undefined;
  for (let s = 0; s < times.steps; s++) {
    const histogram = histograms?.[s];
    if ((histogram === undefined && many.gaps && isAbsent(many, s)) || isEmptyAt(one, s)) {
      clearAt(many, s);
      continue;
    }
    const a = { value: many.values[many.at + s]!, histogram };
    const b = { value: one.values[one.at + s]!, histogram: one.histograms?.[s] };
    const result = oneIsLeft
      ? combineElements(node.op as ElementOp, b, a, report)
      : combineElements(node.op as ElementOp, a, b, report);
    if (result !== undefined) matched[s] = 1;
    if (result === undefined || (!result.keep && !node.returnBool)) clearAt(many, s);
    else if (node.returnBool) many.values[many.at + s] = result.keep ? 1 : 0;
    else if (result.histogram === undefined) many.values[many.at + s] = result.value;
    else setHistogram(many, s, result.histogram);
  }
  return matched;
}
