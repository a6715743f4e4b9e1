import { MAX_TOLD, NOT_TOLD, noteNumbers, type WholeFacts } from '@binnacle/storage';
import { columnKernels, type ColumnKernels } from '../memory/column-kernels.ts';
import { copyColumn } from './cells.ts';
import type { Step } from './cluster.ts';
import { NOT_ADDED } from './sample-source.ts';

/** Rows are copied whole when at least one of so many of their cells is wanted: copying one costs less than a tenth of reading one in a column. */
const MAX_CELLS_PER_COLUMN = 10;

/** Rows of a layer, as they were copied for the columns that are read next: from cell `at` of `rows` on. */
interface RowsOfLayer {
  readonly at: number;
  readonly width: number;
}

/**
 * Copies of what may change in a memtable, column by column, so that what is told of it is what is added. The cells of a column lie on as many
 * pages of memory as it has rows; so where most of the columns are wanted, rows are copied first, whole, and columns are read from them.
 */
export class CopiedCells {
  private readonly steps: readonly Step[];
  /** How many series are read, one after the other, most likely. */
  private readonly seriesCount: number;
  /** By layer and series told of: which of `cells` were copied first, or -1. */
  private places: Int32Array = new Int32Array(0);
  /** How many cells of each layer were copied of a series. */
  private readonly counts: number[];
  private used = 0;
  private rows: (RowsOfLayer | undefined)[] = [];
  private rowsUsed = 0;
  /** Rows of some layer are not worth while, or do not fit. */
  private isRefused = false;
  private kernels: ColumnKernels | undefined;

  constructor(steps: readonly Step[], seriesCount: number) {
    this.steps = steps;
    this.seriesCount = seriesCount;
    this.counts = steps.map(() => 0);
  }

  /** Forgets the copies of the series before. */
  begin(): void {
    this.used = 0;
    this.counts.fill(0);
  }

  /**
   * Copies the cells of rows `from..to-1` of columns in layer `k`, as far as they must be read. Where they are whole numbers, `facts` take them in,
   * and give up otherwise.
   * @param first the first of the series that are told of
   */
  tell(
    k: number,
    first: number,
    count: number,
    from: number,
    to: number,
    facts: WholeFacts,
    mustRead: Uint8Array,
  ): void {
    const { states } = facts;
    // Most groups of small queries are never told of.
    if (this.places.length === 0) this.places = new Int32Array(this.steps.length * MAX_TOLD);
    const { places } = this;
    const { source, group, columns, from: start } = this.steps[k]!;
    const cells = to - from;
    let kernels: ColumnKernels | undefined;
    let rows: RowsOfLayer | undefined;
    for (let each = 0; each < count; each++) {
      places[k * MAX_TOLD + each] = -1;
      if (mustRead[each] === 0 || states[each] === NOT_TOLD) continue;
      const column = columns[first + each]!;
      if (source.mayHaveStarts(group, column)) {
        states[each] = NOT_TOLD;
        continue;
      }
      if (kernels === undefined) {
        kernels = this.kernels ??= columnKernels();
        rows = this.rowsOf(kernels, k);
        this.counts[k] = cells;
      }
      const at = this.take(kernels, cells);
      if (at < 0) {
        states[each] = NOT_TOLD;
        continue;
      }
      places[k * MAX_TOLD + each] = at;
      if (rows !== undefined) kernels.gather(rows.at + (from - start) * rows.width + column, rows.width, at, cells);
      else if (source.readColumn(group, column, from, to, kernels.cells, kernels.cellBits, at)) {
        states[each] = NOT_TOLD;
        continue;
      } else kernels.look(at, cells);
      const { isWhole, ascends, size } = kernels.seen;
      if (isWhole) noteNumbers(facts, each, kernels.cells[at]!, kernels.cells[at + cells - 1]!, size, ascends);
      else states[each] = NOT_TOLD;
    }
  }

  /** Room for cells; -1 where there is none. */
  private take(kernels: ColumnKernels, count: number): number {
    const at = this.used;
    if (at + count > kernels.cells.length) return -1;
    if (kernels.owner !== this) {
      if (at > 0) return -1;
      kernels.owner = this;
    }
    this.used += count;
    return at;
  }

  /**
   * Copies all rows of a column in layer `k`, of a source that has rows, to `into[at…]`; `bits` are the same bytes as halves.
   * @returns whether any of the cells may be something else than a number
   */
  read(k: number, column: number, into: Float64Array, bits: Uint32Array, at: number): boolean {
    const { source, group, from, to } = this.steps[k]!;
    if (!this.isRefused) {
      const kernels = (this.kernels ??= columnKernels());
      const rows = this.rowsOf(kernels, k);
      if (rows !== undefined) {
        return copyColumn(kernels.rows, kernels.rowBits, rows.at + column, rows.width, to - from, into, bits, at);
      }
    }
    return source.readColumn(group, column, from, to, into, bits, at);
  }

  /**
   * Adds what was copied of layer `k` to `into[…][at…]`.
   * @param addresses where they begin in the memory of the kernels; -1 for elsewhere. It becomes {@link NOT_ADDED} for what was added.
   */
  add(k: number, into: readonly (Float64Array | undefined)[], at: number, addresses: Int32Array): void {
    const count = this.counts[k]!;
    if (count === 0) return;
    const { kernels, places } = this;
    if (kernels?.owner !== this) throw new Error('BUG: others have told of their series since');
    for (let each = 0; each < into.length; each++) {
      const from = places[k * MAX_TOLD + each]!;
      const address = addresses[each]!;
      if (from < 0 || address === NOT_ADDED) continue;
      if (address >= 0) kernels.addCells(from, address + 8 * at, count);
      else addCells(kernels.cells, from, into[each]!, at, count);
      addresses[each] = NOT_ADDED;
    }
  }

  release(): void {
    const { kernels } = this;
    if (kernels === undefined) return;
    if (kernels.owner === this) kernels.owner = undefined;
    if (kernels.rowsOwner === this) kernels.rowsOwner = undefined;
    this.kernels = undefined;
    this.rows = [];
    this.rowsUsed = 0;
    this.begin();
  }

  /** Copies of the rows of a layer, where they are worth while. */
  private rowsOf(kernels: ColumnKernels, k: number): RowsOfLayer | undefined {
    const isOwner = kernels.rowsOwner === this;
    const known = this.rows[k];
    if (isOwner && known !== undefined) return known;
    // Groups that are read by turns would copy their rows for every series.
    if (this.isRefused || (!isOwner && this.rowsUsed > 0)) return undefined;
    const { source, group, from, to } = this.steps[k]!;
    const width = source.rowWidth(group, from, to);
    if (width === 0) return undefined;
    const at = this.rowsUsed;
    const end = at + width * (to - from);
    if (width > MAX_CELLS_PER_COLUMN * this.seriesCount || end > kernels.rows.length) {
      this.isRefused = true;
      return undefined;
    }
    source.copyRows(group, from, to, width, kernels.rows, kernels.rowBits, at);
    kernels.rowsOwner = this;
    this.rowsUsed = end;
    const made = { at, width };
    this.rows[k] = made;
    return made;
  }
}

function addCells(cells: Float64Array, from: number, into: Float64Array, at: number, count: number): void {
  for (let i = 0; i < count; i++) into[at + i] = into[at + i]! + cells[from + i]!;
}
