import type { Exemplar, FloatHistogram, Labels, MetricMetadata, MetricType } from '@binnacle/model';
import { METRIC_TYPES } from '@binnacle/model';
import type { ExpositionSink, MetadataView, SampleView } from '@binnacle/exposition';
import { ByteKeys } from './byte-keys.ts';
import type { FamilySelection, SampleLabels } from './sample-rules.ts';
import { type BatchSink, ScrapeRejected, type Series, type TableCounts } from './scrape-rows.ts';
import { StringPool } from './string-pool.ts';
import type { ScrapeSettings } from './target.ts';

const NOT_KEPT = -1;
const INFO = -2;
const kindOf = new Map<MetricType, number>(METRIC_TYPES.map((type, i) => [type, i]));

/**
 * Everything that is remembered about one target between two scrapes: which bytes of the exposition mean which series,
 * and which series are alive. A scrape is `begin`, the parser driving `sample`, then `commit` or `abandon`. A series that
 * is known costs a comparison of bytes and a few writes to typed arrays.
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
  /** By number of key: index in `#series`, or NOT_KEPT, or INFO. */
  #target = new Int32Array(FIRST_KEYS);
  #seenIn = new Uint32Array(FIRST_KEYS);
  #values = new Float64Array(FIRST_KEYS);
  #timestamps = new Float64Array(FIRST_KEYS);
  #starts = new Float64Array(FIRST_KEYS);
  #raw: (RawSeries | undefined)[] = [];
  #histograms: (FloatHistogram | undefined)[] = [];
  #exemplars: (readonly Exemplar[] | undefined)[] = [];
  #series: Series[] = [];
  #byLabels = new Map<string, number>();
  #pool = new StringPool();
  /**
   * Whether the labels as exposed are kept beside those that are stored: needed only where info families may change what
   * the others become, which the first scrape shows.
   */
  #keepsRaw: boolean;
  #info: ReadonlyMap<string, string> = new Map();
  #infoKey = '';
  #generation = 0;
  #sampled = 0;
  #kept = 0;
  readonly #metadata = new Map<string, { type: MetricType; help: string; unit: string }>();
  #metadataKeys = new ByteKeys();
  /** An info family turned up late: everything is to be learned again. */
  #learnsAnew = false;

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
    this.#metadataKeys.rewind();
    this.#sampled = 0;
    this.#kept = 0;
  }

  sample(view: SampleView): void {
    this.#sampled++;
    const kind = kindOf.get(view.type)!;
    let key = this.#keys.find(view.bytes, view.start, view.end, kind);
    if (key < 0) key = this.#learn(view, kind);
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
    if (view.histogram !== undefined || this.#histograms[key] !== undefined) this.#histograms[key] = view.histogram;
    if (view.exemplarCount > 0) this.#exemplars[key] = readExemplars(view);
    else if (this.#exemplars[key] !== undefined) this.#exemplars[key] = undefined;
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
    // Help and type hardly ever change: they are read when they are new.
    const kind = view.kind === 'help' ? 100 : view.kind === 'unit' ? 101 : kindOf.get(view.type)!;
    if (this.#metadataKeys.find(view.bytes, view.nameStart, view.nameEnd, kind) >= 0) return;
    this.#metadataKeys.add(view.bytes, view.nameStart, view.nameEnd, kind);
    const name = view.name();
    let entry = this.#metadata.get(name);
    if (entry === undefined) this.#metadata.set(name, (entry = { type: 'unknown', help: '', unit: '' }));
    if (view.kind === 'type') entry.type = view.type;
    else entry[view.kind] = view.text();
  }

  metadataOf(series: Series): MetricMetadata {
    return this.#metadata.get(series.family) ?? { type: series.type, help: '', unit: '' };
  }

  /** The scrape is whole: hands all its samples, and the ends of the series that are gone, to `sink`. */
  commit(timestampMs: number, sink: BatchSink): TableCounts {
    this.#adoptInfo();
    if (this.#keepsRaw && this.#infoKey === '') {
      this.#keepsRaw = false;
      this.#raw = [];
    }
    const counts: TableCounts = { scraped: this.#sampled, kept: this.#kept, added: 0, collisions: 0, stale: 0 };
    const keys = this.#keys.size;
    for (let key = 0; key < keys; key++) {
      const target = this.#target[key]!;
      if (this.#seenIn[key] === this.#generation && target >= 0) this.#collect(key, this.#series[target]!, counts);
    }
    for (const series of this.#series) {
      if (series.seenIn === this.#generation) {
        if (series.isNew) counts.added++;
        sink.sample(series, series.timestampMs === 0 ? timestampMs : series.timestampMs);
        // A sample that brings its own time ends by lookback, as in Prometheus: its source may be behind.
        series.live = series.timestampMs === 0 || this.#tracksTimestamps;
      } else if (series.live) {
        sink.stale(series, timestampMs);
        series.live = false;
        counts.stale++;
      }
    }
    if (this.#learnsAnew) this.#learnAnew();
    else this.#forget();
    return counts;
  }

  /**
   * The target is down, or gone: ends all its series, and forgets them. A scrape that went beyond a limit may have brought
   * in far more than the target ever had.
   */
  abandon(timestampMs: number, sink: BatchSink): number {
    let ended = 0;
    for (const series of this.#series) {
      if (!series.live) continue;
      sink.stale(series, timestampMs);
      series.live = false;
      ended++;
    }
    this.#learnAnew();
    this.#series = [];
    this.#byLabels.clear();
    this.#pool = new StringPool();
    this.#info = NO_INFO;
    this.#infoKey = '';
    return ended;
  }

  get liveSeries(): number {
    return this.#series.reduce((count, series) => count + (series.live ? 1 : 0), 0);
  }

  /** Keys that take up memory. */
  get knownSeries(): number {
    return this.#keys.size;
  }

  get scraped(): number {
    return this.#sampled;
  }

  #tooMany(): ScrapeRejected {
    return new ScrapeRejected('sample_limit', `more samples than sample_limit allows (${this.#sampleLimit})`);
  }

  #isNewer(view: SampleView, key: number): boolean {
    return view.hasTimestamp && this.#honorTimestamps && view.timestampMs > this.#timestamps[key]!;
  }

  #collect(key: number, series: Series, counts: TableCounts): void {
    const value = this.#values[key]!;
    if (series.seenIn === this.#generation) {
      if (series.additive && series.histogram === undefined) {
        series.value += value;
        return;
      }
      counts.collisions++;
      if (!this.#addsUp) return;
    } else series.isNew = series.seenIn !== this.#generation - 1;
    series.seenIn = this.#generation;
    series.value = value;
    series.timestampMs = this.#timestamps[key]!;
    series.startTimestampMs = this.#starts[key]!;
    series.histogram = this.#histograms[key];
    series.exemplars = this.#exemplars[key];
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
      target = isKept ? this.#resolve(raw) : INFO;
    }
    const key = this.#keys.add(view.bytes, view.start, view.end, kind);
    if (key >= this.#target.length) this.#grow();
    this.#target[key] = target;
    this.#seenIn[key] = 0;
    if (this.#keepsRaw || isInfo) this.#raw[key] = raw;
    if (isInfo && !this.#keepsRaw) this.#learnsAnew = true;
    return key;
  }

  #resolve(raw: RawSeries): number {
    const info = raw.type === 'info' ? NO_INFO : this.#info;
    const outcome = this.#rules.resolve(raw.labels, info, raw.metric, raw.measurement);
    if (!outcome.ok) throw new ScrapeRejected('label_limit', outcome.message);
    if (outcome.labels === undefined) return NOT_KEPT;
    const { labels, key } = this.#pool.take(outcome.labels);
    const known = this.#byLabels.get(key);
    if (known !== undefined) return known;
    const index = this.#series.length;
    this.#byLabels.set(key, index);
    this.#series.push({
      labels,
      family: raw.family,
      type: raw.type,
      additive: this.#addsUp && isAdditive(raw),
      seenIn: -1,
      isNew: true,
      live: false,
      value: 0,
      timestampMs: 0,
      startTimestampMs: 0,
      histogram: undefined,
      exemplars: undefined,
    });
    return index;
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
    this.#byLabels.clear();
    const old = this.#series;
    this.#series = [];
    for (const [key, raw] of this.#raw.entries()) if (raw?.isKept === true) this.#target[key] = this.#resolve(raw);
    // Series that were alive under their old labels end with this scrape.
    for (const series of old) {
      const at = this.#byLabels.get(this.#pool.take(series.labels).key);
      if (at === undefined) this.#series.push(series);
      else this.#series[at]!.live = series.live;
    }
  }

  /** The next scrape learns every key again, with its raw labels; series that are alive stay so. */
  #learnAnew(): void {
    this.#learnsAnew = false;
    this.#keepsRaw = this.#useInfo;
    this.#keys = new ByteKeys();
    this.#target = new Int32Array(FIRST_KEYS);
    this.#seenIn = new Uint32Array(FIRST_KEYS);
    this.#values = new Float64Array(FIRST_KEYS);
    this.#timestamps = new Float64Array(FIRST_KEYS);
    this.#starts = new Float64Array(FIRST_KEYS);
    this.#raw = [];
    this.#histograms = [];
    this.#exemplars = [];
  }

  /** Lets go of what has not been seen for a while, once it is worth the work. */
  #forget(): void {
    let idle = 0;
    for (let key = 0; key < this.#keys.size; key++) {
      if (this.#seenIn[key] !== this.#generation) idle++;
    }
    if (idle < FORGET_FROM || idle * 2 < this.#keys.size) return;
    const isKept = (key: number): boolean => this.#seenIn[key] === this.#generation;
    const seriesAt = new Int32Array(this.#series.length).fill(-1);
    const kept: Series[] = [];
    this.#byLabels.clear();
    const pool = new StringPool();
    for (const [i, series] of this.#series.entries()) {
      if (series.seenIn !== this.#generation) continue;
      seriesAt[i] = kept.length;
      const { labels, key } = pool.take(series.labels);
      this.#byLabels.set(key, kept.length);
      kept.push({ ...series, labels });
    }
    const old = {
      target: this.#target,
      seenIn: this.#seenIn,
      raw: this.#raw,
      histograms: this.#histograms,
      exemplars: this.#exemplars,
    };
    const numbers: number[] = [];
    for (let key = 0; key < this.#keys.size; key++) if (isKept(key)) numbers.push(key);
    this.#keys = this.#keys.filter(isKept);
    this.#series = kept;
    this.#pool = pool;
    this.#target = new Int32Array(this.#target.length);
    this.#seenIn = new Uint32Array(this.#seenIn.length);
    this.#raw = this.#keepsRaw ? numbers.map((from) => old.raw[from]) : [];
    this.#histograms = [];
    this.#exemplars = [];
    for (const [key, from] of numbers.entries()) {
      const target = old.target[from]!;
      this.#target[key] = target < 0 ? target : seriesAt[target]!;
      this.#seenIn[key] = old.seenIn[from]!;
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

function isAdditive(raw: RawSeries): boolean {
  if (raw.type === 'counter' || raw.type === 'histogram' || raw.type === 'gaugehistogram') return true;
  return raw.type === 'summary' && !raw.labels.includes('quantile');
}

function readExemplars(view: SampleView): readonly Exemplar[] {
  const exemplars: Exemplar[] = [];
  for (let i = 0; i < view.exemplarCount; i++) exemplars.push(view.exemplar(i));
  return exemplars;
}
