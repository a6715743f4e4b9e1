import type { Exemplar, FloatHistogram, Labels, MetricMetadata } from '@binnacle/model';

/**
 * Builds the message of one write request, series by series: `series`, then what belongs to it. `finish` gives the
 * (uncompressed) bytes; `reset` begins the next request with the same buffers.
 */
export interface WriteRequestBuilder {
  /** Begins a series. The calls below, up to the next `series`, belong to it. */
  series(labels: Labels): void;
  /** `startTimestampMs` 0: unknown. Version 1 cannot say it and leaves it out. */
  sample(timestampMs: number, value: number, startTimestampMs: number): void;
  staleMarker(timestampMs: number): void;
  histogram(timestampMs: number, value: FloatHistogram, startTimestampMs: number): void;
  exemplar(exemplar: Exemplar): void;
  /**
   * What the metric of this series is. In version 1 it is written once for each family in a request.
   * @param family  name of the family, where it is not the name of the series' metric
   */
  metadata(family: string, metadata: MetricMetadata): void;
  readonly seriesCount: number;
  /** Samples, stale markers among them. */
  readonly sampleCount: number;
  readonly histogramCount: number;
  readonly exemplarCount: number;
  /** About as long as the message would be now, in bytes; never too small by more than a series. */
  readonly sizeBytes: number;
  finish(): Uint8Array;
  reset(): void;
}
