import type { SampleSource } from './sample-source.ts';
import type { LabelParts } from './series-registry.ts';

/** Rows `from..to-1` of a group of a source, with a column for each series of a cluster. */
export interface Step {
  readonly source: SampleSource;
  readonly group: number;
  readonly from: number;
  readonly to: number;
  /** Late samples, which replace what the steps before have; there is one series only. */
  readonly isLate: boolean;
  /** By series: its column in the group. */
  readonly columns: Uint32Array;
  /** By series: its number in the index of the source. */
  readonly numbers: Uint32Array;
}

/** Series that share all timestamps, since their samples lie in the same groups of the same sources. */
export interface Cluster {
  /** Numbers of the series in the registry. */
  readonly ids: Uint32Array;
  /** From the oldest to the newest. */
  readonly steps: readonly Step[];
  readonly asked: AskedParts;
}

/** By series, the numbers of the parts that were asked for last. */
export interface AskedParts {
  parts: { readonly of: LabelParts; readonly numbers: Uint32Array } | undefined;
}

/** A column of a group of one source, cut to the rows in the queried range. */
export interface Place {
  readonly source: SampleSource;
  readonly group: number;
  readonly column: number;
  /** Number of the series in the source. */
  readonly series: number;
  /** Rows `from..to-1`. */
  readonly from: number;
  readonly to: number;
  /** Late samples follow, which replace what the place has. */
  readonly isLate: boolean;
}

/** Where the samples of a series are, the oldest first. */
export const placesOf = ({ steps }: Cluster, i: number): Place[] =>
  steps.map(({ source, group, from, to, isLate, columns, numbers }) => ({
    source,
    group,
    column: columns[i]!,
    series: numbers[i]!,
    from,
    to,
    isLate,
  }));
