import { noteNumbers, type WholeFacts } from '@binnacle/storage';
import { columnKernels, type ColumnKernels } from '../memory/column-kernels.ts';
import type { Path } from './selection.ts';

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
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

/**
 * Copies of what may change in a memtable, column by column, so that what is told of it is what is added. The cells of a column lie on as many
 * pages of memory as it has rows; so where most of the columns are wanted, rows are copied first, whole, and columns are read from them.
 */
export class CopiedCells {
  private readonly path: readonly Path[];
  /** How many series are read, one after the other, most likely. */
  private readonly seriesCount: number;
  private readonly layers: CopiedRows[];
  private used = 0;
  private rows: (RowsOfLayer | undefined)[] = [];
  private rowsUsed = 0;
  private kernels: ColumnKernels | undefined;

  constructor(path: readonly Path[], seriesCount: number) {
    this.path = path;
    this.seriesCount = seriesCount;
    this.layers = path.map(() => ({ at: 0, count: 0 }));
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
    const rows = this.rowsOf(kernels, k, from, to);
    if (rows !== undefined) kernels.gather(rows.at + (from - rows.from) * rows.width + column, rows.width, at, count);
    else {
      const { source, group } = this.path[k]!;
      if (source.readColumn(group, column, from, to, kernels.cells, kernels.cellBits, at)) return false;
      kernels.look(at, count);
    }
    const { isWhole, ascends, size } = kernels.seen;
    if (!isWhole) return false;
    noteNumbers(facts, kernels.cells[at]!, kernels.cells[at + count - 1]!, size, ascends);
    return true;
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
    this.begin();
  }

  /** Copies of whole rows that `from..to-1` are among, where they are worth while. */
  private rowsOf(kernels: ColumnKernels, k: number, from: number, to: number): RowsOfLayer | undefined {
    if (kernels.rowsOwner === this) {
      const rows = this.rows[k];
      if (rows !== undefined && from >= rows.from && to <= rows.to) return rows;
      // Whoever asks for other rows now goes on doing so.
      if (rows !== undefined) this.rowsUsed = this.rows.length = 0;
    } else this.rowsUsed = this.rows.length = 0;
    const { source, group } = this.path[k]!;
    const width = source.rowWidth(group, from, to);
    const isWorthWhile = width > 0 && width <= MAX_CELLS_PER_COLUMN * this.seriesCount;
    const at = this.rowsUsed;
    if (!isWorthWhile || at + width * (to - from) > kernels.rows.length) return undefined;
    source.copyRows(group, from, to, width, kernels.rows, kernels.rowBits, at);
    kernels.rowsOwner = this;
    this.rowsUsed += width * (to - from);
    const made = { at, from, to, width };
    this.rows[k] = made;
    return made;
  }
}

function addCells(cells: Float64Array, from: number, into: Float64Array, at: number, count: number): void {
  for (let i = 0; i < count; i++) into[at + i] = into[at + i]! + cells[from + i]!;
}
