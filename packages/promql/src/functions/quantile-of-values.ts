/** Orders numbers with NaN as the smallest. */
export function compareNanFirst(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  return Number.isNaN(b) ? 1 : a - b;
}

/**
 * The φ-quantile of the first `count` values, interpolated between the two nearest; NaN counts as the smallest value.
 * Sorts them in place.
 *
 * @returns NaN without values or for a NaN φ, -Infinity below 0, +Infinity above 1
 */
export function quantileOf(q: number, values: Float64Array, count: number): number {
  if (count === 0 || Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const sorted = values.subarray(0, count);
  if (sorted.some(Number.isNaN)) sorted.sort(compareNanFirst);
  else sorted.sort();
  const rank = q * (count - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(count - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return sorted[lower]! * (1 - weight) + sorted[upper]! * weight;
}
