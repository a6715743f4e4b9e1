import type { Exemplar, FloatHistogram, Labels, MetricMetadata } from '@binnacle/model';
import type { Matcher } from './matcher.ts';
import type { WholeFacts } from './whole-facts.ts';

/** What a column holds beside plain numbers; bits that are combined. 0: every value is an ordinary float sample. */
export const COLUMN_DENSE = 0;
/** Some values are stale markers or absent (see `special-values.ts` of the model): check the bits of every NaN. */
export const COLUMN_HAS_GAPS = 1;
/** Some samples are native histograms: their value is absent, `histograms(i)` has them. Implies gaps. */
export const COLUMN_HAS_HISTOGRAMS = 2;

/** Which labels make a part of a label set. */
export interface LabelChoice {
  /** true: these labels alone; false: all but these and the metric name. */
  readonly only: boolean;
  readonly labels: readonly string[];
}

/** The parts of the label sets of a group. */
export interface LabelPartNumbers {
  /** By series: the number of its part. Equal numbers mean equal parts, in all groups of one querier. */
  readonly numbers: Uint32Array;
  labels(number: number): Labels;
}

/**
 * Series that share their timestamps, most often those of one scrape target. Whatever depends on time alone (where the
 * window of each step begins and ends) is computed once for the group. Valid until the iterator moves on.
 */
export interface SeriesGroup {
  /** Ascending, in Unix milliseconds; shape [n]. Covers the queried range, and nothing outside it. */
  readonly timestamps: Float64Array;
  /** Number of series in the group, m. */
  readonly size: number;
  /** The label set of series `i` of 0..m-1. */
  labels(i: number): Labels;
  /** What a choice leaves of the label sets; an engine that has numbers for label sets spares the reader the texts. */
  parts?(choice: LabelChoice): LabelPartNumbers;
  /**
   * Writes the values of series `i` to `into[0..n-1]` (`into.length >= n`).
   * @returns COLUMN_… bits
   */
  readValues(i: number, into: Float64Array): number;
  /**
   * Tells of series `i` and those that follow whether rows `from..to-1` are whole numbers, every one of them there and none with a start
   * timestamp, as far as that is cheap to tell; what they are like goes to `facts`. An engine that has this lets who adds up series do
   * without their values.
   * @returns of how many series it tells: one at least, and {@link MAX_TOLD} at most
   */
  tellWhole?(i: number, from: number, to: number, facts: WholeFacts): number;
  /**
   * Adds rows `from..to-1` of series `i + k` to the same places of `into[k]`, which has no minus zero there, if that is an array. `tellWhole` has said
   * that these very rows are whole when it was asked of series `i`, and has been asked of no others since, of this group or another one of the thread.
   */
  addWhole?(i: number, from: number, to: number, into: readonly (Float64Array | undefined)[]): void;
  /** The histogram samples of series `i`, shape [n], undefined where there is none; undefined when it has none at all. */
  histograms(i: number): readonly (FloatHistogram | undefined)[] | undefined;
  /** Start timestamps (when the counter began, Unix ms, 0 for unknown) of series `i`, shape [n]; undefined for none. */
  startTimestamps(i: number): Float64Array | undefined;
}

/**
 * Room for sums, which serves query after query. It is part of a large memory that cannot change hands: numbers for another thread must be
 * copied (`slice`) before they are posted, or all of it goes with them.
 */
export interface SumRoom {
  /** Some thousand numbers, whatever they are; undefined when no more are left. */
  take(): Float64Array | undefined;
  /** Nobody may look any more at what was taken. */
  give(numbers: Float64Array): void;
}

/** Hints let an engine do less; ignoring them is right too. */
export interface SelectHints {
  /** Names of labels that the query needs, where it is known that no other matters. */
  readonly neededLabels?: readonly string[];
  /** Stop after so many series. */
  readonly limit?: number;
}

export interface SeriesExemplars {
  readonly labels: Labels;
  readonly exemplars: readonly Exemplar[];
}

/**
 * Read side of storage, bound to one workspace and one time range, over one consistent state. Synchronous, because it
 * runs on a query thread, where waiting costs nobody anything. `close` lets go of files and memory.
 */
export interface Querier {
  /** Where `addWhole` adds fastest, if that is not everywhere. */
  readonly sumRoom?: SumRoom;
  /** Series with at least one sample in the range; groups and series in any order. */
  select(matchers: readonly Matcher[], hints?: SelectHints): Iterable<SeriesGroup>;
  /** Label sets of series with samples in the range that match any of the selectors; sorted, each once. */
  series(selectors: readonly (readonly Matcher[])[], limit: number): Labels[];
  /** Sorted names of labels on series that match (no selector: on all). `limit` 0 is no limit. */
  labelNames(selectors: readonly (readonly Matcher[])[], limit: number): string[];
  labelValues(name: string, selectors: readonly (readonly Matcher[])[], limit: number): string[];
  exemplars(selectors: readonly (readonly Matcher[])[]): SeriesExemplars[];
  metadata(metric: string | undefined, limit: number): ReadonlyMap<string, readonly MetricMetadata[]>;
  close(): void;
}
