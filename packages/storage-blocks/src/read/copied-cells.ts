import { noteNumbers, type WholeFacts } from '@binnacle/storage';
import { columnKernels, type ColumnKernels } from '../memory/column-kernels.ts';
import { copyColumn } from './cells.ts';
import type { Step } from './cluster.ts';

/** Rows are copied whole when at least one of so many of their cells is wanted: copying one costs less than a tenth of reading one in a column. */
const MAX_CELLS_PER_COLUMN = 10;

/** Cells that were copied: which of `cells`. */
interface CopiedRows {
  at: number;
  count: number;
}

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
  private readonly layers: CopiedRows[];
  private used = 0;
  private rows: (RowsOfLayer | undefined)[] = [];
  private rowsUsed = 0;
  /** Rows of some layer are not worth while, or do not fit. */
  private isRefused = false;
  private kernels: ColumnKernels | undefined;

  constructor(steps: readonly Step[], seriesCount: number) {
    this.steps = steps;
    this.seriesCount = seriesCount;
    this.layers = steps.map(() => ({ at: 0, count: 0 }));
  }

  /** Forgets the copies of the series before. */
  begin(): void {
    if (this.used === 0) return;
    this.used = 0;
    for (const layer of this.layers) layer.count = 0;
  }

  /** Whether cells of a layer have been copied since. */
  has(k: number): boolean {
    return this.layers[k]!.count > 0;
  }

  /**
   * Copies the cells of rows `from..to-1` of a column in layer `k`.
   * @returns whether they are whole numbers; if so, `facts` have taken them in
   */
  tell(k: number, column: number, from: number, to: number, facts: WholeFacts): boolean {
    const kernels = (this.kernels ??= columnKernels());
    const at = this.used;
    const count = to - from;
    if (at + count > kernels.cells.length) return false;
    if (kernels.owner !== this) {
      if (at > 0) return false;
      kernels.owner = this;
    }
    this.used += count;
    const layer = this.layers[k]!;
    layer.at = at;
    layer.count = count;
    const rows = this.rowsOf(kernels, k);
    const { source, group, from: start } = this.steps[k]!;
    if (rows !== undefined) kernels.gather(rows.at + (from - start) * rows.width + column, rows.width, at, count);
    else {
      if (source.readColumn(group, column, from, to, kernels.cells, kernels.cellBits, at)) return false;
      kernels.look(at, count);
    }
    const { isWhole, ascends, size } = kernels.seen;
    if (!isWhole) return false;
    noteNumbers(facts, kernels.cells[at]!, kernels.cells[at + count - 1]!, size, ascends);
    return true;
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
   * Adds what was copied of a layer to `into[at…]`.
   * @param address where `into` begins in the memory of the kernels; -1 for elsewhere
   */
  add(k: number, into: Float64Array, at: number, address: number): void {
    const { kernels } = this;
    if (kernels?.owner !== this) throw new Error('BUG: others have told of their series since');
    const { at: from, count } = this.layers[k]!;
    if (address >= 0) kernels.addCells(from, address + 8 * at, count);
    else addCells(kernels.cells, from, into, at, count);
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
