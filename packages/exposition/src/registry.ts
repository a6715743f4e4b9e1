import { labelsFromRecord, METRIC_NAME, type MetricType } from '@binnacle/model';
import { contentTypeOf, negotiateTextFormat } from './content-type.ts';
import type { ExpositionFamily, ExpositionSample } from './families.ts';
import { formatBound } from './format-number.ts';
import { writeExposition } from './write-exposition.ts';

export type LabelValues = Readonly<Record<string, string>>;

/** A number that only grows. Its name ends in `_total`. */
export interface Counter {
  /** @param by  0 or more; 1 when left out */
  inc(labels?: LabelValues, by?: number): void;
  /** The same for labels that come often: they are looked up once. Counts for nobody once they have been removed. */
  of(labels: LabelValues): { inc(): void };
  /** Forgets the series of these labels. */
  remove(labels: LabelValues): void;
}

export interface Gauge {
  set(value: number, labels?: LabelValues): void;
  /** @param by  may be negative */
  add(by: number, labels?: LabelValues): void;
  remove(labels: LabelValues): void;
}

export interface Histogram {
  observe(value: number, labels?: LabelValues): void;
  /** The same for labels that come often: they are looked up once. Counts for nobody once they have been removed. */
  of(labels: LabelValues): { observe(value: number): void };
  remove(labels: LabelValues): void;
}

/** Takes the metrics of a callback that reads them where they are kept anyway. */
export interface Collection {
  counter(name: string, help: string, value: number, labels?: LabelValues): void;
  gauge(name: string, help: string, value: number, labels?: LabelValues): void;
}

/** The metrics of one program, for its own `/metrics`. */
export interface Registry {
  counter(name: string, help: string): Counter;
  gauge(name: string, help: string): Gauge;
  /** @param bounds  upper bounds of the buckets, ascending, without +Inf */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram;
  /** Calls `read` each time the metrics are read. */
  collect(read: (into: Collection) => void): void;
  families(): ExpositionFamily[];
  /** The answer to a scrape with this `Accept` header. */
  expose(accept: string | null | undefined): { readonly contentType: string; readonly body: string };
}

/** Bounds in seconds for durations from a millisecond to half a minute. */
export const DURATION_BOUNDS: readonly number[] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

interface Series {
  readonly labels: LabelValues;
  value: number;
  /** Of a histogram: observations in each bucket (not cumulative), the last one above all bounds. */
  readonly buckets: Float64Array | undefined;
}

/**
 * Makes an empty registry.
 * @throws Error `BUG: …` from `counter`, `gauge` and `histogram`: a name that is taken or no metric name, a counter's name
 *   without `_total`, bounds out of order
 */
export function createRegistry(): Registry {
  const metrics = new Map<string, Metric>();
  const collectors: ((into: Collection) => void)[] = [];

  function add(name: string, help: string, type: MetricType, bounds: readonly number[]): Metric {
    if (!/^[A-Za-z_:][A-Za-z0-9_:]*$/.test(name)) throw new Error(`BUG: "${name}" is no metric name`);
    if (type === 'counter' && !name.endsWith('_total')) throw new Error(`BUG: counter "${name}" must end in _total`);
    if (bounds.some((bound, i) => !(bound > (bounds[i - 1] ?? -Infinity)))) {
      throw new Error(`BUG: the bounds of "${name}" are not ascending`);
    }
    if (metrics.has(name)) throw new Error(`BUG: metric "${name}" is registered twice`);
    const metric = new Metric(name, help, type, bounds);
    metrics.set(name, metric);
    return metric;
  }

  function families(): ExpositionFamily[] {
    const all = new Map([...metrics].map(([name, metric]) => [name, metric.family()]));
    const collection = new CollectedFamilies(all);
    for (const read of collectors) read(collection);
    return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  return {
    counter: (name, help) => add(name, help, 'counter', []),
    gauge: (name, help) => add(name, help, 'gauge', []),
    histogram: (name, help, bounds) => add(name, help, 'histogram', bounds),
    collect: (read) => void collectors.push(read),
    families,
    expose(accept) {
      const format = negotiateTextFormat(accept);
      return { contentType: contentTypeOf(format), body: writeExposition(families(), format) };
    },
  };
}

class Metric implements Counter, Gauge, Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #type: MetricType;
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Series>();

  constructor(name: string, help: string, type: MetricType, bounds: readonly number[]) {
    this.#name = name;
    this.#help = help;
    this.#type = type;
    this.#bounds = bounds;
  }

  inc(labels: LabelValues = {}, by = 1): void {
    if (!(by >= 0)) throw new Error(`BUG: counter "${this.#name}" cannot change by ${by}`);
    this.#find(labels).value += by;
  }

  set(value: number, labels: LabelValues = {}): void {
    this.#find(labels).value = value;
  }

  add(by: number, labels: LabelValues = {}): void {
    this.#find(labels).value += by;
  }

  observe(value: number, labels: LabelValues = {}): void {
    this.#observe(this.#find(labels), value);
  }

  of(labels: LabelValues): { inc(): void; observe(value: number): void } {
    const series = this.#find(labels);
    return {
      inc: () => void series.value++,
      observe: (value) => this.#observe(series, value),
    };
  }

  #observe(series: Series, value: number): void {
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]!) bucket++;
    series.buckets![bucket] = series.buckets![bucket]! + 1;
    series.value += value;
  }

  remove(labels: LabelValues): void {
    this.#series.delete(keyOf(labels));
  }

  family(): ExpositionFamily & { samples: ExpositionSample[] } {
    const samples: ExpositionSample[] = [];
    for (const series of this.#series.values()) {
      if (series.buckets === undefined) samples.push(sampleOf(this.#name, series.labels, series.value));
      else this.#histogramSamples(series, series.buckets, samples);
    }
    return { name: this.#name, type: this.#type, help: this.#help, unit: '', samples };
  }

  #histogramSamples(series: Series, buckets: Float64Array, into: ExpositionSample[]): void {
    let count = 0;
    for (const [i, observations] of buckets.entries()) {
      count += observations;
      const le = formatBound(this.#bounds[i] ?? Infinity);
      into.push(sampleOf(`${this.#name}_bucket`, { ...series.labels, le }, count));
    }
    into.push(sampleOf(`${this.#name}_sum`, series.labels, series.value));
    into.push(sampleOf(`${this.#name}_count`, series.labels, count));
  }

  #find(labels: LabelValues): Series {
    const key = keyOf(labels);
    let series = this.#series.get(key);
    if (series === undefined) {
      const buckets = this.#type === 'histogram' ? new Float64Array(this.#bounds.length + 1) : undefined;
      series = { labels: { ...labels }, value: 0, buckets };
      this.#series.set(key, series);
    }
    return series;
  }
}

class CollectedFamilies implements Collection {
  readonly #families: Map<string, ExpositionFamily & { samples: ExpositionSample[] }>;

  constructor(families: Map<string, ExpositionFamily & { samples: ExpositionSample[] }>) {
    this.#families = families;
  }

  counter(name: string, help: string, value: number, labels: LabelValues = {}): void {
    this.#add(name, help, 'counter', value, labels);
  }

  gauge(name: string, help: string, value: number, labels: LabelValues = {}): void {
    this.#add(name, help, 'gauge', value, labels);
  }

  #add(name: string, help: string, type: MetricType, value: number, labels: LabelValues): void {
    let family = this.#families.get(name);
    if (family === undefined) {
      family = { name, type, help, unit: '', samples: [] };
      this.#families.set(name, family);
    }
    family.samples.push(sampleOf(name, labels, value));
  }
}

/** Equal for equal labels in whatever order they are written; most metrics have none or one. */
function keyOf(labels: LabelValues): string {
  const names = Object.keys(labels);
  if (names.length === 0) return '';
  if (names.length > 1) names.sort();
  return JSON.stringify(names.map((name) => [name, labels[name]]));
}

const sampleOf = (name: string, labels: LabelValues, value: number): ExpositionSample => ({
  labels: labelsFromRecord({ ...labels, [METRIC_NAME]: name }),
  value,
});
