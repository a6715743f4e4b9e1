import { METRIC_NAME } from '@binnacle/model';
import type { CardinalityStats, SeriesCount } from '@binnacle/storage';
import type { HeadIndexHandle } from '../head/head-index.ts';
import { HeadIndexView } from '../head/head-index-view.ts';

/** Counts of the head's index, the largest of each kind first. */
export function cardinalityOf(handle: HeadIndexHandle, limit: number): CardinalityStats {
  const index = new HeadIndexView(handle);
  const byMetric: SeriesCount[] = [];
  const byPair: SeriesCount[] = [];
  const valuesByLabel: SeriesCount[] = [];
  const memoryByLabel: SeriesCount[] = [];
  let labelPairCount = 0;
  index.eachName((name) => {
    const text = index.nameText(name);
    let [values, bytes] = [0, 0];
    index.eachPair(name, '', (pair) => {
      const count = index.postingCount(pair);
      if (count === 0) return;
      values++;
      const value = index.valueText(pair);
      bytes += value.length;
      byPair.push({ name: `${text}=${value}`, count });
      if (text === METRIC_NAME) byMetric.push({ name: value, count });
    });
    labelPairCount += values;
    valuesByLabel.push({ name: text, count: values });
    memoryByLabel.push({ name: text, count: bytes });
  });
  const all: number[] = [];
  index.allSeries(all);
  const top = (counts: SeriesCount[]): SeriesCount[] => counts.sort((a, b) => b.count - a.count).slice(0, limit);
  return {
    seriesCount: all.length,
    labelPairCount,
    byMetric: top(byMetric),
    valuesByLabel: top(valuesByLabel),
    memoryByLabel: top(memoryByLabel),
    byPair: top(byPair),
  };
}
