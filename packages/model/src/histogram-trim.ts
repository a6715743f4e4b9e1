import type { FloatHistogram } from './histogram.ts';
import { negativeBuckets, positiveBuckets, usesCustomBuckets, type HistogramBucket } from './histogram-buckets.ts';
import { logarithmicShare } from './histogram-fraction.ts';
import { halfOfZeroBucket } from './histogram-quantile.ts';
import { compactHistogram } from './histogram-sides.ts';

/** `above` keeps observations greater than the limit (operator `>/`), `below` smaller ones (`</`). */
export type TrimSide = 'above' | 'below';

/** What stays of a bucket, and the value that each of these observations is taken to have. */
interface Kept {
  readonly count: number;
  readonly value: number;
}

/**
 * The observations on one side of a limit. A bucket that the limit divides keeps the share that interpolation puts on
 * that side. When anything is removed, the sum is estimated anew, each observation counting as the middle of what is
 * left of its bucket: the old sum says nothing about the part that stays.
 */
export function trimHistogram(h: FloatHistogram, limit: number, keep: TrimSide): FloatHistogram {
  let count = 0;
  let sum = 0;
  let removed = false;
  const take = (kept: Kept, of: number): number => {
    count += kept.count;
    if (kept.count !== 0) sum += kept.count * kept.value;
    if (kept.count !== of) removed = true;
    return kept.count;
  };
  const trim = usesCustomBuckets(h) ? trimCustom : trimExponential;
  const positive = positiveBuckets(h).map((bucket) => take(trim(bucket, limit, keep), bucket.count));
  const negative = negativeBuckets(h).map((bucket) => take(trim(bucket, limit, keep), bucket.count));
  let zeroCount = h.zeroCount;
  if (h.zeroCount > 0) {
    const [lower, upper] = halfOfZeroBucket(h, -h.zeroThreshold, h.zeroThreshold);
    zeroCount = take(trimLinear({ lower, upper, count: h.zeroCount }, limit, keep), h.zeroCount);
  }
  if (!removed) return compactHistogram(h);
  return compactHistogram({ ...h, count, sum, zeroCount, positiveBuckets: positive, negativeBuckets: negative });
}

type Range = Pick<HistogramBucket, 'lower' | 'upper' | 'count'>;

const NOTHING: Kept = { count: 0, value: 0 };

function trimLinear({ lower, upper, count }: Range, limit: number, keep: TrimSide): Kept {
  const [from, to] = keep === 'below' ? [lower, Math.min(upper, limit)] : [Math.max(lower, limit), upper];
  // Also where the limit is NaN: nothing is on either side of it.
  if (!(from < to)) return from === to && lower === upper && limit !== lower ? { count, value: lower } : NOTHING;
  const whole = from === lower && to === upper;
  return { count: whole ? count : (count * (to - from)) / (upper - lower), value: (from + to) / 2 };
}

function trimExponential({ lower, upper, count }: Range, limit: number, keep: TrimSide): Kept {
  const [from, to] = keep === 'below' ? [lower, Math.min(upper, limit)] : [Math.max(lower, limit), upper];
  if (!(from < to)) return NOTHING;
  const middle = Math.sqrt(from * to);
  const value = from < 0 ? -middle : middle;
  if (from === lower && to === upper) return { count, value };
  const below = count * logarithmicShare(limit, lower, upper);
  return { count: keep === 'below' ? below : count - below, value };
}

function trimCustom(bucket: Range, limit: number, keep: TrimSide): Kept {
  const { lower, upper, count } = bucket;
  if (lower === -Infinity) return trimLowest(upper, count, limit, keep);
  if (upper < Infinity) return trimLinear(bucket, limit, keep);
  // The highest bucket ends nowhere: all of it is taken to be at the limit, or at its lower bound.
  if (keep === 'below') return limit === Infinity ? { count, value: lower } : NOTHING;
  return limit < Infinity ? { count, value: Math.max(lower, limit) } : NOTHING;
}

/** The bucket that begins at -Infinity. Where it reaches above zero, its observations are taken to be positive. */
function trimLowest(upper: number, count: number, limit: number, keep: TrimSide): Kept {
  const middle = upper > 0 ? upper / 2 : upper;
  if (keep === 'below' ? limit >= upper : limit === -Infinity) return { count, value: middle };
  if (upper === Infinity || limit >= upper || limit === -Infinity) return NOTHING;
  if (upper > 0) return limit >= 0 ? trimLinear({ lower: 0, upper, count }, limit, keep) : NOTHING;
  return keep === 'below' ? { count, value: limit } : NOTHING;
}
