import type { CounterResetHint, FloatHistogram } from './histogram.ts';
import { exponentialBound } from './histogram-bounds.ts';
import { usesCustomBuckets } from './histogram-buckets.ts';
import { intersectBounds, ontoCoarserBounds, sameBounds } from './histogram-custom-bounds.ts';
import { coarserSide } from './histogram-resolution.ts';
import { negativeSide, populated, positiveSide, withSides, type BucketSide } from './histogram-sides.ts';
import { reconcileZeroBuckets } from './histogram-zero-bucket.ts';

/** `incompatible`: one has exponential, the other custom buckets, and nothing meaningful can be said about both. */
export type HistogramSum =
  | {
      readonly ok: true;
      readonly histogram: FloatHistogram;
      /** One of the two said "reset", the other "no reset". */
      readonly counterResetCollision: boolean;
      /** Custom bounds differed; the result has those that both have. */
      readonly boundsReconciled: boolean;
    }
  | { readonly ok: false };

export const addHistograms = (a: FloatHistogram, b: FloatHistogram): HistogramSum => combine(a, b, 1);

/** Like {@link addHistograms} with the counts of `b` taken away. Counts may become negative. */
export const subtractHistograms = (a: FloatHistogram, b: FloatHistogram): HistogramSum => combine(a, b, -1);

function combine(a: FloatHistogram, b: FloatHistogram, sign: 1 | -1): HistogramSum {
  if (usesCustomBuckets(a) !== usesCustomBuckets(b)) return { ok: false };
  const hint = combineHints(a.counterResetHint, b.counterResetHint);
  const scalars = {
    counterResetHint: hint ?? ('unknown' as const),
    count: a.count + sign * b.count,
    sum: a.sum + sign * b.sum,
  };
  const combined = usesCustomBuckets(a) ? combineCustom(a, b, sign) : combineExponential(a, b, sign);
  return {
    ok: true,
    histogram: { ...combined.histogram, ...scalars },
    counterResetCollision: hint === undefined,
    boundsReconciled: combined.boundsReconciled,
  };
}

/** What the sum says about counter resets; undefined when the two contradict each other. */
export function combineHints(a: CounterResetHint, b: CounterResetHint): CounterResetHint | undefined {
  if (a === b) return a;
  if (a === 'gauge' || b === 'gauge') return 'gauge';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : undefined;
}

interface Combined {
  readonly histogram: FloatHistogram;
  readonly boundsReconciled: boolean;
}

function combineCustom(a: FloatHistogram, b: FloatHistogram, sign: 1 | -1): Combined {
  const none: BucketSide = { indexes: [], counts: [] };
  if (sameBounds(a.customValues, b.customValues)) {
    const side = mergeSides(positiveSide(a), positiveSide(b), sign);
    return { histogram: withSides(a, side, none), boundsReconciled: false };
  }
  const bounds = intersectBounds(a.customValues, b.customValues);
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  ontoCoarserBounds(positiveSide(a), a.customValues, bounds, 1, counts);
  ontoCoarserBounds(positiveSide(b), b.customValues, bounds, sign, counts);
  const side = populated({ indexes: counts.map((_, i) => i), counts });
  return { histogram: withSides({ ...a, customValues: bounds }, side, none), boundsReconciled: true };
}

function combineExponential(a: FloatHistogram, b: FloatHistogram, sign: 1 | -1): Combined {
  const { histogram, otherCount } = reconcileZeroBuckets(a, b);
  const schema = Math.min(a.schema, b.schema);
  const threshold = histogram.zeroThreshold;
  const side = (of: (h: FloatHistogram) => BucketSide): BucketSide =>
    mergeSides(
      coarserSide(of(histogram), a.schema, schema),
      aboveThreshold(coarserSide(of(b), b.schema, schema), schema, threshold),
      sign,
    );
  const zeroCount = histogram.zeroCount + sign * otherCount;
  return {
    histogram: withSides({ ...histogram, schema, zeroCount }, side(positiveSide), side(negativeSide)),
    boundsReconciled: false,
  };
}

/** Without the buckets that lie wholly within the zero bucket: their counts are part of its count already. */
export function aboveThreshold(side: BucketSide, schema: number, threshold: number): BucketSide {
  if (threshold === 0) return side;
  const from = side.indexes.findIndex((index) => exponentialBound(index, schema) > threshold);
  if (from === 0) return side;
  if (from < 0) return { indexes: [], counts: [] };
  return { indexes: side.indexes.slice(from), counts: side.counts.slice(from) };
}

function mergeSides(a: BucketSide, b: BucketSide, sign: 1 | -1): BucketSide {
  if (b.indexes.length === 0) return a;
  const indexes: number[] = [];
  const counts: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.indexes.length || j < b.indexes.length) {
    const [x, y] = [a.indexes[i] ?? Infinity, b.indexes[j] ?? Infinity];
    indexes.push(Math.min(x, y));
    if (x < y) counts.push(a.counts[i++]!);
    else if (y < x) counts.push(sign * b.counts[j++]!);
    else counts.push(a.counts[i++]! + sign * b.counts[j++]!);
  }
  return { indexes, counts };
}

/** All counts and the sum multiplied. A negative factor makes a gauge histogram of it. */
export const multiplyHistogram = (h: FloatHistogram, factor: number): FloatHistogram => ({
  ...h,
  zeroCount: h.zeroCount * factor,
  count: h.count * factor,
  sum: h.sum * factor,
  positiveBuckets: h.positiveBuckets.map((count) => count * factor),
  negativeBuckets: h.negativeBuckets.map((count) => count * factor),
  counterResetHint: factor < 0 ? 'gauge' : h.counterResetHint,
});

/** All counts and the sum divided. Division by zero leaves no buckets; the count and the sum become ±Infinity or NaN. */
export function divideHistogram(h: FloatHistogram, divisor: number): FloatHistogram {
  const scalars = { zeroCount: h.zeroCount / divisor, count: h.count / divisor, sum: h.sum / divisor };
  if (divisor === 0) {
    return { ...h, ...scalars, positiveBuckets: [], negativeBuckets: [], positiveSpans: [], negativeSpans: [] };
  }
  return {
    ...h,
    ...scalars,
    positiveBuckets: h.positiveBuckets.map((count) => count / divisor),
    negativeBuckets: h.negativeBuckets.map((count) => count / divisor),
    counterResetHint: divisor < 0 ? 'gauge' : h.counterResetHint,
  };
}
