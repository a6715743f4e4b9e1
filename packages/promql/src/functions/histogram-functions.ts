import {
  formatGeneral,
  histogramFraction,
  histogramQuantile,
  histogramVariance,
  labelValue,
  METRIC_NAME,
  withLabel,
  type FloatHistogram,
  type Labels,
} from '@binnacle/model';
import {
  forcedMonotonicity,
  fractionWithoutNan,
  invalidQuantile,
  quantileIsNan,
  quantileIsSkewed,
} from '../annotations/messages.ts';
import type { Call, Expr, Span } from '../ast.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import { mergeRows } from '../eval/merge-rows.ts';
import { clearAt, countNumbers, type Row } from '../eval/row.ts';
import { withoutParens } from '../eval/step-invariant.ts';
import { bucketFraction, bucketQuantile, type ClassicBuckets, type MonotonicityFix } from './classic-histogram.ts';
import { EvenQuantiles } from './even-quantiles.ts';
import { BucketReader, nativeTwins, partHistograms, roomForBuckets, type HistogramVector } from './histogram-vector.ts';
import type { FunctionName } from './signatures.ts';

const simple: Partial<Record<FunctionName, (h: FloatHistogram) => number>> = {
  histogram_count: (h) => h.count,
  histogram_sum: (h) => h.sum,
  histogram_avg: (h) => h.sum / h.count,
  histogram_stdvar: histogramVariance,
  histogram_stddev: (h) => Math.sqrt(histogramVariance(h)),
};

/** Functions that make a number of each native histogram, and nothing of numbers. */
export const simpleHistogramFunction = (func: FunctionName): ((h: FloatHistogram) => number) | undefined =>
  simple[func];

/** What `histogram_quantile` and `histogram_fraction` compute at a step. */
interface StepFunctions {
  native(h: FloatHistogram, name: string, s: number): number;
  classic(buckets: ClassicBuckets, name: string, s: number): number;
  /** All steps at once, where that is possible, for a histogram that is even. */
  readonly even?: EvenQuantiles;
}

/** `histogram_quantile(φ, v)`. */
export function quantiles(call: Call, evaluator: Evaluator): readonly Row[] {
  const [param, vector] = call.args.map(withoutParens) as [Expr, Expr];
  const q = evaluator.scalar(param);
  noteInvalid(q, param, call, evaluator);
  const parts = part(vector, evaluator);
  const rows = applyTo(parts, quantileFunctions(q, vector, evaluator), (labels) => labels, evaluator);
  return finish(rows, parts, evaluator);
}

/** `histogram_quantiles(v, label, φ…)`: the φ as the value of a label. */
export function manyQuantiles(call: Call, evaluator: Evaluator): readonly Row[] {
  const [vector, label, ...params] = call.args.map(withoutParens) as [Expr, Expr, ...Expr[]];
  const name = label.kind === 'string' ? label.value : '';
  const parts = part(vector, evaluator);
  const rows: Row[] = [];
  for (const param of params) {
    const q = evaluator.scalar(param);
    noteInvalid(q, param, call, evaluator);
    const functions = quantileFunctions(q, vector, evaluator);
    for (const value of new Set(q)) {
      const labelled = applyTo(
        parts,
        functions,
        (labels) => withLabel(labels, name, openMetricsNumber(value)),
        evaluator,
      );
      for (const row of labelled) {
        for (let s = 0; s < q.length; s++) if (!Object.is(q[s], value)) clearAt(row, s);
        rows.push(row);
      }
    }
  }
  return finish(rows, parts, evaluator);
}

/** `histogram_fraction(from, to, v)`. */
export function fractions(call: Call, evaluator: Evaluator): readonly Row[] {
  const [lower, upper, vector] = call.args.map(withoutParens) as [Expr, Expr, Expr];
  const [from, to] = [evaluator.scalar(lower), evaluator.scalar(upper)];
  const { annotations } = evaluator.context;
  const parts = part(vector, evaluator);
  const functions: StepFunctions = {
    native: (h, name, s) => {
      const { value, nanObservations } = histogramFraction(from[s]!, to[s]!, h);
      if (nanObservations) annotations.add(fractionWithoutNan(name, vector));
      return value;
    },
    classic: (buckets, _, s) => bucketFraction(from[s]!, to[s]!, buckets),
  };
  return finish(
    applyTo(parts, functions, (labels) => labels, evaluator),
    parts,
    evaluator,
  );
}

/** A number as OpenMetrics writes it: `1.0`, `0.5`, `1e+06`. */
export function openMetricsNumber(value: number): string {
  const text = formatGeneral(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

const part = (vector: Expr, evaluator: Evaluator): HistogramVector =>
  partHistograms(evaluator.rows(vector, false), evaluator.context, evaluator.times.steps, vector);

function noteInvalid(q: Float64Array, at: Span, by: Span, { context }: Evaluator): void {
  for (const value of q) if (!(value >= 0 && value <= 1)) context.annotations.add(invalidQuantile(value, at, by));
}

function quantileFunctions(q: Float64Array, at: Span, evaluator: Evaluator): StepFunctions {
  const { annotations } = evaluator.context;
  const { startMs, stepMs } = evaluator.times;
  const fix: MonotonicityFix = { forced: false, lowestBound: 0, highestBound: 0, largestDrop: 0 };
  return {
    native: (h, name, s) => {
      const { value, nanEffect } = histogramQuantile(q[s]!, h);
      if (nanEffect === 'nan') annotations.add(quantileIsNan(name, at));
      if (nanEffect === 'skewed') annotations.add(quantileIsSkewed(name, at));
      return value;
    },
    classic: (buckets, name, s) => {
      const value = bucketQuantile(q[s]!, buckets, fix);
      if (fix.forced) {
        const moment = startMs + s * stepMs;
        const { lowestBound, highestBound, largestDrop } = fix;
        const detail = { fromMs: moment, toMs: moment, lowestBound, highestBound, largestDrop, occurrences: 1 };
        annotations.add(forcedMonotonicity(name, at, detail));
      }
      return value;
    },
    even: new EvenQuantiles(q),
  };
}

function applyTo(
  vector: HistogramVector,
  functions: StepFunctions,
  labelsOf: (labels: Labels) => Labels,
  evaluator: Evaluator,
): Row[] {
  const { steps } = evaluator.times;
  const rows: Row[] = [];
  const newRow = (labels: Labels): Row => {
    const row = evaluator.newRow(labelsOf(labels), true);
    row.gaps = false;
    evaluator.context.spend(4 * steps);
    return row;
  };
  const fill = (labels: Labels, compute: (s: number) => number | undefined): void => {
    const row = newRow(labels);
    let found = 0;
    for (let s = 0; s < steps; s++) {
      const value = compute(s);
      if (value === undefined) {
        clearAt(row, s);
        continue;
      }
      row.values[row.at + s] = value;
      found++;
    }
    if (found === 0) return;
    evaluator.context.hold(found);
    rows.push(row);
  };
  for (const { row, counts } of vector.native) {
    const name = labelValue(row.labels, METRIC_NAME);
    fill(row.labels, (s) => (counts(s) ? functions.native(row.histograms![s]!, name, s) : undefined));
  }
  const twinOf = nativeTwins(vector);
  const buckets = roomForBuckets(vector);
  for (const histogram of vector.classic) {
    const reader = new BucketReader(histogram, twinOf(histogram), buckets);
    const name = labelValue(histogram.labels, METRIC_NAME);
    if (reader.isEven && functions.even !== undefined) {
      const row = newRow(histogram.labels);
      functions.even.fill(histogram, row, (s) => {
        reader.read(s);
        return functions.classic(buckets, name, s);
      });
      evaluator.context.hold(steps);
      rows.push(row);
      continue;
    }
    fill(histogram.labels, (s) => (reader.read(s) ? functions.classic(reader.buckets, name, s) : undefined));
  }
  return rows;
}

/** Nothing needs the input any more; what came of series that differ in kind alone is one series. */
function finish(rows: Row[], vector: HistogramVector, evaluator: Evaluator): readonly Row[] {
  const { steps } = evaluator.times;
  let held = 0;
  for (const { series } of vector.classic) for (const { row } of series) held += countNumbers(row, steps);
  evaluator.context.release(held);
  return mergeRows(rows, evaluator);
}
