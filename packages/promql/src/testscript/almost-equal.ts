import { compactHistogram, type BucketSpan, type FloatHistogram } from '@binnacle/model';

/** Relative error that scripts allow. The value is Prometheus's. */
const EPSILON = 1e-6;
const SMALLEST_NORMAL = 2 ** -1022;

/** True for numbers that differ by no more than a millionth, and for two NaN. */
export function almostEqual(a: number, b: number): boolean {
  if (Number.isNaN(a) && Number.isNaN(b)) return true;
  if (a === b) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < SMALLEST_NORMAL) return difference < EPSILON * SMALLEST_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < EPSILON;
}

/** The same for histograms; the counter reset hint counts only when the script gave one. */
export function histogramsAlmostEqual(wanted: FloatHistogram, actual: FloatHistogram, hintGiven: boolean): boolean {
  const a = compactHistogram(wanted);
  const b = compactHistogram(actual);
  return (
    a.schema === b.schema &&
    almostEqual(a.count, b.count) &&
    almostEqual(a.sum, b.sum) &&
    a.zeroThreshold === b.zeroThreshold &&
    almostEqual(a.zeroCount, b.zeroCount) &&
    sameNumbers(a.customValues, b.customValues, Object.is) &&
    sameSpans(a.positiveSpans, b.positiveSpans) &&
    sameSpans(a.negativeSpans, b.negativeSpans) &&
    sameNumbers(a.positiveBuckets, b.positiveBuckets, almostEqual) &&
    sameNumbers(a.negativeBuckets, b.negativeBuckets, almostEqual) &&
    (!hintGiven || a.counterResetHint === b.counterResetHint)
  );
}

const sameNumbers = (a: readonly number[], b: readonly number[], same: (x: number, y: number) => boolean): boolean =>
  a.length === b.length && a.every((value, i) => same(value, b[i]!));

/** Both are compact, so that equal buckets have equal spans. */
const sameSpans = (a: readonly BucketSpan[], b: readonly BucketSpan[]): boolean =>
  a.length === b.length && a.every(({ offset, length }, i) => offset === b[i]!.offset && length === b[i]!.length);
