import type { FloatHistogram } from './histogram.ts';
import { negativeSide, positiveSide, withSides, type BucketSide } from './histogram-sides.ts';

/** Index, in a coarser schema, of the bucket that contains bucket `index` of a finer one. */
export const coarserIndex = (index: number, from: number, to: number): number =>
  Math.floor((index - 1) / 2 ** (from - to)) + 1;

/** Merges the buckets of one side into those of a coarser schema. */
export function coarserSide(side: BucketSide, from: number, to: number): BucketSide {
  if (from === to) return side;
  const indexes: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < side.indexes.length; i++) {
    const index = coarserIndex(side.indexes[i]!, from, to);
    if (indexes.at(-1) === index) counts[counts.length - 1]! += side.counts[i]!;
    else {
      indexes.push(index);
      counts.push(side.counts[i]!);
    }
  }
  return { indexes, counts };
}

/**
 * The same observations in the buckets of a coarser exponential schema. The counter reset hint is not carried over: it
 * said something about the finer histogram.
 *
 * @param schema at most `h.schema`; neither may be the custom buckets schema unless they are the same
 */
export function reduceResolution(h: FloatHistogram, schema: number): FloatHistogram {
  if (schema === h.schema) return h;
  if (schema > h.schema) throw new Error(`BUG: cannot refine a histogram from schema ${h.schema} to ${schema}`);
  return withSides(
    { ...h, schema, counterResetHint: 'unknown' },
    coarserSide(positiveSide(h), h.schema, schema),
    coarserSide(negativeSide(h), h.schema, schema),
  );
}
