import type { Exemplar, MetricMetadata } from '@binnacle/model';

export const FLOAT = 0;
export const STALE = 1;
/** The value is the number of a histogram of the batch. */
export const HISTOGRAM = 2;

export interface HistogramSample {
  readonly series: number;
  readonly timestampMs: number;
  readonly startMs: number;
  /** As `encodeHistogram` makes them. */
  readonly bytes: Uint8Array;
}

export interface SeriesExemplar {
  readonly series: number;
  readonly exemplar: Exemplar;
}

export interface FamilyMetadata {
  readonly metric: string;
  readonly metadata: MetricMetadata;
}

/** What one appender has collected, in the order of the calls; columns, so that a sample allocates nothing. */
export class Batch {
  count = 0;
  series = new Uint32Array(256);
  times = new Float64Array(256);
  values = new Float64Array(256);
  kinds = new Uint8Array(256);
  /** Filled only when `hasStarts`. */
  starts = new Float64Array(0);
  hasStarts = false;
  readonly histograms: HistogramSample[] = [];
  readonly exemplars: SeriesExemplar[] = [];
  readonly metadata: FamilyMetadata[] = [];

  get isEmpty(): boolean {
    return this.count + this.exemplars.length + this.metadata.length === 0;
  }

  /** About how many bytes of the log it takes. */
  get sizeBytes(): number {
    return this.count * (this.hasStarts ? 20 : 12) + this.histograms.length * 512 + this.exemplars.length * 256;
  }

  add(series: number, timestampMs: number, value: number, kind: number, startMs: number): void {
    if (this.count === this.series.length) this.grow();
    const at = this.count++;
    this.series[at] = series;
    this.times[at] = timestampMs;
    this.values[at] = value;
    this.kinds[at] = kind;
    if (startMs !== 0 && !this.hasStarts) {
      this.hasStarts = true;
      if (this.starts.length < this.series.length) this.starts = new Float64Array(this.series.length);
      else this.starts.fill(0, 0, at);
    }
    if (this.hasStarts) this.starts[at] = startMs;
  }

  addHistogram(sample: HistogramSample): void {
    this.add(sample.series, sample.timestampMs, this.histograms.push(sample) - 1, HISTOGRAM, sample.startMs);
  }

  clear(): void {
    this.count = 0;
    this.hasStarts = false;
    this.histograms.length = 0;
    this.exemplars.length = 0;
    this.metadata.length = 0;
  }

  private grow(): void {
    const capacity = this.series.length * 2;
    const series = new Uint32Array(capacity);
    series.set(this.series);
    this.series = series;
    const times = new Float64Array(capacity);
    times.set(this.times);
    this.times = times;
    const values = new Float64Array(capacity);
    values.set(this.values);
    this.values = values;
    const kinds = new Uint8Array(capacity);
    kinds.set(this.kinds);
    this.kinds = kinds;
    if (this.hasStarts) {
      const starts = new Float64Array(capacity);
      starts.set(this.starts);
      this.starts = starts;
    }
  }
}
