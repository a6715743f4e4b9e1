import type { MetricType } from '@binnacle/model';
import { equalBytes } from './bytes.ts';
import { readText } from './series-labels.ts';

const encoder = new TextEncoder();
const suffixBytes = (suffixes: readonly string[]): readonly Uint8Array[] => suffixes.map((s) => encoder.encode(s));

const HISTOGRAM = suffixBytes(['_bucket', '_sum', '_count', '_created']);
const GAUGE_HISTOGRAM = suffixBytes(['_bucket', '_gsum', '_gcount']);
const SUMMARY = suffixBytes(['', '_sum', '_count', '_created']);
const COUNTER = suffixBytes(['_total', '_created']);
/** In the older format a counter's family is named as its sample; `_total` is what exporters of OpenMetrics leave. */
const TEXT_COUNTER = suffixBytes(['', '_total']);
const INFO = suffixBytes(['_info']);
const PLAIN = suffixBytes(['']);

const OPEN_METRICS_SUFFIXES: Readonly<Record<MetricType, readonly Uint8Array[]>> = {
  unknown: PLAIN,
  gauge: PLAIN,
  stateset: PLAIN,
  info: INFO,
  counter: COUNTER,
  summary: SUMMARY,
  histogram: HISTOGRAM,
  gaugehistogram: GAUGE_HISTOGRAM,
};
const TEXT_SUFFIXES: Readonly<Record<MetricType, readonly Uint8Array[]>> = {
  ...OPEN_METRICS_SUFFIXES,
  counter: TEXT_COUNTER,
  info: suffixBytes(['', '_info']),
};

/** The family that the last metadata line declared. Keeps a copy of its name, since the bytes move on. */
export class Family {
  type: MetricType = 'unknown';
  #name = new Uint8Array(64);
  #length = 0;
  #escaped = false;
  #declared = false;
  readonly #suffixes: Readonly<Record<MetricType, readonly Uint8Array[]>>;

  constructor(dialect: 'text' | 'openmetrics') {
    this.#suffixes = dialect === 'text' ? TEXT_SUFFIXES : OPEN_METRICS_SUFFIXES;
  }

  is(bytes: Uint8Array, start: number, end: number): boolean {
    return this.#declared && equalBytes(this.#name, 0, this.#length, bytes, start, end);
  }

  /** Begins a family unless it is the present one. */
  declare(bytes: Uint8Array, start: number, end: number, escaped: boolean): void {
    if (this.is(bytes, start, end)) return;
    const length = end - start;
    if (length > this.#name.length) this.#name = new Uint8Array(length * 2);
    this.#name.set(bytes.subarray(start, end));
    this.#length = length;
    this.#escaped = escaped;
    this.#declared = true;
    this.type = 'unknown';
  }

  /** Whether a metric of this name belongs to the family: its name with one of the suffixes of its type. */
  has(bytes: Uint8Array, start: number, end: number): boolean {
    const length = this.#length;
    if (!this.#declared || end - start < length) return false;
    if (!equalBytes(this.#name, 0, length, bytes, start, start + length)) return false;
    for (const suffix of this.#suffixes[this.type]) {
      if (equalBytes(suffix, 0, suffix.length, bytes, start + length, end)) return true;
    }
    return false;
  }

  /** Whether the metric is the family with exactly this suffix. */
  hasSuffix(suffix: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
    return (
      end - start === this.#length + suffix.length &&
      equalBytes(suffix, 0, suffix.length, bytes, end - suffix.length, end) &&
      equalBytes(this.#name, 0, this.#length, bytes, start, end - suffix.length)
    );
  }

  name(): string {
    return readText(this.#name, 0, this.#length, this.#escaped, 'a metric name');
  }
}
