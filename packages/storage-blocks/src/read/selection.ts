import type { SeriesIndex } from '../index/series-index.ts';
import { firstAtOrAfter } from './cells.ts';
import type { Cluster, Step } from './cluster.ts';
import type { SampleSource } from './sample-source.ts';
import type { SeriesNotes, SeriesRegistry } from './series-registry.ts';

/** An index and the sources whose series it numbers. */
export interface SourcesOfIndex {
  readonly index: SeriesIndex;
  /** The same for an index that has the same series. */
  readonly indexKey: string;
  /** From the oldest to the newest. */
  readonly sources: readonly SampleSource[];
}

/** Numbers of series in an index. */
export type SeriesList = readonly number[] | Uint32Array;

/**
 * A way through groups of sources, from the oldest to the newest; this is its last step. Series whose samples lie on the same way
 * share all timestamps.
 */
export interface Path {
  readonly before: Path | undefined;
  readonly source: SampleSource;
  readonly group: number;
  readonly from: number;
  readonly to: number;
  readonly isLate: boolean;
  /** Where the selection has the columns of this step, and the numbers of the series in its index. */
  readonly layer: Layer;
  /** The series whose way ends here, in the order in which they came. */
  readonly series: number[];
}

/** By selected series: its column in the group of a path, and its number in the index that the source belongs to. */
export interface Layer {
  readonly columns: Uint32Array;
  readonly numbers: Uint32Array;
}

/**
 * The series that a query has picked, with the places of all their samples in the range. Columnar, as there may be a million of them:
 * a few words for each series, and one path for each way through the groups.
 */
export class Selection {
  readonly registry: SeriesRegistry;
  /** By selected series: its number in the registry. */
  readonly ids: Uint32Array;
  count = 0;
  private readonly paths: (Path | undefined)[] = [];
  private readonly startMs: number;
  private readonly endMs: number;
  /** By part and source, in their order. */
  readonly walks: SourceWalk[] = [];

  /**
   * @param seriesOf the series of each part to look at, ascending
   */
  constructor(
    parts: readonly SourcesOfIndex[],
    seriesOf: readonly SeriesList[],
    range: { readonly startMs: number; readonly endMs: number },
    registry: SeriesRegistry,
  ) {
    this.registry = registry;
    this.startMs = range.startMs;
    this.endMs = range.endMs;
    this.ids = new Uint32Array(seriesOf.reduce((sum, list) => sum + list.length, 0));
    const last = seriesOf.findLastIndex((list) => list.length > 0);
    const known = seriesOf.findIndex((list) => list.length > 0) === last ? undefined : registry.notes;
    known?.begin();
    for (const [i, part] of parts.entries()) this.addPart(part, seriesOf[i]!, known);
  }

  /** The ends of the ways of all series, at most `limit` series in all unless that is 0. */
  ends(limit: number): Path[] {
    const ends = new Set<Path>();
    const count = limit > 0 ? Math.min(limit, this.count) : this.count;
    for (let series = 0; series < count; series++) {
      const path = this.paths[series]!;
      ends.add(path);
      path.series.push(series);
    }
    return [...ends];
  }

  /** The series whose way ends at a path. */
  cluster({ series, ...end }: Path): Cluster {
    const steps: Step[] = [];
    /** Sources of one index have the same numbers. */
    let of: Uint32Array | undefined;
    let numbers: Uint32Array = new Uint32Array(0);
    for (let path: Omit<Path, 'series'> | undefined = end; path !== undefined; path = path.before) {
      const { source, group, from, to, isLate, layer } = path;
      if (layer.numbers !== of) numbers = picked((of = layer.numbers), series);
      steps.push({ source, group, from, to, isLate, columns: picked(layer.columns, series), numbers });
    }
    return { ids: picked(this.ids, series), steps: steps.reverse(), asked: { parts: undefined } };
  }

  /** @param known the selected series by their numbers in the registry; undefined where no two parts can have the same */
  private addPart({ index, sources }: SourcesOfIndex, list: SeriesList, known: SeriesNotes | undefined): void {
    if (sources.length === 0) return;
    const { registry, paths } = this;
    // As many as there can be after this part.
    const numbers = new Uint32Array(list.length === 0 ? 0 : Math.min(this.ids.length, this.count + list.length));
    const walks = sources.map((source) => new SourceWalk(source, this.startMs, this.endMs, numbers));
    this.walks.push(...walks);
    for (const series of list) {
      const id = registry.idOf(index, series);
      const before = known?.get(id);
      const at = before ?? this.count;
      const from = before === undefined ? undefined : paths[before];
      numbers[at] = series;
      let path = from;
      for (const walk of walks) path = walk.extend(path, series, at);
      if (path === from) continue;
      paths[at] = path;
      if (before !== undefined) continue;
      this.ids[at] = id;
      known?.set(id, at);
      this.count++;
    }
  }
}

/** What an array has at some places. */
function picked(from: Uint32Array, places: readonly number[]): Uint32Array {
  const found = new Uint32Array(places.length);
  for (let i = 0; i < found.length; i++) found[i] = from[places[i]!] ?? 0;
  return found;
}

/** Whether a series has any sample in a range. */
export function hasSamples(
  sources: readonly SampleSource[],
  series: number,
  range: { readonly startMs: number; readonly endMs: number },
): boolean {
  const numbers = new Uint32Array(1);
  return sources.some(
    (source) => new SourceWalk(source, range.startMs, range.endMs, numbers).extend(undefined, series, 0) !== undefined,
  );
}

/** Rows `from..to-1`. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

/** The rows of a group in a range. */
export function rowsIn(source: SampleSource, group: number, startMs: number, endMs: number): Rows {
  const times = source.timestamps(group);
  // Times are whole milliseconds, so what is after the end is at least half a millisecond later.
  return { from: firstAtOrAfter(times, startMs), to: firstAtOrAfter(times, endMs + 0.5) };
}

/** Follows series, in the order of their numbers, through the groups of one source. */
export class SourceWalk {
  readonly source: SampleSource;
  private readonly startMs: number;
  private readonly endMs: number;
  /** Of the index: by selected series. */
  private readonly numbers: Uint32Array;
  /** Rows of each group in the range, found once. */
  readonly rows = new Map<number, Rows>();
  /** Groups and columns of places that have rows in the range, and no sample in any of them. */
  readonly missing: number[] = [];
  /** Whether any series has samples beside the groups. */
  hasLate = false;
  private lastGroup = -1;
  private lastRows: Rows = { from: 0, to: 0 };
  /** A series may have moved from group to group: the first place of each in the first layer, the second in the next. */
  private readonly layers: Layer[] = [];
  private readonly next = new Map<Path | undefined, Map<number, Path>>();
  /** The step that was taken last: most series take the same as the one before. */
  private last: { readonly from: Path | undefined; readonly group: number; readonly path: Path } | undefined;
  /** Groups and columns of the places of a series: the first `foundCount` of them count. Emptying it would give its memory away. */
  private readonly found: number[] = [];
  private foundCount = 0;

  constructor(source: SampleSource, startMs: number, endMs: number, numbers: Uint32Array) {
    this.source = source;
    this.startMs = startMs;
    this.endMs = endMs;
    this.numbers = numbers;
  }

  /** The path of a series with what this source has of it. */
  extend(from: Path | undefined, series: number, at: number): Path | undefined {
    const { source, found } = this;
    this.foundCount = 0;
    source.eachPlace(series, this.collect);
    let path = from;
    // A source tells the latest place first.
    for (let i = this.foundCount - 2, depth = 0; i >= 0; i -= 2) {
      const group = found[i]!;
      const column = found[i + 1]!;
      const rows = this.rowsOf(group);
      if (rows.from === rows.to) continue;
      if (!source.hasSamples(group, column, rows.from, rows.to)) {
        this.missing.push(group, column);
        continue;
      }
      path = this.step(path, group, rows, depth++, at, column);
    }
    if (!source.hasLateSamples(series)) return path;
    this.hasLate = true;
    return this.isLateInRange(series) ? this.lateStep(path) : path;
  }

  private readonly collect = (group: number, column: number): void => {
    this.found[this.foundCount++] = group;
    this.found[this.foundCount++] = column;
  };

  private rowsOf(group: number): Rows {
    if (group === this.lastGroup) return this.lastRows;
    let rows = this.rows.get(group);
    if (rows === undefined) {
      rows = rowsIn(this.source, group, this.startMs, this.endMs);
      this.rows.set(group, rows);
    }
    this.lastGroup = group;
    this.lastRows = rows;
    return rows;
  }

  private step(from: Path | undefined, group: number, rows: Rows, depth: number, at: number, column: number): Path {
    const layer = (this.layers[depth] ??= { columns: new Uint32Array(this.numbers.length), numbers: this.numbers });
    layer.columns[at] = column;
    const { last } = this;
    if (last !== undefined && last.from === from && last.group === group) return last.path;
    let steps = this.next.get(from);
    if (steps === undefined) this.next.set(from, (steps = new Map()));
    let path = steps.get(group);
    if (path === undefined) {
      path = { before: from, source: this.source, group, ...rows, isLate: false, layer, series: [] };
      steps.set(group, path);
    }
    this.last = { from, group, path };
    return path;
  }

  /** A series with late samples is alone. */
  private lateStep(from: Path | undefined): Path {
    const layer = { columns: new Uint32Array(0), numbers: this.numbers };
    return { before: from, source: this.source, group: -1, from: 0, to: 0, isLate: true, layer, series: [] };
  }

  private isLateInRange(series: number): boolean {
    const { startMs, endMs } = this;
    return this.source.lateSamples(series).some(({ timestampMs: at }) => at >= startMs && at <= endMs);
  }
}
