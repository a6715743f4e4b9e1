import type { FloatHistogram } from './histogram.ts';
import { aboveThreshold, combineHints } from './histogram-arithmetic.ts';
import { exponentialBound } from './histogram-bounds.ts';
import { usesCustomBuckets } from './histogram-buckets.ts';
import { intersectBounds, sameBounds } from './histogram-custom-bounds.ts';
import { coarserIndex, coarserSide } from './histogram-resolution.ts';
import { negativeSide, positiveSide, sideOf, withSides, type BucketSide } from './histogram-sides.ts';
import { reconcileZeroBuckets } from './histogram-zero-bucket.ts';

/**
 * A sum of histograms under way: `compensation` has the same buckets as `sum` and holds, for each number in it, the low
 * bits that were lost in adding (Neumaier's variant of Kahan summation).
 */
export interface CompensatedHistogram {
  readonly sum: FloatHistogram;
  readonly compensation: FloatHistogram | undefined;
}

export type CompensatedAddition =
  | { readonly ok: true; readonly total: CompensatedHistogram; readonly boundsReconciled: boolean }
  | { readonly ok: false };

/** A number and what was lost in computing it. */
interface Compensated {
  readonly value: number;
  readonly lost: number;
}

/** Adds `increment` to a running sum, keeping the part that does not fit into 53 bits. */
function increase(value: number, lost: number, increment: number): Compensated {
  const sum = value + increment;
  if (!Number.isFinite(sum)) return { value: sum, lost: 0 };
  const more = Math.abs(value) >= Math.abs(increment) ? value - sum + increment : increment - sum + value;
  return { value: sum, lost: lost + more };
}

interface CompensatedSide extends BucketSide {
  readonly lost: number[];
}

/** Adds `other` to a sum under way. Not ok: one has exponential, the other custom buckets. */
export function addCompensated(total: CompensatedHistogram, other: FloatHistogram): CompensatedAddition {
  const { sum: running, compensation } = total;
  if (usesCustomBuckets(running) !== usesCustomBuckets(other)) return { ok: false };
  const counterResetHint = combineHints(running.counterResetHint, other.counterResetHint) ?? 'unknown';
  const count = increase(running.count, compensation?.count ?? 0, other.count);
  const sum = increase(running.sum, compensation?.sum ?? 0, other.sum);
  const merged = usesCustomBuckets(running) ? addCustom(total, other) : addExponential(total, other);
  const base = { ...merged.shape, counterResetHint };
  return {
    ok: true,
    boundsReconciled: merged.boundsReconciled,
    total: {
      sum: withSides(
        { ...base, count: count.value, sum: sum.value, zeroCount: merged.zero.value },
        merged.positive,
        merged.negative,
      ),
      compensation: withSides(
        {
          ...base,
          // The hint of the first addition stays: the compensation is added to the sum at the end.
          counterResetHint: compensation?.counterResetHint ?? counterResetHint,
          count: count.lost,
          sum: sum.lost,
          zeroCount: merged.zero.lost,
        },
        { indexes: merged.positive.indexes, counts: merged.positive.lost },
        { indexes: merged.negative.indexes, counts: merged.negative.lost },
      ),
    },
  };
}

interface Merged {
  readonly shape: FloatHistogram;
  readonly positive: CompensatedSide;
  readonly negative: CompensatedSide;
  readonly zero: Compensated;
  readonly boundsReconciled: boolean;
}

const NONE: CompensatedSide = { indexes: [], counts: [], lost: [] };

function addCustom({ sum, compensation }: CompensatedHistogram, other: FloatHistogram): Merged {
  const own = withLost(positiveSide(sum), compensation?.positiveBuckets);
  const zero: Compensated = { value: 0, lost: 0 };
  if (sameBounds(sum.customValues, other.customValues)) {
    const positive = mergeCompensated(own, positiveSide(other));
    return { shape: sum, positive, negative: NONE, zero, boundsReconciled: false };
  }
  const bounds = intersectBounds(sum.customValues, other.customValues);
  const cells = bounds.map((): Compensated => zero).concat(zero);
  place(own, sum.customValues, bounds, cells);
  place(withLost(positiveSide(other), undefined), other.customValues, bounds, cells);
  const positive: CompensatedSide = { indexes: [], counts: [], lost: [] };
  cells.forEach((cell, index) => {
    if (cell.value !== 0) pushCell(positive, index, cell);
  });
  return { shape: { ...sum, customValues: bounds }, positive, negative: NONE, zero, boundsReconciled: true };
}

function place(side: CompensatedSide, own: readonly number[], bounds: readonly number[], cells: Compensated[]): void {
  let target = 0;
  for (let i = 0; i < side.indexes.length; i++) {
    const index = side.indexes[i]!;
    const upper = index < own.length ? own[index]! : Infinity;
    while (target < bounds.length && bounds[target]! < upper) target++;
    const once = increase(cells[target]!.value, cells[target]!.lost, side.counts[i]!);
    cells[target] = increase(once.value, once.lost, side.lost[i]!);
  }
}

function addExponential({ sum, compensation }: CompensatedHistogram, other: FloatHistogram): Merged {
  const { histogram, otherCount } = reconcileZeroBuckets(sum, other);
  const threshold = histogram.zeroThreshold;
  const schema = Math.min(sum.schema, other.schema);
  // Where the zero bucket became wider, what was lost in the buckets it took in belongs to it now.
  const absorbed = absorbedLoss(sum, compensation, threshold);
  const zero = increase(histogram.zeroCount, (compensation?.zeroCount ?? 0) + absorbed, otherCount);
  const side = (of: (h: FloatHistogram) => BucketSide, lost: readonly number[] | undefined): CompensatedSide => {
    const outside = dropWithin(withLost(of(sum), lost), sum.schema, threshold, sum.zeroThreshold);
    return mergeCompensated(
      coarserCompensated(outside, sum.schema, schema),
      aboveThreshold(coarserSide(of(other), other.schema, schema), schema, threshold),
    );
  };
  return {
    shape: { ...histogram, schema },
    positive: side(positiveSide, compensation?.positiveBuckets),
    negative: side(negativeSide, compensation?.negativeBuckets),
    zero,
    boundsReconciled: false,
  };
}

function absorbedLoss(sum: FloatHistogram, compensation: FloatHistogram | undefined, threshold: number): number {
  if (compensation === undefined || threshold === sum.zeroThreshold) return 0;
  let lost = 0;
  for (const side of [
    sideOf(compensation.positiveSpans, compensation.positiveBuckets),
    sideOf(compensation.negativeSpans, compensation.negativeBuckets),
  ]) {
    side.indexes.forEach((index, i) => {
      if (exponentialBound(index - 1, sum.schema) < threshold) lost += side.counts[i]!;
    });
  }
  return lost;
}

function dropWithin(side: CompensatedSide, schema: number, threshold: number, before: number): CompensatedSide {
  if (threshold === before) return side;
  const kept: CompensatedSide = { indexes: [], counts: [], lost: [] };
  for (let i = 0; i < side.indexes.length; i++) {
    if (exponentialBound(side.indexes[i]! - 1, schema) < threshold) continue;
    pushCell(kept, side.indexes[i]!, { value: side.counts[i]!, lost: side.lost[i]! });
  }
  return kept;
}

function coarserCompensated(side: CompensatedSide, from: number, to: number): CompensatedSide {
  if (from === to) return side;
  const coarser: CompensatedSide = { indexes: [], counts: [], lost: [] };
  for (let i = 0; i < side.indexes.length; i++) {
    const index = coarserIndex(side.indexes[i]!, from, to);
    const last = coarser.indexes.length - 1;
    if (coarser.indexes[last] !== index) {
      pushCell(coarser, index, { value: side.counts[i]!, lost: side.lost[i]! });
      continue;
    }
    const once = increase(coarser.counts[last]!, coarser.lost[last]!, side.counts[i]!);
    const twice = increase(once.value, once.lost, side.lost[i]!);
    coarser.counts[last] = twice.value;
    coarser.lost[last] = twice.lost;
  }
  return coarser;
}

function mergeCompensated(a: CompensatedSide, b: BucketSide): CompensatedSide {
  const merged: CompensatedSide = { indexes: [], counts: [], lost: [] };
  let i = 0;
  let j = 0;
  while (i < a.indexes.length || j < b.indexes.length) {
    const [x, y] = [a.indexes[i] ?? Infinity, b.indexes[j] ?? Infinity];
    let cell: Compensated = x <= y ? { value: a.counts[i]!, lost: a.lost[i]! } : { value: b.counts[j]!, lost: 0 };
    if (x === y) cell = increase(cell.value, cell.lost, b.counts[j]!);
    pushCell(merged, Math.min(x, y), cell);
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return merged;
}

const withLost = (side: BucketSide, lost: readonly number[] | undefined): CompensatedSide => ({
  ...side,
  lost: side.counts.map((_, i) => lost?.[i] ?? 0),
});

function pushCell(side: CompensatedSide, index: number, cell: Compensated): void {
  side.indexes.push(index);
  side.counts.push(cell.value);
  side.lost.push(cell.lost);
}

/** True when any count or the sum has become infinite. */
export function hasOverflow(h: FloatHistogram): boolean {
  const infinite = (n: number): boolean => n === Infinity || n === -Infinity;
  return (
    infinite(h.zeroCount) ||
    infinite(h.count) ||
    infinite(h.sum) ||
    h.positiveBuckets.some(infinite) ||
    h.negativeBuckets.some(infinite)
  );
}
