import type { Exemplar, FloatHistogram, Labels, MetricMetadata, MetricType } from '@binnacle/model';
import { METRIC_TYPES } from '@binnacle/model';
import type { ExpositionSink, MetadataView, SampleView } from '@binnacle/exposition';
import { ByteKeys } from '@binnacle/wire';
import { FamilyTable } from './family-table.ts';
import type { FamilySelection, SampleLabels } from './sample-rules.ts';
import {
  type BatchSink,
  type EncodedRequest,
  ScrapeRejected,
  type StoredSeries,
  type TableCounts,
} from './scrape-rows.ts';
import { encodeRequests, type OwnRow } from './scrape-requests.ts';
import type { ScrapeSettings } from './target.ts';
import { ADDITIVE, LIVE, SAMPLE, STALE, TargetSeries } from './target-series.ts';

const NOT_KEPT = -1;
const INFO = -2;
const kindOf = new Map<MetricType, number>(METRIC_TYPES.map((type, i) => [type, i]));

/**
 * Everything that is remembered about one target between two scrapes: which bytes of the exposition mean which series,
 * and which series are alive. A scrape is `begin`, the parser driving `sample`, then `commit` or `abandon`, which mark what is to
 * be stored; `requests` or `visit` hand that on, and `settle` lets go of what is not needed any more. A series that is known costs
 * a comparison of bytes and a few writes to typed arrays.
 */
export class ScrapeTable implements ExpositionSink {
  readonly #families: FamilySelection;
  readonly #rules: SampleLabels;
  readonly #honorTimestamps: boolean;
  readonly #tracksTimestamps: boolean;
  readonly #addsUp: boolean;
  readonly #useInfo: boolean;
  readonly #sampleLimit: number;
  #keys = new ByteKeys();
  /** By number of key: number in `#series`, or NOT_KEPT, or INFO. */
  #target = new Int32Array(FIRST_KEYS);
  #seenIn = new Uint32Array(FIRST_KEYS);
  #values = new Float64Array(FIRST_KEYS);
  #timestamps = new Float64Array(FIRST_KEYS);
  #starts = new Float64Array(FIRST_KEYS);
  #raw: (RawSeries | undefined)[] = [];
  readonly #histograms = new Map<number, FloatHistogram>();
  readonly #exemplars = new Map<number, readonly Exemplar[]>();
  #series = new TargetSeries();
  readonly #known = new FamilyTable();
  /**
   * Whether the labels as exposed are kept beside those that are stored: needed only where info families may change what
   * the others become, which the first scrape shows.
   */
  #keepsRaw: boolean;
  #info: ReadonlyMap<string, string> = new Map();
  #infoKey = '';
  #generation = 1;
  #sampled = 0;
  #kept = 0;
  /** When what is marked was scraped. */
  #timestampMs = 0;
  /** The type of the sample before, and its number: samples of one family follow each other. */
  #lastType: MetricType = 'unknown';
  #lastKind = kindOf.get('unknown')!;
  /** Where the parser was told that the series it is at ends: that of the key that is expected next. */
  #matchedEnd = -1;
  #next: 'forget' | 'learn anew' | 'drop' = 'forget';

  constructor(
    families: FamilySelection,
    rules: SampleLabels,
    settings: Pick<ScrapeSettings, 'honorTimestamps' | 'useInfo' | 'sampleLimit'> &
      Partial<Pick<ScrapeSettings, 'tracksTimestamps' | 'collisions'>>,
  ) {
    this.#families = families;
    this.#rules = rules;
    this.#honorTimestamps = settings.honorTimestamps;
    this.#tracksTimestamps = settings.tracksTimestamps ?? false;
    this.#addsUp = settings.collisions !== 'keep-first';
    this.#useInfo = settings.useInfo;
    this.#sampleLimit = settings.sampleLimit;
    // Without labels of info families nothing can change what a series is stored as.
    this.#keepsRaw = settings.useInfo;
  }

  begin(): void {
    this.#generation++;
    this.#keys.rewind();
    this.#known.begin();
    this.#sampled = 0;
    this.#kept = 0;
  }

  /** See {@link ExpositionSink.expectedEnd}. */
  expectedEnd(bytes: Uint8Array, start: number, limit: number, type: MetricType): number {
    this.#matchedEnd = this.#keys.match(bytes, start, limit, this.#kind(type));
    return this.#matchedEnd;
  }

  sample(view: SampleView): void {
    this.#sampled++;
    let key: number;
    if (view.end === this.#matchedEnd) key = this.#keys.take();
    else {
      const kind = this.#kind(view.type);
      key = this.#keys.find(view.bytes, view.start, view.end, kind);
      if (key < 0) key = this.#learn(view, kind);
    }
    this.#matchedEnd = -1;
    const target = this.#target[key]!;
    if (this.#seenIn[key] === this.#generation && !this.#isNewer(view, key)) return;
    this.#seenIn[key] = this.#generation;
    if (target === NOT_KEPT) return;
    if (target !== INFO) this.#kept++;
    if (this.#sampleLimit > 0 && this.#kept > this.#sampleLimit) {
      throw this.#tooMany();
    }
    this.#values[key] = view.value;
    this.#timestamps[key] = view.hasTimestamp && this.#honorTimestamps ? view.timestampMs : 0;
    this.#starts[key] = view.startTimestampMs;
    if (view.histogram !== undefined) this.#histograms.set(key, view.histogram);
    else if (this.#histograms.size > 0) this.#histograms.delete(key);
    if (view.exemplarCount > 0) this.#exemplars.set(key, readExemplars(view));
    else if (this.#exemplars.size > 0) this.#exemplars.delete(key);
  }

  /** A sink that counts what the filters would keep, and remembers nothing: it throws once there is too much. */
  countKept(): ExpositionSink {
    let kept = 0;
    return {
      sample: (view) => {
        if (!this.#wouldKeep(view)) return;
        kept++;
        if (kept > this.#sampleLimit) throw this.#tooMany();
      },
    };
  }

  #wouldKeep(view: SampleView): boolean {
    const family = view.familyName();
    const metric = view.metricName();
    if (!this.#families.keeps(family, metric, view.type)) return false;
    const { name, measurement } = this.#families.rename(family, metric);
    const outcome = this.#rules.resolve(view.labels(), NO_INFO, name, measurement);
    return !outcome.ok || outcome.labels !== undefined;
  }

  metadata(view: MetadataView): void {
    if (!this.#known.learn(view, this.#kind(view.type))) return;
    for (const { prepared } of this.#series.sets) prepared.clearMetadata();
  }

  metadataOf(series: Pick<StoredSeries, 'family' | 'type'>): MetricMetadata {
    return this.#known.metadataOf(series.family, series.type);
  }

  /** The scrape is whole: marks all its samples, and the ends of the series that are gone. With `sink`, they go there at once. */
  commit(timestampMs: number, sink?: BatchSink): TableCounts {
    this.#timestampMs = timestampMs;
    this.#adoptInfo();
    if (this.#keepsRaw && this.#infoKey === '') {
      this.#keepsRaw = false;
      this.#raw = [];
    }
    const counts: TableCounts = { scraped: this.#sampled, kept: this.#kept, added: 0, collisions: 0, stale: 0 };
    const keys = this.#keys.size;
    for (let key = 0; key < keys; key++) {
      const target = this.#target[key]!;
      if (this.#seenIn[key] === this.#generation && target >= 0) this.#collect(key, target, counts);
    }
    const { flags, seenIn, timestamps, count } = this.#series;
    for (let i = 0; i < count; i++) {
      if (seenIn[i] === this.#generation) {
        // A sample that brings its own time ends by lookback, as in Prometheus: its source may be behind.
        const lives = timestamps[i] === 0 || this.#tracksTimestamps;
        flags[i] = (flags[i]! & ADDITIVE) | SAMPLE | (lives ? LIVE : 0);
      } else if ((flags[i]! & LIVE) !== 0) {
        flags[i] = (flags[i]! & ADDITIVE) | STALE;
        counts.stale++;
      } else flags[i]! &= ADDITIVE;
    }
    if (sink !== undefined) this.#handOver(sink);
    return counts;
  }

  /**
   * The target is down, or gone: ends all its series, and forgets them once that is handed on. A scrape that went beyond a limit
   * may have brought in far more than the target ever had.
   */
  abandon(timestampMs: number, sink?: BatchSink): number {
    this.#timestampMs = timestampMs;
    let ended = 0;
    const { flags, count } = this.#series;
    for (let i = 0; i < count; i++) {
      const isLive = (flags[i]! & LIVE) !== 0;
      flags[i] = isLive ? STALE : 0;
      if (isLive) ended++;
    }
    this.#next = 'drop';
    if (sink !== undefined) this.#handOver(sink);
    return ended;
  }

  /** What is marked, encoded piece by piece, with the target's own rows in the first one. The columns must stay until the end. */
  requests(own: readonly OwnRow[]): Iterable<EncodedRequest> {
    return encodeRequests(this.#series, this.#known, this.#timestampMs, own);
  }

  /** How many rows are marked. */
  get marked(): number {
    let marked = 0;
    const { flags, count } = this.#series;
    for (let i = 0; i < count; i++) if ((flags[i]! & (SAMPLE | STALE)) !== 0) marked++;
    return marked;
  }

  /** What is marked has been handed on: lets go of what is not needed for the next scrape. */
  settle(): void {
    if (this.#next === 'forget') this.#forget();
    else {
      this.#learnAnew();
      if (this.#next === 'drop') {
        this.#series = new TargetSeries();
        this.#info = NO_INFO;
        this.#infoKey = '';
      }
    }
    this.#next = 'forget';
  }

  get liveSeries(): number {
    let live = 0;
    for (let i = 0; i < this.#series.count; i++) if (this.#series.isLive(i)) live++;
    return live;
  }

  /** Keys that take up memory. */
  get knownSeries(): number {
    return this.#keys.size;
  }

  get scraped(): number {
    return this.#sampled;
  }

  #kind(type: MetricType): number {
    if (type !== this.#lastType) {
      this.#lastType = type;
      this.#lastKind = kindOf.get(type)!;
    }
    return this.#lastKind;
  }

  #handOver(sink: BatchSink): void {
    const series = this.#series;
    for (let i = 0; i < series.count; i++) {
      const marks = series.flags[i]! & (SAMPLE | STALE);
      if (marks === 0) continue;
      const { name, type } = this.#known.family(series.families[i]!);
      const timestampMs = series.timestamps[i]!;
      const stored: StoredSeries = {
        labels: series.labels(i),
        family: name,
        type,
        value: series.values[i]!,
        timestampMs,
        startTimestampMs: series.starts[i]!,
        histogram: series.histograms.get(i),
        exemplars: series.exemplars.get(i),
      };
      if (marks === SAMPLE) sink.sample(stored, timestampMs === 0 ? this.#timestampMs : timestampMs);
      else sink.stale(stored, this.#timestampMs);
    }
    this.settle();
  }

  #tooMany(): ScrapeRejected {
    return new ScrapeRejected('sample_limit', `more samples than sample_limit allows (${this.#sampleLimit})`);
  }

  #isNewer(view: SampleView, key: number): boolean {
    return view.hasTimestamp && this.#honorTimestamps && view.timestampMs > this.#timestamps[key]!;
  }

  #collect(key: number, at: number, counts: TableCounts): void {
    const series = this.#series;
    const value = this.#values[key]!;
    const seenIn = series.seenIn[at]!;
    if (seenIn === this.#generation) {
      if ((series.flags[at]! & ADDITIVE) !== 0 && !series.histograms.has(at)) {
        series.values[at]! += value;
        return;
      }
      counts.collisions++;
      if (!this.#addsUp) return;
    } else if (seenIn !== this.#generation - 1) counts.added++;
    series.seenIn[at] = this.#generation;
    series.values[at] = value;
    series.timestamps[at] = this.#timestamps[key]!;
    series.starts[at] = this.#starts[key]!;
    if (this.#histograms.size > 0 || series.histograms.size > 0) put(series.histograms, at, this.#histograms.get(key));
    if (this.#exemplars.size > 0 || series.exemplars.size > 0) put(series.exemplars, at, this.#exemplars.get(key));
  }

  /** A series that this target did not have so far. */
  #learn(view: SampleView, kind: number): number {
    const { type } = view;
    const family = view.familyName();
    const metric = view.metricName();
    const isKept = this.#families.keeps(family, metric, type);
    const isInfo = type === 'info' && this.#useInfo;
    let target = NOT_KEPT;
    let raw: RawSeries | undefined;
    if (isKept || isInfo) {
      const name = this.#families.rename(family, metric);
      raw = { labels: view.labels(), family, type, metric: name.name, measurement: name.measurement, isKept };
      target = isKept ? this.#resolve(raw, this.#series) : INFO;
    }
    const key = this.#keys.add(view.bytes, view.start, view.end, kind);
    if (key >= this.#target.length) this.#grow();
    this.#target[key] = target;
    this.#seenIn[key] = 0;
    if (this.#keepsRaw || isInfo) this.#raw[key] = raw;
    if (isInfo && !this.#keepsRaw) this.#next = 'learn anew';
    return key;
  }

  #resolve(raw: RawSeries, into: TargetSeries): number {
    const info = raw.type === 'info' ? NO_INFO : this.#info;
    const outcome = this.#rules.resolve(raw.labels, info, raw.metric, raw.measurement);
    if (!outcome.ok) throw new ScrapeRejected('label_limit', outcome.message);
    if (outcome.labels === undefined) return NOT_KEPT;
    const known = into.find(outcome.labels);
    if (known >= 0) return known;
    const family = this.#known.numberOf(raw.family, raw.type);
    return into.add(outcome.labels, family, this.#addsUp && isAdditive(raw) ? ADDITIVE : 0);
  }

  /** The labels of info families go to all other series. When they have changed, all series are other ones. */
  #adoptInfo(): void {
    if (!this.#useInfo || !this.#keepsRaw) return;
    const info = new Map<string, string>();
    for (const [key, raw] of this.#raw.entries()) {
      if (raw?.type !== 'info' || this.#seenIn[key] !== this.#generation) continue;
      for (let i = 0; i < raw.labels.length; i += 2)
        if (raw.labels[i] !== '__name__') info.set(raw.labels[i]!, raw.labels[i + 1]!);
    }
    const infoKey = JSON.stringify([...info]);
    if (infoKey === this.#infoKey || (info.size === 0 && this.#infoKey === '')) return;
    this.#info = info;
    this.#infoKey = infoKey;
    const old = this.#series;
    const fresh = new TargetSeries();
    for (const [key, raw] of this.#raw.entries()) {
      if (raw?.isKept === true) this.#target[key] = this.#resolve(raw, fresh);
    }
    // Series that were alive under their old labels end with this scrape.
    for (let i = 0; i < old.count; i++) {
      if (!old.isLive(i)) continue;
      const labels = old.labels(i);
      const at = fresh.find(labels);
      if (at >= 0) fresh.flags[at]! |= LIVE;
      else fresh.copy(fresh.add(labels, old.families[i]!, 0), old, i);
    }
    this.#series = fresh;
  }

  /** The next scrape learns every key again, with its raw labels; series that are alive stay so. */
  #learnAnew(): void {
    this.#keepsRaw = this.#useInfo;
    this.#keys = new ByteKeys();
    this.#target = new Int32Array(FIRST_KEYS);
    this.#seenIn = new Uint32Array(FIRST_KEYS);
    this.#values = new Float64Array(FIRST_KEYS);
    this.#timestamps = new Float64Array(FIRST_KEYS);
    this.#starts = new Float64Array(FIRST_KEYS);
    this.#raw = [];
    this.#histograms.clear();
    this.#exemplars.clear();
  }

  /** Lets go of what has not been seen for a while, once it is worth the work. */
  #forget(): void {
    let idle = 0;
    for (let key = 0; key < this.#keys.size; key++) {
      if (this.#seenIn[key] !== this.#generation) idle++;
    }
    if (idle < FORGET_FROM || idle * 2 < this.#keys.size) return;
    const isKept = (key: number): boolean => this.#seenIn[key] === this.#generation;
    const old = this.#series;
    const fresh = new TargetSeries();
    const numberIn = new Int32Array(old.count).fill(NOT_KEPT);
    for (let i = 0; i < old.count; i++) {
      if (old.seenIn[i] !== this.#generation) continue;
      numberIn[i] = fresh.add(old.labels(i), old.families[i]!, 0);
      fresh.copy(numberIn[i]!, old, i);
    }
    const raw = this.#raw;
    const target = this.#target;
    const kept: number[] = [];
    for (let key = 0; key < this.#keys.size; key++) if (isKept(key)) kept.push(key);
    this.#keys = this.#keys.filter(isKept);
    this.#series = fresh;
    this.#target = new Int32Array(target.length);
    this.#seenIn = new Uint32Array(target.length);
    this.#raw = this.#keepsRaw ? kept.map((from) => raw[from]) : [];
    this.#histograms.clear();
    this.#exemplars.clear();
    for (const [key, from] of kept.entries()) {
      const at = target[from]!;
      this.#target[key] = at < 0 ? at : numberIn[at]!;
      this.#seenIn[key] = this.#generation;
    }
  }

  #grow(): void {
    const length = this.#target.length * 2;
    const grow = <T extends Int32Array | Uint32Array | Float64Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    this.#target = grow(this.#target, new Int32Array(length));
    this.#seenIn = grow(this.#seenIn, new Uint32Array(length));
    this.#values = grow(this.#values, new Float64Array(length));
    this.#timestamps = grow(this.#timestamps, new Float64Array(length));
    this.#starts = grow(this.#starts, new Float64Array(length));
  }
}

interface RawSeries {
  readonly labels: Labels;
  readonly family: string;
  readonly type: MetricType;
  readonly metric: string;
  readonly measurement: string | undefined;
  readonly isKept: boolean;
}

const NO_INFO: ReadonlyMap<string, string> = new Map();
const FORGET_FROM = 1_000;
const FIRST_KEYS = 256;

function put<T>(map: Map<number, T>, key: number, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

function isAdditive(raw: RawSeries): boolean {
  if (raw.type === 'counter' || raw.type === 'histogram' || raw.type === 'gaugehistogram') return true;
  return raw.type === 'summary' && !raw.labels.includes('quantile');
}

function readExemplars(view: SampleView): readonly Exemplar[] {
  const exemplars: Exemplar[] = [];
  for (let i = 0; i < view.exemplarCount; i++) exemplars.push(view.exemplar(i));
  return exemplars;
}
