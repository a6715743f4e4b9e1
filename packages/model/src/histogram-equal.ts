import type { FloatHistogram } from './histogram.ts';
import { usesCustomBuckets } from './histogram-buckets.ts';
import { sameBounds } from './histogram-custom-bounds.ts';
import { sameBuckets } from './histogram-spans.ts';

/**
 * True when both hold the same data: same schema, same buckets (an explicit empty bucket is one), same numbers, NaN
 * being equal to NaN. The counter reset hint does not count.
 */
export function histogramsEqual(a: FloatHistogram, b: FloatHistogram): boolean {
  return (
    a === b ||
    (a.schema === b.schema &&
      Object.is(a.count, b.count) &&
      Object.is(a.sum, b.sum) &&
      a.zeroThreshold === b.zeroThreshold &&
      Object.is(a.zeroCount, b.zeroCount) &&
      (!usesCustomBuckets(a) || sameBounds(a.customValues, b.customValues)) &&
      sameBuckets(a.positiveSpans, b.positiveSpans) &&
      sameBuckets(a.negativeSpans, b.negativeSpans) &&
      sameCounts(a.positiveBuckets, b.positiveBuckets) &&
      sameCounts(a.negativeBuckets, b.negativeBuckets))
  );
}

const sameCounts = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((count, i) => Object.is(count, b[i])));
