import { formatDuration } from '../config/units.ts';
import type { Encoding } from '../http/compression.ts';

/** Which series a metadata request is about; the selectors are text, parsed on the query thread. */
interface Selection {
  /** Unix milliseconds, both included. */
  readonly startMs: number;
  readonly endMs: number;
  readonly matchers: readonly string[];
  /** 0 is no limit. */
  readonly limit: number;
}

interface QueryOptions {
  readonly query: string;
  readonly lookbackMs: number;
  readonly limit: number;
  /** The parameter `stats`: empty for none, `all` with the samples of each step. */
  readonly stats: string;
}

/** A request that reads samples or parses PromQL, as values that a query thread can be sent. */
export type Job =
  | ({ readonly kind: 'instant'; readonly timeMs: number } & QueryOptions)
  | ({
      readonly kind: 'range';
      readonly startMs: number;
      readonly endMs: number;
      readonly stepMs: number;
      /** Of the answer, the series with the largest values alone, so many; 0 for all. */
      readonly largest: number;
    } & QueryOptions)
  | ({ readonly kind: 'series' } & Selection)
  | ({ readonly kind: 'labels' } & Selection)
  | ({ readonly kind: 'label_values'; readonly name: string } & Selection)
  | { readonly kind: 'exemplars'; readonly query: string; readonly startMs: number; readonly endMs: number }
  | { readonly kind: 'metadata'; readonly metric: string; readonly limit: number; readonly limitPerMetric: number }
  | {
      readonly kind: 'targets_metadata';
      /** Labels of each target, as pairs. */
      readonly targets: readonly (readonly (readonly [string, string])[])[];
      /** A selector that the labels of a target have to fit; empty for all targets. */
      readonly matchTarget: string;
      readonly metric: string;
      readonly limit: number;
      readonly startMs: number;
      readonly endMs: number;
    }
  | { readonly kind: 'format_query'; readonly query: string }
  | { readonly kind: 'parse_query'; readonly query: string }
  | { readonly kind: 'cardinality'; readonly startMs: number; readonly endMs: number; readonly limit: number }
  /** Remote read: a ReadRequest, compressed as it came. */
  | { readonly kind: 'read'; readonly message: Uint8Array }
  | {
      readonly kind: 'federate';
      readonly timeMs: number;
      readonly lookbackMs: number;
      readonly matchers: readonly string[];
    };

/** How long and how much a job may take. */
export interface JobLimits {
  readonly timeoutMs: number;
  readonly maxSamples: number;
}

/** Says how long a query had, behind the words of Prometheus. */
export const timeoutNote = (timeoutMs: number): string => ` (limit ${formatDuration(timeoutMs)}, --query.timeout)`;

export interface JobRequest {
  readonly id: number;
  readonly job: Job;
  readonly timeoutMs: number;
  /** How the body is to be compressed when it is large enough to pay. */
  readonly encoding: Encoding;
}

/** The whole answer: ready to be sent. */
export interface JobReply {
  readonly status: number;
  readonly contentType: string;
  readonly encoding: Encoding;
  /** A small one is a text, if all of it is ASCII: that costs a thread less to hand over than a buffer. */
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** Values of the flag that a query thread looks at. */
export const RUN = 0;
export const CANCELED = 1;
export const TIMED_OUT = 2;
