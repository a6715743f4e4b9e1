import type { FloatHistogram, Labels } from '@binnacle/model';
import type { Annotations } from '../annotations/annotations.ts';

/** Why there is no result. The codes are the error types of the Prometheus API. */
export type QueryError =
  | { readonly code: 'bad_data'; readonly message: string; readonly from: number; readonly to: number }
  | { readonly code: 'execution' | 'timeout' | 'canceled'; readonly message: string };

export interface ScalarValue {
  readonly kind: 'scalar';
  readonly timestampMs: number;
  readonly value: number;
}

export interface StringValue {
  readonly kind: 'string';
  readonly timestampMs: number;
  readonly value: string;
}

/** One sample of an instant vector: a native histogram, or else the number. */
export interface VectorSample {
  readonly labels: Labels;
  readonly value: number;
  readonly histogram: FloatHistogram | undefined;
}

export interface VectorValue {
  readonly kind: 'vector';
  readonly timestampMs: number;
  readonly samples: readonly VectorSample[];
}

/**
 * One series of a range vector. Point `i` is at `timestamps[i]` and is `histograms[i]` if there is one, else the number
 * `values[at + i]`, unless that has the bits of "absent": then there is no point.
 */
export interface MatrixSeries {
  readonly labels: Labels;
  /** Unix milliseconds, ascending; most often one array for all series of a result. */
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  /** The 32-bit halves of `values`, to recognise absence by: see `special-values.ts` of the model. */
  readonly bits: Uint32Array;
  readonly at: number;
  readonly histograms: readonly (FloatHistogram | undefined)[] | undefined;
}

export interface MatrixValue {
  readonly kind: 'matrix';
  readonly series: readonly MatrixSeries[];
}

export type Value = ScalarValue | StringValue | VectorValue | MatrixValue;

export interface QueryStats {
  /** Samples that selectors took into account, each as often as a step used it. */
  readonly totalSamples: number;
  /** The largest number of samples held in memory at a time. */
  readonly peakSamples: number;
  /** `totalSamples` step by step; present when asked for. */
  readonly samplesPerStep: Float64Array | undefined;
}

export type QueryOutcome =
  | {
      readonly ok: true;
      readonly value: Value;
      readonly annotations: Annotations;
      /** Texts with positions, all of them; the HTTP API shows ten (`limitTexts`). */
      readonly warnings: readonly string[];
      readonly infos: readonly string[];
      readonly stats: QueryStats;
    }
  | { readonly ok: false; readonly error: QueryError; readonly annotations: Annotations };

/** Carries a query error up through the evaluator; never leaves it. */
export class QueryFailure extends Error {
  readonly error: QueryError;

  constructor(error: QueryError) {
    super(error.message);
    this.error = error;
  }
}

/** Ends the evaluation: the query cannot be answered with these data. */
export function failExecution(message: string): never {
  throw new QueryFailure({ code: 'execution', message });
}

export const SAME_LABELSET = 'vector cannot contain metrics with the same labelset';
