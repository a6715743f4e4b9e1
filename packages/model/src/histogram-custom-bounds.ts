import type { BucketSide } from './histogram-sides.ts';

export const sameBounds = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((bound, i) => bound === b[i]));

/** The bounds that both lists (ascending) have. */
export function intersectBounds(a: readonly number[], b: readonly number[]): number[] {
  const common: number[] = [];
  let j = 0;
  for (const bound of a) {
    while (j < b.length && b[j]! < bound) j++;
    if (b[j] === bound) common.push(bound);
  }
  return common;
}

/**
 * Adds (`sign` 1) or subtracts (-1) each count to the bucket of the coarser `bounds` that contains its bucket.
 * `into` has one place more than there are bounds, for what lies above the last.
 */
export function ontoCoarserBounds(
  side: BucketSide,
  own: readonly number[],
  bounds: readonly number[],
  sign: 1 | -1,
  into: number[],
): void {
  let target = 0;
  for (let i = 0; i < side.indexes.length; i++) {
    const index = side.indexes[i]!;
    const upper = index < own.length ? own[index]! : Infinity;
    while (target < bounds.length && bounds[target]! < upper) target++;
    into[target]! += sign * side.counts[i]!;
  }
}
