/** Cumulative buckets of a classic histogram at one step; arrays are reused, `count` of them are in use. */
export class ClassicBuckets {
  readonly bounds: Float64Array;
  readonly counts: Float64Array;
  count = 0;

  constructor(capacity: number) {
    this.bounds = new Float64Array(capacity);
    this.counts = new Float64Array(capacity);
  }

  /** Adds a bucket; bounds must ascend. Buckets with the same bound are one. */
  push(bound: number, count: number): void {
    const last = this.count - 1;
    if (last >= 0 && this.bounds[last] === bound) {
      this.counts[last]! += count;
      return;
    }
    this.bounds[this.count] = bound;
    this.counts[this.count++] = count;
  }

  get isComplete(): boolean {
    return this.count > 0 && this.bounds[this.count - 1] === Infinity;
  }
}

/** What had to be changed so that counts never go down towards higher buckets. */
export interface MonotonicityFix {
  forced: boolean;
  lowestBound: number;
  highestBound: number;
  largestDrop: number;
}

/** Differences smaller than this share are noise of floating-point arithmetic. */
const SMALL_SHARE = 1e-12;
/** More than this share of the sum of two numbers, whatever they are. */
const CLEARLY_MORE = 1e-11;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/**
 * The value below which a share `q` of the observations lies, with even spread within each bucket.
 *
 * @param fix is set when counts were not monotonic and had to be corrected
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */
export function bucketQuantile(q: number, buckets: ClassicBuckets, fix: MonotonicityFix): number {
  fix.forced = false;
  if (Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  if (!buckets.isComplete) return NaN;
  makeMonotonic(buckets, fix);
  const { bounds, counts, count } = buckets;
  if (count < 2) return NaN;
  const observations = counts[count - 1]!;
  if (observations === 0) return NaN;
  let rank = q * observations;
  const at = firstReaching(rank, counts, count - 1);
  if (at === count - 1) return bounds[count - 2]!;
  if (at === 0 && bounds[0]! <= 0) return bounds[0]!;
  let lower = 0;
  let inBucket = counts[at]!;
  if (at > 0) {
    lower = bounds[at - 1]!;
    inBucket -= counts[at - 1]!;
    rank -= counts[at - 1]!;
  }
  return lower + (bounds[at]! - lower) * (rank / inBucket);
}

/** The first of `count` buckets with at least `rank`, else `count`. */
function firstReaching(rank: number, counts: Float64Array, count: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (counts[middle]! >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** By far more than what noise could be. */
export const clearlyMore = (previous: number, current: number): boolean =>
  current - previous > CLEARLY_MORE * current && current > 1e-300;

function makeMonotonic({ bounds, counts, count }: ClassicBuckets, fix: MonotonicityFix): void {
  let previous = counts[0]!;
  for (let i = 1; i < count; i++) {
    const current = counts[i]!;
    if (current === previous) continue;
    // Clearly more, so that neither of what follows is the case: by far the most.
    if (clearlyMore(previous, current)) {
      previous = current;
      continue;
    }
    if (almostEqual(previous, current)) {
      counts[i] = previous;
    } else if (current < previous) {
      if (!fix.forced) {
        fix.forced = true;
        fix.lowestBound = Infinity;
        fix.highestBound = -Infinity;
        fix.largestDrop = 0;
      }
      counts[i] = previous;
      fix.lowestBound = Math.min(fix.lowestBound, bounds[i]!);
      fix.highestBound = Math.max(fix.highestBound, bounds[i]!);
      fix.largestDrop = Math.max(fix.largestDrop, previous - current);
    } else previous = current;
  }
}

function almostEqual(a: number, b: number): boolean {
  if (Number.isNaN(a) && Number.isNaN(b)) return true;
  const difference = Math.abs(a - b);
  const sum = Math.abs(a) + Math.abs(b);
  if (a === 0 || b === 0 || sum < SMALLEST_NORMAL) return difference < SMALL_SHARE * SMALLEST_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < SMALL_SHARE;
}

/** The share of observations between two values; NaN without observations. */
export function bucketFraction(from: number, to: number, buckets: ClassicBuckets): number {
  if (!buckets.isComplete) return NaN;
  const total = buckets.counts[buckets.count - 1]!;
  if (total === 0 || Number.isNaN(from) || Number.isNaN(to)) return NaN;
  if (from >= to) return 0;
  return (rankOf(to, buckets, total) - rankOf(from, buckets, total)) / total;
}

function rankOf(limit: number, { bounds, counts, count }: ClassicBuckets, total: number): number {
  let below = 0;
  // Buckets of positive observations begin at zero.
  let lower = bounds[0]! <= 0 ? -Infinity : 0;
  for (let i = 0; i < count; i++) {
    if (i > 0) lower = bounds[i - 1]!;
    const upper = bounds[i]!;
    if (lower >= limit) return Math.min(below, total);
    if (upper > limit) {
      const rank =
        lower === -Infinity ? counts[i]! : below + ((counts[i]! - below) * (limit - lower)) / (upper - lower);
      return Math.min(rank, total);
    }
    below = counts[i]!;
  }
  return total;
}
