import { compileMatcher, type Matcher } from '@binnacle/storage';
import { selectSeries } from '../index/select-series.ts';
import type { Cluster, Step } from './cluster.ts';
import type { SampleSource } from './sample-source.ts';
import { rowsIn, Selection, type Rows, type SeriesList, type SourcesOfIndex, type SourceWalk } from './selection.ts';
import type { SeriesRegistry } from './series-registry.ts';

/** What is kept of a selection beside its arrays: objects of a source, of a cluster, of a step. */
const OBJECT_BYTES = 200;
/** About what a series takes. */
const BYTES_OF_SERIES = 40;

interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

/** What a source had of the series. */
interface KeptSource {
  /** The groups that were looked at, each with whether it had rows in the range. */
  readonly groups: readonly (readonly [group: number, hadRows: boolean])[];
  /** Groups and columns that had rows in the range, and no sample. */
  readonly missing: readonly number[];
}

/** A step whose rows are found anew for each range. */
interface KeptStep extends Pick<Step, 'group' | 'columns' | 'numbers'> {
  /** Which of the sources. */
  readonly source: number;
}

interface KeptCluster extends Pick<Cluster, 'ids' | 'asked'> {
  readonly steps: readonly KeptStep[];
}

interface KeptSelection {
  readonly bytes: number;
  /** The indexes that were asked, as they were. */
  readonly indexes: string;
  /** The series that match, by part. */
  readonly lists: readonly SeriesList[];
  /** Where series lay in all sources. */
  readonly places: string;
  readonly sources: readonly KeptSource[];
  /** Undefined where they cannot serve again. */
  readonly clusters: readonly KeptCluster[] | undefined;
}

/**
 * What selectors have found, for the next query with the same: a panel asks for the same series again and again, each time a little later.
 *
 * What a selection is made of are the series that match, which an index tells (and tells the same until it has a new one), the places of series in groups,
 * which change with new columns only, and the rows of groups in the range. The rows are found anew each time. As long as the same groups have any,
 * and the same columns any sample in them, the selection is the same. If not, it is made anew.
 */
export class KeptSelections {
  private readonly maxBytes: number;
  /** The one used last at the end. */
  private readonly all = new Map<string, KeptSelection>();
  private bytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** How many there are. */
  get size(): number {
    return this.all.size;
  }

  /** The series that match and have samples in the range. */
  select(
    parts: readonly SourcesOfIndex[],
    matchers: readonly Matcher[],
    range: TimeRange,
    registry: SeriesRegistry,
  ): Iterable<Cluster> {
    const used = parts.filter(({ sources }) => sources.length > 0);
    const sources = used.flatMap((part) => part.sources);
    // What is masked was made for this query.
    if (sources.some(({ identity }) => identity === undefined)) {
      return eachCluster(new Selection(used, listSeries(used, matchers), range, registry));
    }
    const key = keyOf(registry, sources, matchers);
    const indexes = used.map(({ indexKey }) => indexKey).join();
    const places = sources.map(({ placesVersion }) => placesVersion).join();
    const known = this.all.get(key);
    const lists = known?.indexes === indexes ? known.lists : listSeries(used, matchers);
    if (known?.indexes === indexes && known.places === places) {
      const clusters = again(known, used, sources, range);
      if (clusters !== undefined) {
        this.touch(key, known);
        return clusters;
      }
    }
    const selection = new Selection(used, lists, range, registry);
    if (selection.count * BYTES_OF_SERIES > this.maxBytes) return eachCluster(selection);
    const clusters = [...eachCluster(selection)];
    this.keep(key, describe(indexes, lists, places, selection.walks, clusters));
    return clusters;
  }

  clear(): void {
    this.all.clear();
    this.bytes = 0;
  }

  private touch(key: string, known: KeptSelection): void {
    this.all.delete(key);
    this.all.set(key, known);
  }

  private keep(key: string, selection: KeptSelection): void {
    this.bytes += selection.bytes - (this.all.get(key)?.bytes ?? 0);
    this.touch(key, selection);
    for (const [oldest, { bytes }] of this.all) {
      if (this.bytes <= this.maxBytes) return;
      this.all.delete(oldest);
      this.bytes -= bytes;
    }
  }
}

/** The series of each part that match, where it has sources. */
export function listSeries(parts: readonly SourcesOfIndex[], matchers: readonly Matcher[]): SeriesList[] {
  const compiled = matchers.map(compileMatcher);
  return parts.map(({ index, sources }) => (sources.length === 0 ? [] : selectSeries(index, compiled)));
}

function keyOf({ number }: SeriesRegistry, sources: readonly SampleSource[], matchers: readonly Matcher[]): string {
  const identities = sources.map(({ identity }) => identity!);
  return JSON.stringify([number, identities, matchers.map(({ name, op, value }) => [name, op, value])]);
}

function* eachCluster(selection: Selection): Iterable<Cluster> {
  for (const end of selection.ends(0)) yield selection.cluster(end);
}

function describe(
  indexes: string,
  lists: readonly SeriesList[],
  places: string,
  walks: readonly SourceWalk[],
  clusters: readonly Cluster[],
): KeptSelection {
  const sources = walks.map(({ rows, missing }) => ({
    groups: [...rows].map(([group, { from, to }]) => [group, to > from] as const),
    missing,
  }));
  const numberOf = new Map(walks.map(({ source }, i) => [source, i]));
  const ownLists = lists.map((list) => Uint32Array.from(list));
  // A series with late samples is alone, and is looked for again each time.
  const isFit = walks.length === numberOf.size && walks.every(({ hasLate }) => !hasLate);
  const kept = clusters.map(({ ids, steps, asked }) => ({
    ids,
    asked,
    steps: steps.map(({ source, group, columns, numbers }) => ({
      source: numberOf.get(source)!,
      group,
      columns,
      numbers,
    })),
  }));
  let bytes = OBJECT_BYTES * 4;
  for (const list of ownLists) bytes += list.byteLength;
  for (const { groups, missing } of sources) bytes += OBJECT_BYTES * (1 + groups.length) + 8 * missing.length;
  if (isFit) {
    for (const { ids, steps } of kept) {
      // Numbers of parts come to it, and numbers of an index are shared by its sources.
      bytes += OBJECT_BYTES * (2 + steps.length) + ids.byteLength * 2;
      for (const { columns, numbers } of steps) bytes += columns.byteLength + numbers.byteLength;
    }
  }
  return { bytes, indexes, lists: ownLists, places, sources, clusters: isFit ? kept : undefined };
}

/** What was selected, in another range; undefined when it may be something else there. */
function again(
  { lists, sources: kept, clusters }: KeptSelection,
  parts: readonly SourcesOfIndex[],
  sources: readonly SampleSource[],
  { startMs, endMs }: TimeRange,
): Cluster[] | undefined {
  if (clusters === undefined) return undefined;
  if (parts.some((part, i) => part.sources.some((source) => hasLate(source, lists[i]!)))) return undefined;
  const rows: Map<number, Rows>[] = [];
  for (const [i, { groups, missing }] of kept.entries()) {
    const source = sources[i]!;
    const ofGroups = new Map<number, Rows>();
    for (const [group, hadRows] of groups) {
      const found = rowsIn(source, group, startMs, endMs);
      if (found.to > found.from !== hadRows) return undefined;
      ofGroups.set(group, found);
    }
    for (let k = 0; k < missing.length; k += 2) {
      const { from, to } = ofGroups.get(missing[k]!)!;
      if (source.hasSamples(missing[k]!, missing[k + 1]!, from, to)) return undefined;
    }
    rows.push(ofGroups);
  }
  const found: Cluster[] = [];
  for (const cluster of clusters) {
    const steps: Step[] = [];
    for (const { source: i, group, columns, numbers } of cluster.steps) {
      const source = sources[i]!;
      const { from, to } = rows[i]!.get(group)!;
      if (!source.haveSamples(group, columns, from, to)) return undefined;
      steps.push({ source, group, from, to, isLate: false, columns, numbers });
    }
    found.push({ ids: cluster.ids, steps, asked: cluster.asked });
  }
  return found;
}

function hasLate(source: SampleSource, list: SeriesList): boolean {
  if (!source.hasLate) return false;
  for (const series of list) if (source.hasLateSamples(series)) return true;
  return false;
}
