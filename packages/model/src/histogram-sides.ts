import type { BucketSpan, FloatHistogram } from './histogram.ts';
import { bucketIndexes, spansOfIndexes } from './histogram-spans.ts';

/** One sign of a histogram in the form that arithmetic works on: bucket `indexes[i]` (ascending) has `counts[i]`. */
export interface BucketSide {
  readonly indexes: number[];
  readonly counts: number[];
}

export const sideOf = (spans: readonly BucketSpan[], counts: readonly number[]): BucketSide => {
  const indexes = bucketIndexes(spans);
  // A malformed sample may have fewer counts than its spans announce; what is missing counts as empty.
  return { indexes, counts: indexes.map((_, i) => counts[i] ?? 0) };
};

export const positiveSide = (h: FloatHistogram): BucketSide => sideOf(h.positiveSpans, h.positiveBuckets);
export const negativeSide = (h: FloatHistogram): BucketSide => sideOf(h.negativeSpans, h.negativeBuckets);

/** The same buckets without those that nothing was observed in. */
export function populated(side: BucketSide): BucketSide {
  if (!side.counts.includes(0)) return side;
  const indexes: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < side.counts.length; i++) {
    if (side.counts[i] === 0) continue;
    indexes.push(side.indexes[i]!);
    counts.push(side.counts[i]!);
  }
  return { indexes, counts };
}

/** `h` with other buckets. */
export const withSides = (h: FloatHistogram, positive: BucketSide, negative: BucketSide): FloatHistogram => ({
  ...h,
  positiveSpans: spansOfIndexes(positive.indexes),
  positiveBuckets: positive.counts,
  negativeSpans: spansOfIndexes(negative.indexes),
  negativeBuckets: negative.counts,
});

/** The form in which results are shown and compared: no empty buckets, no spans without a gap between them. */
export function compactHistogram(h: FloatHistogram): FloatHistogram {
  if (isCompact(h.positiveSpans, h.positiveBuckets) && isCompact(h.negativeSpans, h.negativeBuckets)) return h;
  return withSides(h, populated(positiveSide(h)), populated(negativeSide(h)));
}

const isCompact = (spans: readonly BucketSpan[], counts: readonly number[]): boolean =>
  !counts.includes(0) && spans.every((span, i) => span.length > 0 && (i === 0 || span.offset > 0));
