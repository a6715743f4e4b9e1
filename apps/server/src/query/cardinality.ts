import { METRIC_NAME } from '@binnacle/model';
import type { Querier } from '@binnacle/storage';
import { succeed, withQuerier, type JobContext, type JobResult } from './context.ts';
import type { JobOf } from './perform.ts';

interface Entry {
  readonly name: string;
  readonly value: number;
}

/** `/api/v1/status/tsdb`: which metrics and labels the series of a range are made of. Looks at every series. */
export function cardinality(job: JobOf<'cardinality'>, context: JobContext): JobResult {
  return withQuerier(context, job.startMs, job.endMs, (querier) => {
    const counts = count(querier);
    const top = (entries: Iterable<readonly [string, number]>): Entry[] => largest(entries, job.limit);
    return succeed({
      headStats: {
        numSeries: counts.series,
        numLabelPairs: counts.pairs.size,
        chunkCount: 0,
        minTime: job.startMs,
        maxTime: job.endMs,
      },
      seriesCountByMetricName: top(counts.metrics),
      labelValueCountByLabelName: top(counts.valuesByLabel),
      memoryInBytesByLabelName: top(counts.bytesByLabel),
      seriesCountByLabelValuePair: top(counts.pairs),
    });
  });
}

function count(querier: Querier) {
  const metrics = new Map<string, number>();
  const pairs = new Map<string, number>();
  const valuesByLabel = new Map<string, number>();
  const bytesByLabel = new Map<string, number>();
  const add = (map: Map<string, number>, key: string, by: number): number => {
    const sum = (map.get(key) ?? 0) + by;
    map.set(key, sum);
    return sum;
  };
  let series = 0;
  for (const group of querier.select([{ name: METRIC_NAME, op: '!=', value: '' }])) {
    for (let i = 0; i < group.size; i++) {
      series++;
      const labels = group.labels(i);
      for (let at = 0; at < labels.length; at += 2) {
        const name = labels[at]!;
        const value = labels[at + 1]!;
        if (name === METRIC_NAME) add(metrics, value, 1);
        // Each text is kept once, however many series have it.
        if (add(pairs, `${name}=${value}`, 1) === 1) {
          add(valuesByLabel, name, 1);
          add(bytesByLabel, name, value.length);
        }
      }
    }
  }
  return { series, metrics, pairs, valuesByLabel, bytesByLabel };
}

/** The entries with the largest values, largest first; of equals, the first by name. */
function largest(entries: Iterable<readonly [string, number]>, limit: number): Entry[] {
  const best: Entry[] = [];
  /** What an entry needs to be among the largest, as far as is known. */
  let least = 0;
  for (const [name, value] of entries) {
    if (value < least) continue;
    best.push({ name, value });
    // Sorted now and then: most entries of a large map never get here.
    if (best.length >= limit * 2) least = trim(best, limit).at(-1)!.value;
  }
  return trim(best, limit);
}

function trim(entries: Entry[], limit: number): Entry[] {
  entries.sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
  entries.length = Math.min(entries.length, limit);
  return entries;
}
