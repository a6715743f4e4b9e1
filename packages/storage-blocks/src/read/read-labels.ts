import { labelsFromSorted, type Labels } from '@binnacle/model';
import type { SeriesIndex } from '../index/series-index.ts';

/** Label sets of an index that a thread keeps between queries: some 200 bytes each. */
const MAX_KEPT = 20_000;

/** The label set of a series of an index. */
export function readLabels(index: SeriesIndex, series: number): Labels {
  const known = index.keptLabels.get(series);
  if (known !== undefined) return known;
  const pairs: number[] = [];
  index.pairsOf(series, pairs);
  const flat: string[] = [];
  for (const pair of pairs) flat.push(index.nameText(index.nameOf(pair)), index.valueText(pair));
  if (index.keptLabels.size >= MAX_KEPT) index.keptLabels.clear();
  const labels = labelsFromSorted(flat);
  index.keptLabels.set(series, labels);
  return labels;
}
