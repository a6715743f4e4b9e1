/** What a histogram sample says about a counter reset before it (the values are those of the wire format). */
export type CounterResetHint = 'unknown' | 'yes' | 'no' | 'gauge';

/** A run of adjacent buckets: `offset` buckets are skipped before it (the first span's offset is an absolute index). */
export interface BucketSpan {
  readonly offset: number;
  readonly length: number;
}

/** Schema of histograms whose bucket bounds are listed in `customValues` (converted classic histograms, "NHCB"). */
export const CUSTOM_BUCKETS_SCHEMA = -53;

/**
 * A native histogram with absolute float counts: the form in which PromQL computes. Integer histograms of the wire and of
 * storage convert to it without loss up to 2^53 observations.
 *
 * Schema n in -4..8: bucket bounds are powers of 2^(2^-n). Schema -53: `customValues` are the upper bounds, the negative
 * side and the zero bucket are unused.
 */
export interface FloatHistogram {
  readonly counterResetHint: CounterResetHint;
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly count: number;
  /** NaN bits of the stale marker are expressed by {@link FloatHistogram.stale}. */
  readonly sum: number;
  readonly positiveSpans: readonly BucketSpan[];
  /** Absolute counts, one for each bucket of the spans. */
  readonly positiveBuckets: readonly number[];
  readonly negativeSpans: readonly BucketSpan[];
  readonly negativeBuckets: readonly number[];
  /** Upper bounds for schema -53, ascending, +Inf left out; empty otherwise. */
  readonly customValues: readonly number[];
  /** True for the stale marker of a histogram series; every other field is then meaningless. */
  readonly stale?: boolean;
}
