import type { FloatHistogram } from '@binnacle/model';
import type { WholeFacts } from '@binnacle/storage';
import type { LateSample } from '../head/memtable-view.ts';

/**
 * Where samples of a query come from: a memtable or a block. Its series lie in groups that share timestamps. A cell is the 64
 * bits of a double; native histograms are cells of a special NaN with an address.
 */
export interface SampleSource {
  /** What a later source has replaces what an earlier one has at the same time. */
  readonly order: number;
  /** Tells it from others, for as long as this thread has it open; undefined for one of a single query. */
  readonly identity: string | undefined;
  /** As long as this is the same, series lie in the places in which they lay. */
  readonly placesVersion: number;
  eachPlace(series: number, call: (group: number, column: number) => void): void;
  /** All timestamps of a group, ascending. */
  timestamps(group: number): Float64Array;
  /** Whether any cell in rows `from..to-1` is not absent. */
  hasSamples(group: number, column: number, from: number, to: number): boolean;
  /** Whether all of some columns have a sample in rows `from..to-1`. */
  haveSamples(group: number, columns: Uint32Array, from: number, to: number): boolean;
  /**
   * Copies the cells of rows `from..to-1` to `into[at…]`; `bits` are the same bytes as halves.
   * @returns whether any of them may be something else than a number
   */
  readColumn(
    group: number,
    column: number,
    from: number,
    to: number,
    into: Float64Array,
    bits: Uint32Array,
    at: number,
  ): boolean;
  /** Whether any group is stored row by row. */
  readonly hasRows: boolean;
  /** How many cells the widest of rows `from..to-1` has, where they are stored row by row and {@link copyRows} has them; else 0. */
  rowWidth(group: number, from: number, to: number): number;
  /**
   * Copies rows `from..to-1` to `into[at…]`, a row every `width` cells; those beyond the columns of a row become absent. `bits` are the
   * same bytes as halves.
   */
  copyRows(
    group: number,
    from: number,
    to: number,
    width: number,
    into: Float64Array,
    bits: Uint32Array,
    at: number,
  ): void;
  /**
   * Tells whether the cells of rows `from..to-1` are whole numbers without start timestamps, as far as that is known without reading them: of
   * columns `columns[i]` and so on. Takes them into account in `facts`, which have what came before. Where it is not known, `mustRead` becomes 1:
   * whoever wants to know must read them.
   * @param count of how many columns; nothing is said where `facts` have given up
   */
  tellWhole(
    group: number,
    columns: Uint32Array,
    i: number,
    count: number,
    from: number,
    to: number,
    facts: WholeFacts,
    mustRead: Uint8Array,
  ): void;
  /**
   * Adds the cells of rows `from..to-1` of columns `columns[i]` and so on, of which `tellWhole` told, to `into[k][at…]`.
   * @param addresses where each of `into` begins in the memory of the column kernels of this thread, in bytes; -1 for elsewhere, and
   *   {@link NOT_ADDED} for what is not to be added
   */
  addWhole(
    group: number,
    columns: Uint32Array,
    i: number,
    from: number,
    to: number,
    into: readonly (Float64Array | undefined)[],
    at: number,
    addresses: Int32Array,
  ): void;
  histogramAt(address: number): FloatHistogram;
  /** Whether any series may have samples beside the groups. */
  readonly hasLate: boolean;
  hasLateSamples(series: number): boolean;
  /** Samples beside the groups, the one that came last first; each replaces what the group has at its time. */
  lateSamples(series: number): LateSample[];
  /** False only when no sample of the column has a start: then nobody need ask for notes. */
  mayHaveStarts(group: number, column: number): boolean;
  /** Since when the samples in the groups count: `[from, start, from, start, …]`, the latest first. */
  startNotes(series: number): readonly number[];
}

/** An address for {@link SampleSource.addWhole}. */
export const NOT_ADDED = -2;
