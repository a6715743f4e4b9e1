import type { FloatHistogram } from './histogram.ts';
import { aboveThreshold } from './histogram-arithmetic.ts';
import { usesCustomBuckets } from './histogram-buckets.ts';
import { intersectBounds, ontoCoarserBounds, sameBounds } from './histogram-custom-bounds.ts';
import { coarserSide } from './histogram-resolution.ts';
import { negativeSide, positiveSide, type BucketSide } from './histogram-sides.ts';
import { widenedZeroBucket } from './histogram-zero-bucket.ts';

/**
 * True when the counter must have started anew between `previous` and `current`: a hint says so, a count of
 * observations or of a bucket went down, a populated bucket is gone, or the layout changed in a way that only a restart
 * explains (finer buckets, a narrower zero bucket).
 */
export function detectReset(current: FloatHistogram, previous: FloatHistogram): boolean {
  if (current.counterResetHint === 'yes') return true;
  if (current.counterResetHint === 'no') return false;
  if (current.count < previous.count) return true;
  if (usesCustomBuckets(current)) {
    if (!usesCustomBuckets(previous)) return true;
    return sameBounds(current.customValues, previous.customValues)
      ? wentDown(positiveSide(current), positiveSide(previous))
      : wentDownOnCommonBounds(current, previous);
  }
  // Custom buckets before and exponential ones now: their schema number is below all others.
  if (current.schema > previous.schema) return true;
  if (current.zeroThreshold < previous.zeroThreshold) return true;
  const zero = widenedZeroBucket(previous, current.zeroThreshold);
  if (zero.threshold !== current.zeroThreshold || current.zeroCount < zero.count) return true;
  const side = (h: FloatHistogram, of: (h: FloatHistogram) => BucketSide): BucketSide =>
    aboveThreshold(coarserSide(of(h), h.schema, current.schema), current.schema, current.zeroThreshold);
  return (
    wentDown(side(current, positiveSide), side(previous, positiveSide)) ||
    wentDown(side(current, negativeSide), side(previous, negativeSide))
  );
}

function wentDown(current: BucketSide, previous: BucketSide): boolean {
  let i = 0;
  for (let j = 0; j < previous.indexes.length; j++) {
    const index = previous.indexes[j]!;
    while (i < current.indexes.length && current.indexes[i]! < index) i++;
    const now = current.indexes[i] === index ? current.counts[i]! : undefined;
    if (now === undefined ? previous.counts[j] !== 0 : now < previous.counts[j]!) return true;
  }
  return false;
}

function wentDownOnCommonBounds(current: FloatHistogram, previous: FloatHistogram): boolean {
  const bounds = intersectBounds(current.customValues, previous.customValues);
  const now = Array.from({ length: bounds.length + 1 }, () => 0);
  const then = Array.from({ length: bounds.length + 1 }, () => 0);
  ontoCoarserBounds(positiveSide(current), current.customValues, bounds, 1, now);
  ontoCoarserBounds(positiveSide(previous), previous.customValues, bounds, 1, then);
  return now.some((count, i) => count < then[i]!);
}
