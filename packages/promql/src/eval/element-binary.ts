import {
  addHistograms,
  compactHistogram,
  divideHistogram,
  histogramsEqual,
  multiplyHistogram,
  subtractHistograms,
  trimHistogram,
  type FloatHistogram,
  type HistogramSum,
} from '@binnacle/model';
import type { Annotations } from '../annotations/annotations.ts';
import {
  counterResetCollision,
  incompatibleBucketLayout,
  incompatibleTypes,
  mismatchedCustomBuckets,
} from '../annotations/messages.ts';
import type { ArithmeticOp, ComparisonOp, Span } from '../ast.ts';
import { power } from '../functions/math.ts';

export type ElementOp = ArithmeticOp | ComparisonOp;

export const isComparison = (op: string): op is ComparisonOp =>
  op === '==' || op === '!=' || op === '<' || op === '>' || op === '<=' || op === '>=';

/** Trimming selects observations of the same metric, as a comparison selects samples: the name stays. */
export const changesMeaning = (op: ElementOp): boolean => !isComparison(op) && op !== '</' && op !== '>/';

type NumberOp = (a: number, b: number) => number;

const arithmetic: Readonly<Record<string, NumberOp>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': power,
  atan2: Math.atan2,
};

const comparison: Readonly<Record<ComparisonOp, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

/** The function of two numbers for an arithmetic operator; undefined for those that need a histogram. */
export const numberOp = (op: ElementOp): NumberOp | undefined => arithmetic[op];

export const comparisonOf = (op: ComparisonOp): ((a: number, b: number) => boolean) => comparison[op];

/** An operand: the histogram if there is one, else the number. */
export interface Element {
  readonly value: number;
  readonly histogram: FloatHistogram | undefined;
}

/** `keep` false: a comparison that does not hold. Undefined: the two do not go together. */
export type ElementResult = (Element & { readonly keep: boolean }) | undefined;

/** Where to say what went wrong, and about which operator. */
export interface OperatorReport {
  readonly annotations: Annotations;
  readonly at: Span;
}

const number = (value: number, keep = true): ElementResult => ({ value, histogram: undefined, keep });
const histogramOf = (histogram: FloatHistogram, keep = true): ElementResult => ({ value: 0, histogram, keep });

/** One binary operation on any two samples. */
export function combineElements(op: ElementOp, left: Element, right: Element, report: OperatorReport): ElementResult {
  const [a, b] = [left.histogram, right.histogram];
  if (a === undefined && b === undefined) {
    if (isComparison(op)) return number(left.value, comparison[op](left.value, right.value));
    const compute = arithmetic[op];
    if (compute !== undefined) return number(compute(left.value, right.value));
  } else if (a === undefined) {
    if (op === '*') return histogramOf(compactHistogram(multiplyHistogram(b!, left.value)));
  } else if (b === undefined) {
    if (op === '*') return histogramOf(compactHistogram(multiplyHistogram(a, right.value)));
    if (op === '/') return histogramOf(compactHistogram(divideHistogram(a, right.value)));
    if (op === '</') return histogramOf(trimHistogram(a, right.value, 'below'));
    if (op === '>/') return histogramOf(trimHistogram(a, right.value, 'above'));
  } else {
    if (op === '==') return histogramOf(a, histogramsEqual(a, b));
    if (op === '!=') return histogramOf(a, !histogramsEqual(a, b));
    if (op === '+') return summed(addHistograms(a, b), op, report);
    if (op === '-') return summed(subtractHistograms(a, b), op, report);
  }
  const kind = (h: FloatHistogram | undefined): string => (h === undefined ? 'float' : 'histogram');
  report.annotations.add(incompatibleTypes(kind(a), op, kind(b), report.at));
  return undefined;
}

function summed(outcome: HistogramSum, op: '+' | '-', { annotations, at }: OperatorReport): ElementResult {
  if (!outcome.ok) {
    annotations.add(incompatibleBucketLayout(op, at));
    return undefined;
  }
  const operation = op === '+' ? 'addition' : 'subtraction';
  if (outcome.counterResetCollision) annotations.add(counterResetCollision(operation, at));
  if (outcome.boundsReconciled) annotations.add(mismatchedCustomBuckets(operation, at));
  const result = compactHistogram(outcome.histogram);
  return histogramOf(op === '-' ? { ...result, counterResetHint: 'gauge' } : result);
}
