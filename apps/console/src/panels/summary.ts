/** Numbers a legend shows of a series; NaN where the series has no value at all. */
export interface Summary {
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sum: number;
  readonly first: number;
  /** Last minus first. */
  readonly delta: number;
}

/** One pass over a series; values that are none, and infinities, do not count. */
export function summaryOf(values: Float64Array): Summary {
  let [first, last, min, max, sum, count] = [Number.NaN, Number.NaN, Infinity, -Infinity, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (count === 0) first = value;
    last = value;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count += 1;
  }
  if (count === 0)
    return { first, last, min: Number.NaN, max: Number.NaN, mean: Number.NaN, sum: Number.NaN, delta: Number.NaN };
  return { first, last, min, max, mean: sum / count, sum, delta: last - first };
}
