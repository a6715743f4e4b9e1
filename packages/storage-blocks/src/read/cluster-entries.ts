import type { SampleSource } from './sample-source.ts';
import type { SeriesEntry } from './series-entry.ts';

/**
 * Puts series together whose samples lie in the same groups of the same sources: they share all timestamps. A series with
 * late samples is alone.
 */
export function clusterEntries(entries: readonly SeriesEntry[]): SeriesEntry[][] {
  const clusters: SeriesEntry[][] = [];
  const sources = new Map<SampleSource, number>();
  /** By source: for the number of a list of groups, and a group that follows it, the number of the longer list. */
  const bySource: Map<number, number>[][] = [];
  let nextList = 1;
  const step = (list: number, source: SampleSource, group: number): number => {
    let number = sources.get(source);
    if (number === undefined) sources.set(source, (number = sources.size));
    const level = (bySource[number] ??= []);
    const known = (level[list] ??= new Map<number, number>());
    let next = known.get(group);
    if (next === undefined) known.set(group, (next = nextList++));
    return next;
  };
  const byList = new Map<number, SeriesEntry[]>();
  for (const entry of entries) {
    if (entry.places.some(({ isLate }) => isLate)) {
      clusters.push([entry]);
      continue;
    }
    let list = 0;
    for (const { source, group } of entry.places) list = step(list, source, group);
    const members = byList.get(list);
    if (members === undefined) byList.set(list, [entry]);
    else members.push(entry);
  }
  return [...clusters, ...byList.values()];
}
