import type { Memtable } from '../head/memtable.ts';
import { type Batch, FLOAT, HISTOGRAM, STALE } from '../log/batch.ts';
import type { MetadataStore } from './metadata-store.ts';

/** Makes the samples of a batch, which the log has, part of the head. */
export function applyBatch(batch: Batch, memtable: Memtable, metadata: MetadataStore): void {
  const { count, series, times, values, kinds, starts, hasStarts } = batch;
  for (let i = 0; i < count; i++) {
    if (kinds[i] === FLOAT && !hasStarts) {
      const from = i;
      while (i + 1 < count && times[i + 1] === times[from] && kinds[i + 1] === FLOAT) i++;
      memtable.row(series, values, from, i + 1, times[from]!);
    } else if (kinds[i] === STALE) memtable.stale(series[i]!, times[i]!);
    else if (kinds[i] === HISTOGRAM) {
      const { bytes, startMs } = batch.histograms[values[i]!]!;
      memtable.histogram(series[i]!, times[i]!, bytes, startMs);
    } else memtable.float(series[i]!, times[i]!, values[i]!, hasStarts ? starts[i]! : 0);
  }
  for (const each of batch.exemplars) memtable.exemplar(each.series, each.exemplar);
  for (const each of batch.metadata) metadata.add(each.metric, each.metadata);
}
