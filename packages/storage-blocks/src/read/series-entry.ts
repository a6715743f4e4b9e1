import type { Labels } from '@binnacle/model';
import type { SampleSource } from './sample-source.ts';

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

/** Where all samples of one selected series are, from the oldest source to the newest. */
export interface SeriesEntry {
  /** Which of the opened indexes knows it, and its number there. */
  readonly index: number;
  readonly series: number;
  readonly places: Place[];
  /** Read when somebody asks for them. */
  labels: Labels | undefined;
}
