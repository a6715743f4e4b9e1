import type { FloatHistogram } from './histogram.ts';
import { allBuckets, usesCustomBuckets } from './histogram-buckets.ts';

/**
 * Estimated population variance: every observation counts as the geometric mean of its bucket's bounds (0 in the zero
 * bucket, the arithmetic mean in custom buckets).
 */
export function histogramVariance(h: FloatHistogram): number {
  const mean = h.sum / h.count;
  let sum = 0;
  let lost = 0;
  for (const { lower, upper, count } of allBuckets(h)) {
    if (count === 0) continue;
    let value: number;
    if (usesCustomBuckets(h)) value = (upper + lower) / 2;
    else if (lower <= 0 && upper >= 0) value = 0;
    else value = upper < 0 ? -Math.sqrt(upper * lower) : Math.sqrt(upper * lower);
    const term = count * (value - mean) * (value - mean);
    // Kahan summation with Neumaier's improvement.
    const next = sum + term;
    if (!Number.isFinite(next)) lost = 0;
    else lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return (sum + lost) / h.count;
}
