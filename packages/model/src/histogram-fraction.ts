import type { FloatHistogram } from './histogram.ts';
import { allBuckets, usesCustomBuckets, type HistogramBucket } from './histogram-buckets.ts';
import { halfOfZeroBucket } from './histogram-quantile.ts';

/**
 * The share of observations between two values: the inverse of the quantile, with the same assumptions on where
 * observations lie within a bucket.
 *
 * @returns NaN without observations or with a NaN limit, 0 when `from >= to`; `nanObservations` when there were NaN
 *          observations, which are in no fraction
 */
export function histogramFraction(
  from: number,
  to: number,
  h: FloatHistogram,
): { readonly value: number; readonly nanObservations: boolean } {
  if (h.count === 0 || Number.isNaN(from) || Number.isNaN(to)) return { value: NaN, nanObservations: false };
  if (from >= to) return { value: 0, nanObservations: false };
  const buckets = allBuckets(h);
  let total = h.count;
  if (Number.isNaN(h.sum)) total = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  const upTo = (limit: number): number => {
    const rank = rankOf(limit, h, buckets);
    return rank === undefined || rank > total ? total : rank;
  };
  return { value: (upTo(to) - upTo(from)) / h.count, nanObservations: Number.isNaN(h.sum) && total < h.count };
}

/** How many observations are below `limit`; undefined when all buckets are. */
function rankOf(limit: number, h: FloatHistogram, buckets: readonly HistogramBucket[]): number | undefined {
  let rank = 0;
  for (const bucket of buckets) {
    let { lower, upper } = bucket;
    const zero = lower <= 0 && upper >= 0;
    if (zero) [lower, upper] = halfOfZeroBucket(h, lower, upper);
    if (lower >= limit) return rank;
    if (upper > limit) {
      if (usesCustomBuckets(h) || zero) {
        return lower === -Infinity ? bucket.count : rank + (bucket.count * (limit - lower)) / (upper - lower);
      }
      return rank + bucket.count * logarithmicShare(limit, lower, upper);
    }
    rank += bucket.count;
  }
  return undefined;
}

/** How far `value` is on the way from `lower` to `upper`, on a logarithmic scale; all of one sign. */
export function logarithmicShare(value: number, lower: number, upper: number): number {
  const [logLower, logUpper] = [Math.log2(Math.abs(lower)), Math.log2(Math.abs(upper))];
  const logValue = Math.log2(Math.abs(value));
  return value > 0 ? (logValue - logLower) / (logUpper - logLower) : 1 - (logValue - logUpper) / (logLower - logUpper);
}
