import { rankSeries, SizeOfSeries } from '@binnacle/model';
import type { RangeSeries } from './panel-data.ts';

/** More lines than this are no chart to read, and too many to draw: what "all" of a chart is at most. */
export const MOST_SERIES = 500;

/**
 * The series that a chart draws when it may draw `most`: the largest by their peaks and totals (`rankSeries`). Queries take turns, as their values
 * need not compare: the largest of each, then the second of each, and so on.
 *
 * @param perQuery  the series of each query
 */
export function largestSeries(perQuery: readonly (readonly RangeSeries[])[], most: number): ReadonlySet<RangeSeries> {
  const all = perQuery.flat();
  if (all.length <= most) return new Set(all);
  const ranked = perQuery.map(ranking);
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

/** The same series, the largest first. */
export function ranking<T extends Pick<RangeSeries, 'values'>>(series: readonly T[]): T[] {
  return rankSeries(series.map(({ values }) => sizeOf(values))).map((i) => series[i]!);
}

function sizeOf(values: Float64Array): SizeOfSeries {
  const size = new SizeOfSeries();
  for (let i = 0; i < values.length; i++) size.add(values[i]!);
  return size;
}
