import type { RangeSeries } from './panel-data.ts';

/** More lines than this are no chart to read, and too many to draw: what "all" of a chart is at most. */
export const MOST_SERIES = 500;

/**
 * The series that a chart draws when it may draw `most`: those with the largest value of the range, whatever its sign. Queries take turns,
 * as their values need not compare: the largest of each, then the second of each, and so on. Of equal ones those that come first.
 *
 * @param perQuery  the series of each query
 */
export function largestSeries(perQuery: readonly (readonly RangeSeries[])[], most: number): ReadonlySet<RangeSeries> {
  const all = perQuery.flat();
  if (all.length <= most) return new Set(all);
  const ranked = perQuery.map((series) => {
    const sizes = new Map(series.map((one) => [one, sizeOf(one.values)]));
    return [...series].sort((a, b) => sizes.get(b)! - sizes.get(a)!);
  });
  const chosen = new Set<RangeSeries>();
  const longest = Math.max(...ranked.map((series) => series.length));
  for (let rank = 0; rank < longest; rank++) {
    for (const series of ranked) {
      const one = series[rank];
      if (one !== undefined && chosen.size < most) chosen.add(one);
    }
  }
  return chosen;
}

/** The largest finite value without its sign; -1 when there is none. */
export function sizeOf(values: Float64Array): number {
  let largest = -1;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (size > largest && size < Infinity) largest = size;
  }
  return largest;
}
