import type { Exemplar, FloatHistogram, Labels, MetricType } from '@binnacle/model';

/** A series as it is stored. */
export interface Series {
  readonly labels: Labels;
  readonly family: string;
  readonly type: MetricType;
  /** Whether values of series that became one by `tags_ignore` are added up; else the last one stays. */
  readonly additive: boolean;
  /** Scrape in which it was last seen. */
  seenIn: number;
  /** It was not there in the scrape before. */
  isNew: boolean;
  /** It has a sample that no stale marker follows yet. */
  live: boolean;
  value: number;
  /** 0: the time of the scrape. */
  timestampMs: number;
  startTimestampMs: number;
  histogram: FloatHistogram | undefined;
  exemplars: readonly Exemplar[] | undefined;
}

/** What there is to see of a series when its sample is stored. */
export type StoredSeries = Pick<
  Series,
  'labels' | 'family' | 'type' | 'value' | 'timestampMs' | 'startTimestampMs' | 'histogram' | 'exemplars'
>;

/** Takes what one scrape is to store. */
export interface BatchSink {
  sample(series: StoredSeries, timestampMs: number): void;
  stale(series: StoredSeries, timestampMs: number): void;
}

/** One write request's worth of what a scrape is to store. */
export interface EncodedRequest {
  /** A remote write 2.0 request. Good until the next one is asked for; another target may use the same memory then. */
  readonly message: Uint8Array;
  readonly sampleCount: number;
}

export interface TableCounts {
  scraped: number;
  /** After the filters, before series became one. */
  kept: number;
  added: number;
  /** Samples of gauges that were lost because `tags_ignore` made their series one. */
  collisions: number;
  stale: number;
}

/** Thrown into the parser to end a scrape that goes beyond a limit; the message is for the operator. */
export class ScrapeRejected extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
