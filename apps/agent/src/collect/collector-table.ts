import type { CollectorOutput, LabelRecord, MetricFamily, SeriesRef } from '@binnacle/collectors';
import type { MetricMetadata } from '@binnacle/model';
import type { Series, TableCounts } from '../scrape/scrape-rows.ts';
import { StringPool } from '../scrape/string-pool.ts';
import type { CollectorLabels } from './collector-labels.ts';

/** A series of a collector, with what is remembered about it between two passes. */
interface CollectedSeries extends Series {
  /** Time of the newest sample that was stored; the source may not have measured again since. */
  storedAtMs: number;
  /** Pass in which it was stored last, failed ones not counted. */
  storedIn: number;
  /** The table finds it by its labels. Else it was idle and forgotten, but some reference may bring it back. */
  known: boolean;
}

/** What a {@link SeriesRef} is: labels as the collector gave them, and the series that they became when it was first stored. */
interface Ref {
  readonly family: MetricFamily;
  readonly labels: LabelRecord;
  series: CollectedSeries | undefined;
  value: number;
  /** 0: the time of the pass. */
  timestampMs: number;
  seenIn: number;
}

/** Takes what one pass is to store; a promise that comes back is waited for. */
export interface PassSink {
  sample(series: Series, timestampMs: number): Promise<void> | undefined;
  stale(series: Series, timestampMs: number): Promise<void> | undefined;
}

/** Labels resolved in one go: a few milliseconds. */
const RESOLVE_AT_ONCE = 500;
/** How many series that are gone an `add` may skip to find the one it means. */
const LOOK_AHEAD = 4;
const FORGET_FROM = 1_000;

/**
 * Everything that is remembered about one collector between two passes. A pass is `begin`, any number of samples, then
 * `commit` or `abandon`. A series that is known costs a few writes when it comes by its reference, and a comparison of its
 * labels when it comes by `add` in the order of the last pass; no memory is taken for it in either case. What is new is only
 * noted down during the pass; `commit` resolves it, and lets everything else have its turn in between.
 */
export class CollectorTable implements CollectorOutput {
  readonly #labels: CollectorLabels;
  #pool = new StringPool();
  #byLabels = new Map<string, CollectedSeries>();
  /** What came by `add` in the last pass, in its order, and what has come so far in this one. */
  #added: Ref[] = [];
  #adding: Ref[] = [];
  /** Where in `#added` the next `add` is expected. */
  #expected = 0;
  /** What has a sample in this pass. */
  #current: Ref[] = [];
  /** Series of the last pass that was stored, and of the one that is being stored. */
  #stored: CollectedSeries[] = [];
  #storing: CollectedSeries[] = [];
  readonly #metadata = new Map<string, MetricMetadata>();
  #pass = 0;
  #samples = 0;

  constructor(labels: CollectorLabels) {
    this.#labels = labels;
  }

  begin(): void {
    this.#pass++;
    this.#expected = 0;
    this.#adding.length = 0;
    this.#current.length = 0;
    this.#samples = 0;
  }

  series(family: MetricFamily, labels: LabelRecord): SeriesRef {
    return newRef(family, labels) as unknown as SeriesRef;
  }

  sample(ref: SeriesRef, value: number, timestampMs?: number): void {
    this.#take(ref as unknown as Ref, value, timestampMs);
  }

  add(family: MetricFamily, labels: LabelRecord, value: number, timestampMs?: number): void {
    const ref = this.#expectedRef(family, labels) ?? newRef(family, labels);
    this.#adding.push(ref);
    this.#take(ref, value, timestampMs);
  }

  metadataOf(series: Series): MetricMetadata {
    return this.#metadata.get(series.family) ?? { type: series.type, help: '', unit: '' };
  }

  /** The pass is whole: hands all its samples, and the ends of the series that it does not mention, to `sink`. */
  async commit(timestampMs: number, sink: PassSink): Promise<TableCounts> {
    const pass = this.#pass;
    const counts: TableCounts = { scraped: this.#samples, kept: 0, added: 0, collisions: 0, stale: 0 };
    let resolved = 0;
    for (const ref of this.#current) {
      if (ref.series === undefined || !ref.series.known) {
        ref.series = this.#resolve(ref);
        if (++resolved % RESOLVE_AT_ONCE === 0) await turn();
      }
      const { series } = ref;
      if (series.storedIn === pass) {
        counts.collisions++;
        continue;
      }
      if (!series.live) counts.added++;
      counts.kept++;
      series.live = true;
      series.storedIn = pass;
      this.#storing.push(series);
      series.value = ref.value;
      series.timestampMs = ref.timestampMs;
      const atMs = ref.timestampMs === 0 ? timestampMs : ref.timestampMs;
      // The source has not measured again: the same sample a second time would say nothing.
      if (atMs <= series.storedAtMs) continue;
      series.storedAtMs = atMs;
      const full = sink.sample(series, atMs);
      if (full !== undefined) await full;
    }
    for (const series of this.#stored) {
      if (series.storedIn === pass || !series.live) continue;
      counts.stale++;
      const full = end(series, timestampMs, sink);
      if (full !== undefined) await full;
    }
    [this.#stored, this.#storing] = [this.#storing, this.#stored];
    this.#storing.length = 0;
    [this.#added, this.#adding] = [this.#adding, this.#added];
    this.#adding.length = 0;
    await this.#forget();
    return counts;
  }

  /** Nothing was collected, or the collector is gone: ends all its series. References to them stay good. */
  async abandon(timestampMs: number, sink: PassSink): Promise<number> {
    let ended = 0;
    for (const series of this.#stored) {
      if (!series.live) continue;
      ended++;
      const full = end(series, timestampMs, sink);
      if (full !== undefined) await full;
    }
    this.#stored.length = 0;
    return ended;
  }

  get liveSeries(): number {
    return this.#stored.length;
  }

  /** Series that take up memory. */
  get knownSeries(): number {
    return this.#byLabels.size;
  }

  get samples(): number {
    return this.#samples;
  }

  /** A second sample of a reference within a pass takes the place of the first. */
  #take(ref: Ref, value: number, timestampMs: number | undefined): void {
    this.#samples++;
    ref.value = value;
    ref.timestampMs = timestampMs ?? 0;
    if (ref.seenIn === this.#pass) return;
    ref.seenIn = this.#pass;
    this.#current.push(ref);
  }

  #expectedRef(family: MetricFamily, labels: LabelRecord): Ref | undefined {
    for (let at = this.#expected; at < this.#expected + LOOK_AHEAD; at++) {
      const ref = this.#added[at];
      if (ref === undefined) return undefined;
      if (ref.family !== family || !sameLabels(ref.labels, labels)) continue;
      this.#expected = at + 1;
      return ref;
    }
    return undefined;
  }

  #resolve({ family, labels: given }: Ref): CollectedSeries {
    if (!this.#metadata.has(family.name))
      this.#metadata.set(family.name, { type: family.type, help: family.help, unit: family.unit ?? '' });
    const { labels, key } = this.#pool.take(this.#labels.resolve(family, given));
    let series = this.#byLabels.get(key);
    if (series === undefined) {
      series = {
        labels,
        family: family.name,
        type: family.type,
        additive: false,
        seenIn: -1,
        isNew: true,
        live: false,
        value: 0,
        timestampMs: 0,
        startTimestampMs: 0,
        histogram: undefined,
        exemplars: undefined,
        storedAtMs: 0,
        storedIn: -1,
        known: true,
      };
      this.#byLabels.set(key, series);
    }
    return series;
  }

  /** Lets go of what this pass did not mention, and of its strings, once it is worth the work. */
  async #forget(): Promise<void> {
    const idle = this.#byLabels.size - this.#stored.length;
    if (idle < FORGET_FROM || idle * 2 < this.#byLabels.size) return;
    const old = this.#byLabels;
    this.#pool = new StringPool();
    this.#byLabels = new Map();
    let kept = 0;
    for (const series of old.values()) {
      series.known = series.storedIn === this.#pass;
      if (!series.known) continue;
      const { labels, key } = this.#pool.take(series.labels);
      this.#byLabels.set(key, Object.assign(series, { labels }));
      if (++kept % RESOLVE_AT_ONCE === 0) await turn();
    }
  }
}

const newRef = (family: MetricFamily, labels: LabelRecord): Ref => ({
  family,
  labels,
  series: undefined,
  value: 0,
  timestampMs: 0,
  seenIn: -1,
});

function end(series: CollectedSeries, timestampMs: number, sink: PassSink): Promise<void> | undefined {
  series.live = false;
  // Where the source gives the time, right behind its last sample: its clock may be behind ours, and what it measures next
  // must not be older than the marker.
  const justAfter = series.storedAtMs + 1;
  series.storedAtMs = series.timestampMs === 0 ? Math.max(timestampMs, justAfter) : justAfter;
  return sink.stale(series, series.storedAtMs);
}

/** Lets whatever waits for the event loop go first. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function sameLabels(a: LabelRecord, b: LabelRecord): boolean {
  if (a === b) return true;
  let left = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    left++;
  }
  for (const _ in b) left--;
  return left === 0;
}
