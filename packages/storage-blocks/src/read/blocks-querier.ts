import {
  compareLabels,
  compareStrings,
  labelValue,
  labelsKey,
  type Exemplar,
  type Labels,
  type MetricMetadata,
} from '@binnacle/model';
import {
  compileMatcher,
  type Matcher,
  type Querier,
  type SelectHints,
  type SeriesExemplars,
  type SumRoom,
} from '@binnacle/storage';
import type { SeriesIndex } from '../index/series-index.ts';
import { selectSeries } from '../index/select-series.ts';
import { columnKernels } from '../memory/column-kernels.ts';
import type { Cluster } from './cluster.ts';
import { listSeries, type KeptSelections } from './kept-selections.ts';
import { dealPasses } from './merge-passes.ts';
import { MergedGroup } from './merged-group.ts';
import { hasSamples, Selection, type SourcesOfIndex } from './selection.ts';
import { SeriesRegistry } from './series-registry.ts';

export interface OpenPart extends SourcesOfIndex {
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
  /** Numbers the series of the parts. */
  readonly registry: SeriesRegistry;
  /** What was selected before. */
  readonly kept: KeptSelections | undefined;
  readonly metadata: () => ReadonlyMap<string, readonly MetricMetadata[]>;
  readonly close: () => void;
}

/** Read side over memtables and blocks, as they were at one moment. */
export class BlocksQuerier implements Querier {
  readonly sumRoom: SumRoom = {
    take: () => columnKernels().takeSums(),
    give: (numbers) => columnKernels().giveSums(numbers),
  };
  private readonly state: OpenState;

  constructor(state: OpenState) {
    this.state = state;
  }

  *select(matchers: readonly Matcher[], hints?: SelectHints): Iterable<MergedGroup> {
    const { kept, parts, registry } = this.state;
    const limit = hints?.limit ?? 0;
    if (kept === undefined || limit > 0) yield* this.groups(this.collect(matchers), limit);
    else {
      for (const cluster of kept.select(parts, matchers, this.state, registry)) yield* this.group(cluster);
    }
  }

  /**
   * Everything, some series at a time, so that memory does not grow with their number: for flushing and merging. Series of
   * one part come in the order of their numbers, in which those of one scrape are neighbours.
   */
  *selectAll(seriesAtATime = 50_000): Iterable<MergedGroup> {
    const parts = this.state.parts.filter(({ sources }) => sources.length > 0);
    const lists = parts.map((part) => allSeries(part.index));
    if (parts.length === 1) {
      const list = lists[0]!;
      for (let from = 0; from < list.length; from += seriesAtATime) {
        const ofPass = [list.slice(from, from + seriesAtATime)];
        yield* this.groups(new Selection(parts, ofPass, this.state, new SeriesRegistry()), 0);
      }
      return;
    }
    const indexes = parts.map(({ index }) => index);
    const { count, ofParts } = dealPasses(indexes, lists, seriesAtATime);
    for (let pass = 0; pass < count; pass++) {
      const ofPass = lists.map((list, part) => list.filter((_, i) => ofParts[part]![i] === pass));
      yield* this.groups(new Selection(parts, ofPass, this.state, new SeriesRegistry()), 0);
    }
  }

  series(selectors: readonly (readonly Matcher[])[], limit: number): Labels[] {
    const { registry } = this.state;
    return limited(
      this.idsOfAny(selectors)
        .map((id) => registry.labels(id))
        .sort(compareLabels),
      limit,
    );
  }

  labelNames(selectors: readonly (readonly Matcher[])[], limit: number): string[] {
    const names = new Set<string>();
    if (selectors.length === 0) {
      this.eachPart((part, anyOf) => {
        part.index.eachName((name) => {
          const text = part.index.nameText(name);
          if (!names.has(text) && pairsOfName(part.index, name).some(anyOf)) names.add(text);
        });
      });
      return limited([...names].sort(compareStrings), limit);
    }
    for (const id of this.idsOfAny(selectors)) this.state.registry.eachPair(id, (name) => names.add(name));
    return limited([...names].sort(compareStrings), limit);
  }

  labelValues(name: string, selectors: readonly (readonly Matcher[])[], limit: number): string[] {
    const values = new Set<string>();
    if (selectors.length === 0) {
      this.eachPart((part, anyOf) => {
        const number = part.index.findName(name);
        for (const pair of number === 0 ? [] : pairsOfName(part.index, number)) {
          const text = part.index.valueText(pair);
          if (!values.has(text) && anyOf(pair)) values.add(text);
        }
      });
      return limited([...values].sort(compareStrings), limit);
    }
    for (const matchers of selectors) this.addValues(name, matchers, values);
    return limited([...values].sort(compareStrings), limit);
  }

  /**
   * Adds the values that a label has in series that match. Which metrics there are of a hundred names is asked with each look at a
   * dashboard: one series of each value is enough, and no label set is put together.
   */
  private addValues(name: string, matchers: readonly Matcher[], values: Set<string>): void {
    const compiled = matchers.map(compileMatcher);
    const ofLabel = compiled.filter((matcher) => matcher.name === name);
    const ofOthers = compiled.filter((matcher) => matcher.name !== name);
    for (const { index, sources } of this.state.parts) {
      const number = sources.length === 0 ? 0 : index.findName(name);
      if (number === 0) continue;
      const others = ofOthers.length === 0 ? undefined : new Set(selectSeries(index, ofOthers));
      const series: number[] = [];
      for (const pair of pairsOfName(index, number)) {
        const text = index.valueText(pair);
        if (values.has(text) || !ofLabel.every((matcher) => matcher.matches(text))) continue;
        series.length = 0;
        index.postings(pair, series);
        const isThere = (one: number): boolean =>
          (others === undefined || others.has(one)) && hasSamples(sources, one, this.state);
        if (series.some(isThere)) values.add(text);
      }
    }
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

  private *groups(selection: Selection, limit: number): Iterable<MergedGroup> {
    for (const end of selection.ends(limit)) yield* this.group(selection.cluster(end), selection.registry);
  }

  private *group(cluster: Cluster, registry = this.state.registry): Iterable<MergedGroup> {
    const group = new MergedGroup(registry, cluster, this.state);
    try {
      yield group;
    } finally {
      group.release();
    }
  }

  /** Numbers of the series that match any of the selectors, each once; of all series when there is no selector. */
  private idsOfAny(selectors: readonly (readonly Matcher[])[]): number[] {
    const ids = new Set<number>();
    for (const matchers of selectors.length === 0 ? [[]] : selectors) {
      const selection = this.collect(matchers);
      for (let i = 0; i < selection.count; i++) ids.add(selection.ids[i]!);
    }
    return [...ids];
  }

  /** Matching series with samples in the range, with the places of all their samples. */
  private collect(matchers: readonly Matcher[]): Selection {
    const { parts, registry } = this.state;
    return new Selection(parts, listSeries(parts, matchers), this.state, registry);
  }

  /** Calls back for each part, with a test whether any series with a pair has samples in the range. */
  private eachPart(call: (part: OpenPart, anyOf: (pair: number) => boolean) => void): void {
    for (const part of this.state.parts) {
      if (part.sources.length === 0) continue;
      const list: number[] = [];
      call(part, (pair) => {
        list.length = 0;
        part.index.postings(pair, list);
        return list.some((series) => hasSamples(part.sources, series, this.state));
      });
    }
  }
}

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
