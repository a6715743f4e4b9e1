import type { Exemplar, FloatHistogram, Labels, MetricMetadata } from '@binnacle/model';
import type { WriteSink } from './write-sink.ts';

export interface CollectedSeries {
  readonly labels: Labels;
  readonly samples: {
    readonly timestampMs: number;
    /** `'stale'` for a stale marker. */
    readonly value: number | 'stale';
    readonly startTimestampMs: number;
  }[];
  readonly histograms: {
    readonly timestampMs: number;
    readonly value: FloatHistogram;
    readonly startTimestampMs: number;
  }[];
  readonly exemplars: Exemplar[];
}

/** Keeps what a decoder passes on, for tests and for looking at a request by eye. */
export class CollectingSink implements WriteSink {
  readonly series: CollectedSeries[] = [];
  readonly metadataByMetric = new Map<string, MetricMetadata>();
  /** How many label sets were made: less than the series of all requests together once they are known. */
  created = 0;
  nextKeyBytes = 0;
  /** How many series were found because they came after the one before. */
  foundNext = 0;
  readonly #keys = new Map<string, number>();
  #last = 0;

  find(kind: 1 | 2, bytes: Uint8Array, start: number, end: number): number {
    this.#last = this.#keys.get(keyOf(kind, bytes, start, end)) ?? 0;
    return this.#last;
  }

  findNext(kind: 1 | 2, bytes: Uint8Array, start: number, end: number): number {
    const next = [...this.#keys].find(([, id]) => id === this.#last + 1);
    if (next === undefined) return 0;
    const [key, id] = next;
    const length = key.length - keyOf(kind, bytes, 0, 0).length;
    if (length === 0 || start + length > end || keyOf(kind, bytes, start, start + length) !== key) return 0;
    this.nextKeyBytes = length;
    this.foundNext++;
    return (this.#last = id);
  }

  create(labels: Labels, kind: 1 | 2, bytes: Uint8Array, start: number, end: number): number {
    this.created++;
    const id = this.series.push({ labels, samples: [], histograms: [], exemplars: [] });
    this.#keys.set(keyOf(kind, bytes, start, end), id);
    this.#last = id;
    return id;
  }

  float(series: number, timestampMs: number, value: number, startTimestampMs: number): void {
    this.#at(series).samples.push({ timestampMs, value, startTimestampMs });
  }

  stale(series: number, timestampMs: number): void {
    this.#at(series).samples.push({ timestampMs, value: 'stale', startTimestampMs: 0 });
  }

  histogram(series: number, timestampMs: number, value: FloatHistogram, startTimestampMs: number): void {
    this.#at(series).histograms.push({ timestampMs, value, startTimestampMs });
  }

  exemplar(series: number, exemplar: Exemplar): void {
    this.#at(series).exemplars.push(exemplar);
  }

  metadata(metric: string, metadata: MetricMetadata): void {
    this.metadataByMetric.set(metric, metadata);
  }

  #at(series: number): CollectedSeries {
    const found = this.series[series - 1];
    if (found === undefined) throw new Error(`BUG: no series ${series}`);
    return found;
  }
}

function keyOf(kind: number, bytes: Uint8Array, start: number, end: number): string {
  let key = `${kind}:`;
  for (let i = start; i < end; i++) key += String.fromCharCode(bytes[i]!);
  return key;
}
