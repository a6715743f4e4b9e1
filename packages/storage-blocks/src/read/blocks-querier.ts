import {
  compareLabels,
  compareStrings,
  labelValue,
  labelsEqual,
  labelsKey,
  type Exemplar,
  type Labels,
  type MetricMetadata,
} from '@binnacle/model';
import { compileMatcher, type Matcher, type Querier, type SelectHints, type SeriesExemplars } from '@binnacle/storage';
import type { SeriesIndex } from '../index/series-index.ts';
import { selectSeries } from '../index/select-series.ts';
import { firstAtOrAfter } from './cells.ts';
import { clusterEntries } from './cluster-entries.ts';
import { MergedGroup } from './merged-group.ts';
import { readLabels } from './read-labels.ts';
import type { SampleSource } from './sample-source.ts';
import type { SeriesEntry } from './series-entry.ts';

/** An index and the sources whose series it numbers. */
export interface OpenPart {
  readonly index: SeriesIndex;
  /** From the oldest to the newest. */
  readonly sources: readonly SampleSource[];
  exemplars(startMs: number, endMs: number): Iterable<StoredExemplar>;
}

export interface StoredExemplar {
  readonly labels: Labels;
  readonly exemplar: Exemplar;
}

export interface OpenState {
  readonly startMs: number;
  readonly endMs: number;
  /** From the oldest to the newest. */
  readonly parts: readonly OpenPart[];
  readonly metadata: () => ReadonlyMap<string, readonly MetricMetadata[]>;
  readonly close: () => void;
}

/** Read side over memtables and blocks, as they were at one moment. */
export class BlocksQuerier implements Querier {
  private readonly state: OpenState;

  constructor(state: OpenState) {
    this.state = state;
  }

  *select(matchers: readonly Matcher[], hints?: SelectHints): Iterable<MergedGroup> {
    const entries = this.collect(matchers);
    const limit = hints?.limit ?? 0;
    const wanted = limit > 0 ? entries.slice(0, limit) : entries;
    for (const members of clusterEntries(wanted)) yield new MergedGroup(members, this.state, this.labelsOf);
  }

  /**
   * Everything, some series at a time, so that memory does not grow with their number: for flushing and merging. Series of
   * one part come in the order of their numbers, in which those of one scrape are neighbours.
   */
  *selectAll(seriesAtATime = 50_000): Iterable<MergedGroup> {
    const parts = this.state.parts.filter(({ sources }) => sources.length > 0);
    const lists = new Map(parts.map((part) => [part, allSeries(part.index)]));
    const most = Math.max(0, ...[...lists.values()].map((list) => list.length));
    const passes = Math.ceil(most / seriesAtATime);
    for (let pass = 0; pass < passes; pass++) {
      const entries = this.collectListed((part) => {
        const list = lists.get(part)!;
        if (parts.length === 1) return list.slice(pass * seriesAtATime, (pass + 1) * seriesAtATime);
        // Equal label sets have equal hashes, so a series is whole in one pass.
        return list.filter((series) => {
          part.index.hashOf(series, hash);
          return hash.a % passes === pass;
        });
      });
      for (const members of clusterEntries(entries)) yield new MergedGroup(members, this.state, this.labelsOf);
    }
  }

  series(selectors: readonly (readonly Matcher[])[], limit: number): Labels[] {
    return limited(this.labelSets(selectors).sort(compareLabels), limit);
  }

  labelNames(selectors: readonly (readonly Matcher[])[], limit: number): string[] {
    const names = new Set<string>();
    if (selectors.length === 0) {
      this.eachPart((part, hasSamples) => {
        part.index.eachName((name) => {
          const text = part.index.nameText(name);
          if (!names.has(text) && pairsOfName(part.index, name).some(hasSamples)) names.add(text);
        });
      });
      return limited([...names].sort(compareStrings), limit);
    }
    for (const entry of this.entriesOfAny(selectors)) {
      const { index } = this.state.parts[entry.index]!;
      for (const pair of pairsOf(index, entry.series)) names.add(index.nameText(index.nameOf(pair)));
    }
    return limited([...names].sort(compareStrings), limit);
  }

  labelValues(name: string, selectors: readonly (readonly Matcher[])[], limit: number): string[] {
    const values = new Set<string>();
    if (selectors.length === 0) {
      this.eachPart((part, hasSamples) => {
        const number = part.index.findName(name);
        for (const pair of number === 0 ? [] : pairsOfName(part.index, number)) {
          const text = part.index.valueText(pair);
          if (!values.has(text) && hasSamples(pair)) values.add(text);
        }
      });
      return limited([...values].sort(compareStrings), limit);
    }
    const numbers = this.state.parts.map(({ index }) => index.findName(name));
    for (const entry of this.entriesOfAny(selectors)) {
      const { index } = this.state.parts[entry.index]!;
      const number = numbers[entry.index]!;
      const pair = number === 0 ? 0 : index.pairOf(entry.series, number);
      if (pair !== 0) values.add(index.valueText(pair));
    }
    return limited([...values].sort(compareStrings), limit);
  }

  exemplars(selectors: readonly (readonly Matcher[])[]): SeriesExemplars[] {
    const { startMs, endMs, parts } = this.state;
    const found = new Map<string, { readonly labels: Labels; readonly exemplars: Exemplar[] }>();
    const compiled = selectors.map((matchers) => matchers.map(compileMatcher));
    for (const part of parts) {
      for (const { labels, exemplar } of part.exemplars(startMs, endMs)) {
        if (!compiled.some((matchers) => matchers.every((m) => m.matches(labelValue(labels, m.name))))) continue;
        const key = labelsKey(labels);
        const known = found.get(key);
        if (known === undefined) found.set(key, { labels, exemplars: [exemplar] });
        else known.exemplars.push(exemplar);
      }
    }
    for (const { exemplars } of found.values()) exemplars.sort((a, b) => a.timestampMs! - b.timestampMs!);
    return [...found.values()].sort((a, b) => compareLabels(a.labels, b.labels));
  }

  metadata(metric: string | undefined, limit: number): ReadonlyMap<string, readonly MetricMetadata[]> {
    const all = this.state.metadata();
    const names = metric === undefined ? [...all.keys()].sort(compareStrings) : all.has(metric) ? [metric] : [];
    return new Map(limited(names, limit).map((name) => [name, all.get(name)!]));
  }

  close(): void {
    this.state.close();
  }

  private readonly labelsOf = (entry: SeriesEntry): Labels =>
    (entry.labels ??= readLabels(this.state.parts[entry.index]!.index, entry.series));

  private labelSets(selectors: readonly (readonly Matcher[])[]): Labels[] {
    return this.entriesOfAny(selectors).map(this.labelsOf);
  }

  /** Series that match any of the selectors, each once; all series when there is no selector. */
  private entriesOfAny(selectors: readonly (readonly Matcher[])[]): SeriesEntry[] {
    if (selectors.length <= 1) return this.collect(selectors[0] ?? []);
    const seen = new Set<string>();
    return selectors
      .flatMap((matchers) => this.collect(matchers))
      .filter(({ index, series }) => {
        const key = `${index}:${series}`;
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
      });
  }

  /** Matching series with samples in the range, with the places of all their samples. */
  private collect(matchers: readonly Matcher[]): SeriesEntry[] {
    const compiled = matchers.map(compileMatcher);
    return this.collectListed(({ index }) => selectSeries(index, compiled));
  }

  /** Entries of the series that are listed for each part. */
  private collectListed(seriesOf: (part: OpenPart) => readonly number[]): SeriesEntry[] {
    const { parts } = this.state;
    const entries: SeriesEntry[] = [];
    const known = new KnownSeries((entry) => this.labelsOf(entry));
    for (const [index, part] of parts.entries()) {
      if (part.sources.length === 0) continue;
      const rows = new RowRanges(this.state.startMs, this.state.endMs);
      const isLast = index === parts.length - 1;
      for (const series of seriesOf(part)) {
        const entry: SeriesEntry = { index, series, places: [], labels: undefined };
        for (const source of part.sources) this.addPlaces(source, series, rows, entry);
        if (entry.places.length === 0) continue;
        part.index.hashOf(series, hash);
        const same = known.find(hash, entry);
        if (same !== undefined) same.places.push(...entry.places);
        else {
          entries.push(entry);
          if (!isLast) known.add(hash, entry);
        }
      }
    }
    return entries;
  }

  /** Calls back for each part, with a test whether any series with a pair has samples in the range. */
  private eachPart(call: (part: OpenPart, hasSamples: (pair: number) => boolean) => void): void {
    for (const part of this.state.parts) {
      if (part.sources.length === 0) continue;
      const rows = new RowRanges(this.state.startMs, this.state.endMs);
      const list: number[] = [];
      call(part, (pair) => {
        list.length = 0;
        part.index.postings(pair, list);
        return list.some((series) => {
          const entry: SeriesEntry = { index: 0, series, places: [], labels: undefined };
          for (const source of part.sources) this.addPlaces(source, series, rows, entry);
          return entry.places.length > 0;
        });
      });
    }
  }

  private addPlaces(source: SampleSource, series: number, rows: RowRanges, { places }: SeriesEntry): void {
    const before = places.length;
    source.eachPlace(series, (group, column) => {
      const range = rows.of(source, group);
      if (range.from === range.to || !source.hasSamples(group, column, range.from, range.to)) return;
      places.push({ source, group, column, series, from: range.from, to: range.to, isLate: false });
    });
    // A source tells the latest place first.
    if (places.length - before > 1) places.push(...places.splice(before).reverse());
    if (!source.hasLateSamples(series)) return;
    const { startMs, endMs } = this.state;
    const inRange = source.lateSamples(series).some((s) => s.timestampMs >= startMs && s.timestampMs <= endMs);
    if (inRange) places.push({ source, group: -1, column: 0, series, from: 0, to: 0, isLate: true });
  }
}

const hash = { a: 0, b: 0 };

/** Series of the parts before, by the hash of their label sets; found only when the label sets are equal. */
class KnownSeries {
  private readonly byHash = new Map<number, SeriesEntry[]>();
  private readonly labelsOf: (entry: SeriesEntry) => Labels;

  constructor(labelsOf: (entry: SeriesEntry) => Labels) {
    this.labelsOf = labelsOf;
  }

  find(of: { readonly a: number; readonly b: number }, entry: SeriesEntry): SeriesEntry | undefined {
    const candidates = this.byHash.get(keyOf(of));
    if (candidates === undefined) return undefined;
    const labels = this.labelsOf(entry);
    return candidates.find((each) => labelsEqual(this.labelsOf(each), labels));
  }

  add(of: { readonly a: number; readonly b: number }, entry: SeriesEntry): void {
    const key = keyOf(of);
    const list = this.byHash.get(key);
    if (list === undefined) this.byHash.set(key, [entry]);
    else list.push(entry);
  }
}

/** As many bits of a hash as a number holds. */
const keyOf = ({ a, b }: { readonly a: number; readonly b: number }): number => a * 0x20_0000 + (b & 0x1f_ffff);

const limited = <T>(values: T[], limit: number): T[] => (limit > 0 ? values.slice(0, limit) : values);

function allSeries(index: SeriesIndex): number[] {
  const all: number[] = [];
  index.allSeries(all);
  return all;
}

function pairsOfName(index: SeriesIndex, name: number): number[] {
  const pairs: number[] = [];
  index.eachPair(name, '', (pair) => pairs.push(pair));
  return pairs;
}

function pairsOf(index: SeriesIndex, series: number): number[] {
  const pairs: number[] = [];
  index.pairsOf(series, pairs);
  return pairs;
}

/** Rows of each group in the queried range, found once. */
class RowRanges {
  private readonly ranges = new Map<SampleSource, Map<number, { readonly from: number; readonly to: number }>>();
  private readonly startMs: number;
  private readonly endMs: number;

  constructor(startMs: number, endMs: number) {
    this.startMs = startMs;
    this.endMs = endMs;
  }

  of(source: SampleSource, group: number): { readonly from: number; readonly to: number } {
    let groups = this.ranges.get(source);
    if (groups === undefined) this.ranges.set(source, (groups = new Map()));
    let range = groups.get(group);
    if (range === undefined) {
      const times = source.timestamps(group);
      // Times are whole milliseconds, so what is after the end is at least half a millisecond later.
      range = { from: firstAtOrAfter(times, this.startMs), to: firstAtOrAfter(times, this.endMs + 0.5) };
      groups.set(group, range);
    }
    return range;
  }
}
