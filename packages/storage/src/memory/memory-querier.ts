import { compareLabels, compareStrings, labelValue, type Labels, type MetricMetadata } from '@binnacle/model';
import type { Matcher } from '../matcher.ts';
import type { Querier, SelectHints, SeriesExemplars, SeriesGroup } from '../querier.ts';
import { compileMatcher } from '../value-matcher.ts';
import { groupSeries, type Grouping, type SelectedSeries } from './memory-group.ts';
import type { SeriesTable, StoredSeries } from './series-table.ts';

/** Reads a table as it was when the querier was made: stored lists are never changed in place. */
export class MemoryQuerier implements Querier {
  readonly #selected: readonly SelectedSeries[];
  readonly #exemplars: readonly SeriesExemplars[];
  readonly #metadata: ReadonlyMap<string, readonly MetricMetadata[]>;
  readonly #grouping: Grouping;

  constructor(table: SeriesTable, startMs: number, endMs: number, grouping: Grouping) {
    const inRange = (t: number): boolean => t >= startMs && t <= endMs;
    this.#selected = table.series
      .map(({ labels, samples }) => ({ labels, samples: samples.filter(({ t }) => inRange(t)) }))
      .filter(({ samples }) => samples.length > 0);
    this.#exemplars = table.series
      .map((series) => ({ labels: series.labels, exemplars: exemplarsInRange(series, inRange) }))
      .filter(({ exemplars }) => exemplars.length > 0);
    this.#metadata = new Map(table.metadata);
    this.#grouping = grouping;
  }

  select(matchers: readonly Matcher[], hints?: SelectHints): Iterable<SeriesGroup> {
    const matching = this.#selected.filter(matchesAll(matchers));
    return groupSeries(matching.slice(0, hints?.limit), this.#grouping);
  }

  series(selectors: readonly (readonly Matcher[])[], limit: number): Labels[] {
    const matching = this.#selected.filter(matchesAny(selectors)).map(({ labels }) => labels);
    return limited(matching.sort(compareLabels), limit);
  }

  labelNames(selectors: readonly (readonly Matcher[])[], limit: number): string[] {
    const names = new Set(this.#matchingOrAll(selectors).flatMap(({ labels }) => labels.filter((_, i) => i % 2 === 0)));
    return limited([...names].sort(compareStrings), limit);
  }

  labelValues(name: string, selectors: readonly (readonly Matcher[])[], limit: number): string[] {
    const values = new Set(this.#matchingOrAll(selectors).map(({ labels }) => labelValue(labels, name)));
    values.delete('');
    return limited([...values].sort(compareStrings), limit);
  }

  exemplars(selectors: readonly (readonly Matcher[])[]): SeriesExemplars[] {
    return this.#exemplars.filter(matchesAny(selectors)).sort((a, b) => compareLabels(a.labels, b.labels));
  }

  metadata(metric: string | undefined, limit: number): ReadonlyMap<string, readonly MetricMetadata[]> {
    const names = metric === undefined ? [...this.#metadata.keys()].sort(compareStrings) : [metric];
    const known = names.filter((name) => this.#metadata.has(name));
    return new Map(limited(known, limit).map((name) => [name, this.#metadata.get(name)!]));
  }

  close(): void {
    // Nothing is held that the garbage collector does not see.
  }

  #matchingOrAll(selectors: readonly (readonly Matcher[])[]): readonly SelectedSeries[] {
    return selectors.length === 0 ? this.#selected : this.#selected.filter(matchesAny(selectors));
  }
}

const limited = <T>(values: T[], limit: number): T[] => (limit > 0 ? values.slice(0, limit) : values);

const exemplarsInRange = ({ exemplars }: StoredSeries, inRange: (t: number) => boolean): StoredSeries['exemplars'] =>
  exemplars.filter(({ timestampMs }) => timestampMs !== undefined && inRange(timestampMs));

type HasLabels = { readonly labels: Labels };

export function matchesAll(matchers: readonly Matcher[]): (series: HasLabels) => boolean {
  const compiled = matchers.map(compileMatcher);
  return ({ labels }) => compiled.every(({ name, matches }) => matches(labelValue(labels, name)));
}

export function matchesAny(selectors: readonly (readonly Matcher[])[]): (series: HasLabels) => boolean {
  const tests = selectors.map(matchesAll);
  return (series) => tests.some((test) => test(series));
}
