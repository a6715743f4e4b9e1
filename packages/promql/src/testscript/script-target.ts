import type { FloatHistogram, Labels } from '@binnacle/model';

/** A sample's value in a script or a result. */
export type PointValue = number | FloatHistogram;

export interface LoadedSample {
  /** Unix milliseconds. */
  readonly t: number;
  readonly value: PointValue | 'stale';
  /** Start timestamp in Unix milliseconds, 0 for none. */
  readonly start: number;
}

export interface LoadedSeries {
  readonly labels: Labels;
  readonly samples: readonly LoadedSample[];
}

export interface ResultPoint {
  readonly t: number;
  readonly value: PointValue;
}

export type ResultValue =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'vector'; readonly samples: readonly { readonly labels: Labels; readonly value: PointValue }[] }
  | {
      readonly kind: 'matrix';
      readonly series: readonly { readonly labels: Labels; readonly points: readonly ResultPoint[] }[];
    };

export type ResultOutcome =
  | {
      readonly ok: true;
      readonly value: ResultValue;
      readonly warnings: readonly string[];
      readonly infos: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** What a script runs against: the evaluator over a storage engine, or a server over HTTP. Times are Unix milliseconds. */
export interface ScriptTarget {
  /** Forgets every series. */
  clear(): Promise<void>;
  load(series: readonly LoadedSeries[]): Promise<void>;
  instant(query: string, timeMs: number): Promise<ResultOutcome>;
  range(query: string, startMs: number, endMs: number, stepMs: number): Promise<ResultOutcome>;
}
