import { CUSTOM_BUCKETS_SCHEMA, type FloatHistogram } from './histogram.ts';
import { bucketBound } from './histogram-bounds.ts';
import { bucketIndexes } from './histogram-spans.ts';

/** One bucket with its bounds; `count` is its own, not cumulative. */
export interface HistogramBucket {
  lower: number;
  upper: number;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
  readonly count: number;
}

export const usesCustomBuckets = (h: FloatHistogram): boolean => h.schema === CUSTOM_BUCKETS_SCHEMA;

/** Positive buckets, lowest first (for custom buckets: all buckets). Empty ones that the spans contain are included. */
export function positiveBuckets(h: FloatHistogram): HistogramBucket[] {
  const custom = usesCustomBuckets(h);
  return bucketIndexes(h.positiveSpans).map((index, i) => ({
    lower: bucketBound(index - 1, h.schema, h.customValues),
    upper: bucketBound(index, h.schema, h.customValues),
    lowerInclusive: custom && index === 0,
    upperInclusive: true,
    count: h.positiveBuckets[i] ?? 0,
  }));
}

/** Negative buckets, the one next to zero first. */
export function negativeBuckets(h: FloatHistogram): HistogramBucket[] {
  return bucketIndexes(h.negativeSpans).map((index, i) => ({
    lower: -bucketBound(index, h.schema, h.customValues),
    upper: -bucketBound(index - 1, h.schema, h.customValues),
    lowerInclusive: true,
    upperInclusive: false,
    count: h.negativeBuckets[i] ?? 0,
  }));
}

export const zeroBucket = (h: FloatHistogram): HistogramBucket => ({
  lower: -h.zeroThreshold,
  upper: h.zeroThreshold,
  lowerInclusive: true,
  upperInclusive: true,
  count: h.zeroCount,
});

/**
 * All buckets from the lowest to the highest. A bucket that reaches into the zero bucket is cut off at its threshold;
 * the zero bucket itself is there only when something was observed in it.
 */
export function allBuckets(h: FloatHistogram): HistogramBucket[] {
  const all = negativeBuckets(h).reverse();
  for (const bucket of all) if (bucket.upper < 0 && bucket.upper > -h.zeroThreshold) bucket.upper = -h.zeroThreshold;
  if (h.zeroCount > 0) all.push(zeroBucket(h));
  for (const bucket of positiveBuckets(h)) {
    if (bucket.lower > 0 && bucket.lower < h.zeroThreshold) bucket.lower = h.zeroThreshold;
    all.push(bucket);
  }
  return all;
}
