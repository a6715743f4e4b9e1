import { compileMatcher } from '@binnacle/storage';
import type { SeriesIndex } from '../index/series-index.ts';
import { selectSeries } from '../index/select-series.ts';
import type { Tombstone } from '../manifest/manifest.ts';
import { MaskedSource, type TimeRange } from './masked-source.ts';
import type { SampleSource } from './sample-source.ts';

/**
 * A source as it is after the deletions that came later than its samples.
 *
 * @param generation the last memtable whose samples the source has
 */
export function applyTombstones(
  source: SampleSource,
  index: SeriesIndex,
  generation: number,
  tombstones: readonly Tombstone[],
): SampleSource {
  const deleted = new Map<number, TimeRange[]>();
  for (const { selectors, startMs, endMs, generation: last } of tombstones) {
    if (generation > last) continue;
    for (const matchers of selectors) {
      for (const series of selectSeries(index, matchers.map(compileMatcher))) {
        const ranges = deleted.get(series);
        if (ranges === undefined) deleted.set(series, [{ startMs, endMs }]);
        else ranges.push({ startMs, endMs });
      }
    }
  }
  return deleted.size === 0 ? source : new MaskedSource(source, deleted);
}
