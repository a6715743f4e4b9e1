import type { FloatHistogram } from './histogram.ts';
import { allBuckets, usesCustomBuckets, type HistogramBucket } from './histogram-buckets.ts';

/** What NaN observations (counted, but in no bucket) did to a result. */
export type NanEffect = 'none' | 'nan' | 'skewed';

export interface QuantileOutcome {
  readonly value: number;
  readonly nanEffect: NanEffect;
}

const plain = (value: number): QuantileOutcome => ({ value, nanEffect: 'none' });

/**
 * The value below which a share `q` of the observations lies. Within exponential buckets observations are taken to be
 * spread evenly on a logarithmic scale, within the zero bucket and custom buckets on a linear one.
 *
 * @returns -Infinity for q < 0, +Infinity for q > 1, NaN for NaN or without observations
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */
export function histogramQuantile(q: number, h: FloatHistogram): QuantileOutcome {
  if (q < 0) return plain(-Infinity);
  if (q > 1) return plain(Infinity);
  if (h.count === 0 || Number.isNaN(q)) return plain(NaN);

  // Counting from the nearer end loses least precision; NaN observations can only be left out from below.
  const forward = Number.isNaN(h.sum) || q < 0.5;
  const buckets = allBuckets(h);
  if (!forward) buckets.reverse();
  let rank = forward ? q * h.count : (1 - q) * h.count;
  let seen = 0;
  let at = 0;
  let bucket: HistogramBucket | undefined;
  while (at < buckets.length) {
    bucket = buckets[at++]!;
    if (bucket.count === 0) continue;
    seen += bucket.count;
    if (seen >= rank) break;
  }
  bucket ??= { lower: 0, upper: 0, lowerInclusive: false, upperInclusive: false, count: 0 };
  let { lower, upper } = bucket;
  if (usesCustomBuckets(h)) {
    if (lower === -Infinity) {
      if (upper <= 0) return plain(upper);
      lower = 0;
    } else if (upper === Infinity) return plain(lower);
  } else if (lower < 0 && upper > 0) {
    [lower, upper] = halfOfZeroBucket(h, lower, upper);
  }
  // Sums of rounded counts may exceed the rounded total.
  if (seen > h.count) seen = h.count;
  if (seen < rank) return Number.isNaN(h.sum) ? { value: NaN, nanEffect: 'nan' } : plain(upper);
  rank = forward ? rank - (seen - bucket.count) : seen - rank;

  let nanEffect: NanEffect = 'none';
  if (Number.isNaN(h.sum)) {
    for (; at < buckets.length; at++) seen += buckets[at]!.count;
    if (seen < h.count) nanEffect = 'skewed';
  }
  return { value: interpolate(lower, upper, rank / bucket.count, usesCustomBuckets(h)), nanEffect };
}

/** A histogram with buckets on one side of zero only has nothing on the other side of it in the zero bucket either. */
export function halfOfZeroBucket(h: FloatHistogram, lower: number, upper: number): [number, number] {
  if (h.negativeBuckets.length === 0 && h.positiveBuckets.length > 0) return [0, upper];
  if (h.positiveBuckets.length === 0 && h.negativeBuckets.length > 0) return [lower, 0];
  return [lower, upper];
}

function interpolate(lower: number, upper: number, fraction: number, linear: boolean): number {
  if (linear || (lower <= 0 && upper >= 0)) return lower + (upper - lower) * fraction;
  const [logLower, logUpper] = [Math.log2(Math.abs(lower)), Math.log2(Math.abs(upper))];
  if (lower > 0) return 2 ** (logLower + (logUpper - logLower) * fraction);
  return -(2 ** (logUpper + (logLower - logUpper) * (1 - fraction)));
}
