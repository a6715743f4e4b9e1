import type { Binary } from '../ast.ts';
import {
  changesMeaning,
  combineElements,
  comparisonOf,
  isComparison,
  numberOp,
  type ElementOp,
} from './element-binary.ts';
import type { Evaluator } from './evaluator.ts';
import { clearAt, isAbsent, setHistogram, type Row } from './row.ts';

/** A binary operation between two scalars, step by step, into `left`. */
export function scalarsBinary(op: ElementOp, left: Float64Array, right: Float64Array): Float64Array {
  const compare = isComparison(op) ? comparisonOf(op) : undefined;
  const compute = compare === undefined ? numberOp(op)! : (a: number, b: number): number => (compare(a, b) ? 1 : 0);
  for (let s = 0; s < left.length; s++) left[s] = compute(left[s]!, right[s]!);
  return left;
}

/** An operation between a vector and a scalar, which is on the left side when `scalarFirst`. Changes the rows. */
export function* vectorScalarBinary(
  node: Binary,
  rows: Iterable<Row>,
  scalar: Float64Array,
  scalarFirst: boolean,
  evaluator: Evaluator,
): Iterable<Row> {
  const op = node.op as ElementOp;
  const drop = changesMeaning(op) || node.returnBool;
  for (const row of rows) {
    if (drop) row.dropName = true;
    evaluator.context.spend(scalar.length);
    if (row.histograms !== undefined || op === '</' || op === '>/')
      withHistograms(node, row, scalar, scalarFirst, evaluator);
    else if (isComparison(op)) compareNumbers(node, row, scalar, scalarFirst);
    else calculate(op, row, scalar, scalarFirst);
    yield row;
  }
}

function calculate(op: ElementOp, row: Row, scalar: Float64Array, scalarFirst: boolean): void {
  const { values, at, gaps } = row;
  const compute = numberOp(op)!;
  for (let s = 0; s < scalar.length; s++) {
    if (gaps && isAbsent(row, s)) continue;
    const value = values[at + s]!;
    values[at + s] = scalarFirst ? compute(scalar[s]!, value) : compute(value, scalar[s]!);
  }
}

function compareNumbers(node: Binary, row: Row, scalar: Float64Array, scalarFirst: boolean): void {
  const { values, at, gaps } = row;
  const { returnBool, op } = node;
  if (!isComparison(op)) return;
  const compare = comparisonOf(op);
  for (let s = 0; s < scalar.length; s++) {
    if (gaps && isAbsent(row, s)) continue;
    const value = values[at + s]!;
    const holds = scalarFirst ? compare(scalar[s]!, value) : compare(value, scalar[s]!);
    if (returnBool) values[at + s] = holds ? 1 : 0;
    else if (!holds) clearAt(row, s);
  }
}

function withHistograms(
  node: Binary,
  row: Row,
  scalar: Float64Array,
  scalarFirst: boolean,
  { context }: Evaluator,
): void {
  const op = node.op as ElementOp;
  const report = { annotations: context.annotations, at: node };
  for (let s = 0; s < scalar.length; s++) {
    const histogram = row.histograms?.[s];
    if (histogram === undefined && isAbsent(row, s)) continue;
    const vector = { value: row.values[row.at + s]!, histogram };
    const other = { value: scalar[s]!, histogram: undefined };
    const result = scalarFirst
      ? combineElements(op, other, vector, report)
      : combineElements(op, vector, other, report);
    if (row.histograms !== undefined) row.histograms[s] = undefined;
    if (result === undefined) clearAt(row, s);
    else if (node.returnBool) row.values[row.at + s] = result.keep ? 1 : 0;
    else if (!result.keep) clearAt(row, s);
    // Whichever side it is on, a comparison gives the sample of the vector.
    else if (isComparison(op)) putBack(row, s, vector.value, histogram);
    else putBack(row, s, result.value, result.histogram);
  }
}

function putBack(
  row: Row,
  s: number,
  value: number,
  histogram: Row['histograms'] extends (infer H)[] | undefined ? H : never,
): void {
  if (histogram === undefined) row.values[row.at + s] = value;
  else setHistogram(row, s, histogram);
}
