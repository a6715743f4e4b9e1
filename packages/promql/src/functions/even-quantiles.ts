import type { Row } from '../eval/row.ts';
import { clearlyMore } from './classic-histogram.ts';
import type { ClassicHistogram } from './histogram-vector.ts';

/**
 * `histogram_quantile` of a classic histogram that has all its buckets at every step, each of them once: bucket by bucket over all steps instead of
 * step by step over all buckets. Rows are read from beginning to end then, and from one step to the next most is alike.
 */
export class EvenQuantiles {
  private readonly q: Float64Array;
  /** How many observations are to be below the result. */
  private readonly ranks: Float64Array;
  /** The first bucket with so many, and the counts of the one before and of itself. */
  private readonly reached: Int32Array;
  private readonly below: Float64Array;
  private readonly upTo: Float64Array;
  /** Not zero where a count is not clearly more than the one before, nor the same. */
  private readonly doubtful: Uint8Array;

  constructor(q: Float64Array) {
    const steps = q.length;
    this.q = q;
    this.ranks = new Float64Array(steps);
    this.reached = new Int32Array(steps);
    this.below = new Float64Array(steps);
    this.upTo = new Float64Array(steps);
    this.doubtful = new Uint8Array(steps);
  }

  /** @param oneByOne the result of a step, for those that need a closer look */
  fill({ series }: ClassicHistogram, out: Row, oneByOne: (s: number) => number): void {
    const { q, reached, below, upTo, doubtful } = this;
    const steps = q.length;
    const last = series.length - 1;
    const { row: all, bound: highest } = series[last]!;
    if (last < 1 || highest !== Infinity) {
      for (let s = 0; s < steps; s++) out.values[out.at + s] = oneByOne(s);
      return;
    }
    this.enter(series[0]!.row, all, last);
    for (let b = 1; b < last; b++) this.pass(b, series[b - 1]!.row, series[b]!.row);
    this.check(series[last - 1]!.row, all);
    for (let s = 0; s < steps; s++) {
      const share = q[s]!;
      const observations = all.values[all.at + s]!;
      if (doubtful[s] !== 0 || !(share >= 0 && share <= 1) || observations === 0) {
        out.values[out.at + s] = oneByOne(s);
        continue;
      }
      const at = reached[s]!;
      const upper = series[at]!.bound;
      if (at === last) out.values[out.at + s] = series[last - 1]!.bound;
      else if (at === 0 && upper <= 0) out.values[out.at + s] = upper;
      else {
        const lower = at === 0 ? 0 : series[at - 1]!.bound;
        out.values[out.at + s] = lower + (upper - lower) * ((this.ranks[s]! - below[s]!) / (upTo[s]! - below[s]!));
      }
    }
  }

  /** The lowest bucket. */
  private enter({ values: first, at: firstAt }: Row, { values: all, at: allAt }: Row, last: number): void {
    const { q, ranks, reached, below, upTo, doubtful } = this;
    for (let s = 0; s < q.length; s++) {
      const count = first[firstAt + s]!;
      const rank = q[s]! * all[allAt + s]!;
      ranks[s] = rank;
      below[s] = 0;
      upTo[s] = count;
      reached[s] = count >= rank ? 0 : last;
      doubtful[s] = 0;
    }
  }

  /** A bucket between the lowest and the highest one. */
  private pass(b: number, { values: lower, at: lowerAt }: Row, { values: counts, at }: Row): void {
    const { ranks, reached, below, upTo, doubtful } = this;
    for (let s = 0; s < ranks.length; s++) {
      const previous = lower[lowerAt + s]!;
      const count = counts[at + s]!;
      if (count === previous) continue;
      if (!clearlyMore(previous, count)) doubtful[s] = 1;
      const rank = ranks[s]!;
      if (count >= rank && previous < rank) {
        reached[s] = b;
        below[s] = previous;
        upTo[s] = count;
      }
    }
  }

  private check({ values: lower, at: lowerAt }: Row, { values: counts, at }: Row): void {
    const { doubtful } = this;
    for (let s = 0; s < doubtful.length; s++) {
      const previous = lower[lowerAt + s]!;
      const count = counts[at + s]!;
      if (count !== previous && !clearlyMore(previous, count)) doubtful[s] = 1;
    }
  }
}
