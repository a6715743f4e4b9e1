import type { Exemplar, FloatHistogram, Labels, MetricMetadata } from '@binnacle/model';

/** Label set as sorted pairs: for each, name length (u32 LE), name, value length (u32 LE), value. */
export const KEY_CANONICAL = 1;
/** The `labels` fields of a prometheus.TimeSeries as they stand in the message. */
export const KEY_REMOTE_WRITE_1 = 2;

/**
 * What a decoder drives; an Appender of storage is one. Known series are found by the bytes at hand, so that a request
 * of known series makes no strings.
 */
export interface WriteSink {
  /** Number of the series known by this key, or 0. Does not keep the bytes. */
  find(kind: 1 | 2, bytes: Uint8Array, start: number, end: number): number;
  /** The series that came after the one found last, if its key lies at `start`; else 0. `bytes` must not change until the request ends. */
  findNext(kind: 1 | 2, bytes: Uint8Array, start: number, end: number): number;
  /** Length of the key that `findNext` found last. */
  readonly nextKeyBytes: number;
  /** Finds or makes the series; 0 refuses it, and the decoder passes over its samples. */
  create(labels: Labels, kind: 1 | 2, bytes: Uint8Array, start: number, end: number): number;
  /** `startTimestampMs` is 0 where the sender does not know it. */
  float(series: number, timestampMs: number, value: number, startTimestampMs: number): void;
  stale(series: number, timestampMs: number): void;
  /** A stale marker of a histogram series comes as a histogram with `stale: true`. */
  histogram(series: number, timestampMs: number, value: FloatHistogram, startTimestampMs: number): void;
  exemplar(series: number, exemplar: Exemplar): void;
  metadata(metric: string, metadata: MetricMetadata): void;
}

/** A series that was not passed on because it cannot be one. */
export interface InvalidSeries {
  readonly message: string;
  /** Samples and histograms refused with it. */
  readonly samples: number;
}

export type DecodeOutcome =
  | {
      readonly ok: true;
      readonly series: number;
      readonly samples: number;
      readonly histograms: number;
      readonly exemplars: number;
      /** At most the first few; `invalidSamples` counts all. */
      readonly invalid: readonly InvalidSeries[];
      readonly invalidSamples: number;
    }
  /** The request is no message of its kind: nothing of it may be kept. */
  | { readonly ok: false; readonly message: string; readonly offset: number };

/** Decoding in steps, so that a large request does not hold up everything else. */
export interface Decoding {
  /**
   * Decodes up to so many items: each series and each of its fields (samples, histograms, exemplars) is one.
   * @returns the outcome once the request is done, undefined while there is more
   */
  step(maxItems: number): DecodeOutcome | undefined;
}

/** Runs a decoding to its end. */
export function finishDecoding(decoding: Decoding): DecodeOutcome {
  for (;;) {
    const outcome = decoding.step(1 << 20);
    if (outcome !== undefined) return outcome;
  }
}
