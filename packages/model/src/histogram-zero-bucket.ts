import type { FloatHistogram } from './histogram.ts';
import { exponentialBound } from './histogram-bounds.ts';
import { negativeSide, positiveSide, populated, withSides, type BucketSide } from './histogram-sides.ts';

export interface ZeroBucket {
  readonly threshold: number;
  readonly count: number;
}

/**
 * The zero bucket that `h` would have with a larger (or the same) threshold. Where that threshold lies within a
 * populated bucket, it moves up to the end of it, so that every bucket is wholly inside or wholly outside.
 */
export function widenedZeroBucket(h: FloatHistogram, threshold: number): ZeroBucket {
  if (threshold === h.zeroThreshold) return { threshold, count: h.zeroCount };
  if (threshold < h.zeroThreshold) throw new Error('BUG: a zero bucket cannot become narrower');
  const [positive, negative] = [positiveSide(h), negativeSide(h)];
  let wanted = threshold;
  for (;;) {
    let count = h.zeroCount;
    const above = absorb(positive, h.schema, wanted);
    count += above.count;
    wanted = above.threshold;
    const below = absorb(negative, h.schema, wanted);
    count += below.count;
    // A populated negative bucket moved the threshold: what was found on the positive side no longer holds.
    if (below.threshold === wanted) return { threshold: wanted, count };
    wanted = below.threshold;
  }
}

function absorb(side: BucketSide, schema: number, threshold: number): ZeroBucket {
  let count = 0;
  for (let i = 0; i < side.indexes.length; i++) {
    if (exponentialBound(side.indexes[i]! - 1, schema) >= threshold) break;
    count += side.counts[i]!;
    const upper = exponentialBound(side.indexes[i]!, schema);
    if (upper > threshold) return { count, threshold: side.counts[i] === 0 ? threshold : upper };
  }
  return { count, threshold };
}

/** `h` with that zero bucket, which must come from {@link widenedZeroBucket}: buckets within it are gone. */
export function withZeroBucket(h: FloatHistogram, zero: ZeroBucket): FloatHistogram {
  if (zero.threshold === h.zeroThreshold) return h;
  const outside = (side: BucketSide): BucketSide => {
    const from = side.indexes.findIndex((index) => exponentialBound(index - 1, h.schema) >= zero.threshold);
    return from < 0
      ? { indexes: [], counts: [] }
      : populated({ indexes: side.indexes.slice(from), counts: side.counts.slice(from) });
  };
  return withSides(
    { ...h, zeroThreshold: zero.threshold, zeroCount: zero.count },
    outside(positiveSide(h)),
    outside(negativeSide(h)),
  );
}

/** Finds the smallest zero bucket that suits both; `otherCount` is what the second would then have in it. */
export function reconcileZeroBuckets(
  h: FloatHistogram,
  other: FloatHistogram,
): { readonly histogram: FloatHistogram; readonly otherCount: number } {
  let histogram = h;
  let theirs: ZeroBucket = { threshold: other.zeroThreshold, count: other.zeroCount };
  while (theirs.threshold !== histogram.zeroThreshold) {
    if (histogram.zeroThreshold > theirs.threshold) theirs = widenedZeroBucket(other, histogram.zeroThreshold);
    if (theirs.threshold > histogram.zeroThreshold) {
      histogram = withZeroBucket(histogram, widenedZeroBucket(histogram, theirs.threshold));
    }
  }
  return { histogram, otherCount: theirs.count };
}
