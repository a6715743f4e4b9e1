import { labelsFromSorted, type Labels } from '@binnacle/model';
import type { SeriesIndex } from '../index/series-index.ts';

/** The label set of a series of an index. */
export function readLabels(index: SeriesIndex, series: number): Labels {
  const pairs: number[] = [];
  index.pairsOf(series, pairs);
  const flat: string[] = [];
  for (const pair of pairs) flat.push(index.nameText(index.nameOf(pair)), index.valueText(pair));
  return labelsFromSorted(flat);
}
