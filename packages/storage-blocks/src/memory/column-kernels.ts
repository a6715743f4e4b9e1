import { halvesOf } from '@binnacle/model';
import { DESCENDS, IS_WHOLE, loadColumnKernels, SIZE_AT } from './column-kernels-module.ts';
import { DIVISOR_AT } from './decode-functions.ts';

const PAGE_BYTES = 65_536;
/** Cells of columns that have been read, one column behind the other: 512 KB. */
export const CELLS = 65_536;
/** Cells of rows that wait to be read by column: 4 MB, 500 rows of the widest. */
const ROW_CELLS = 524_288;
const SUM_SLAB_NUMBERS = 32_768;
const SUM_SLABS = 32;
/** Bytes of decoded columns that a thread keeps. */
export const MAX_COLUMN_BYTES = 16 << 20;

/** Bytes of pages whose columns are decoded: those used last. */
const PAGES_BYTES = 1 << 20;
/** A column that is not what it should be is read so far beyond the end of its page at most: ten bytes a row. */
const BEYOND_PAGE_BYTES = 8192;
/** The numbers of a column that was decoded: those of a page at most. */
const DECODED_NUMBERS = 512;

const DECODED_AT = PAGE_BYTES - DECODED_NUMBERS * 8;
const PAGES_AT = PAGE_BYTES;
const CELLS_AT = PAGES_AT + PAGES_BYTES + BEYOND_PAGE_BYTES;
const ROWS_AT = CELLS_AT + CELLS * 8;
const SUMS_AT = ROWS_AT + ROW_CELLS * 8;
const COLUMNS_AT = SUMS_AT + SUM_SLABS * SUM_SLAB_NUMBERS * 8;
const END_AT = COLUMNS_AT + MAX_COLUMN_BYTES;

/** Memory for decoded columns: the same bytes as integers and as doubles. */
export interface ColumnMemory {
  readonly integers: Int32Array;
  readonly doubles: Float64Array;
  /** Where the room for columns begins, in bytes. There are {@link MAX_COLUMN_BYTES}. */
  readonly from: number;
  /** Whose memory it is; undefined for memory of JavaScript. */
  readonly kernels: ColumnKernels | undefined;
}

/** What was seen in a column that was read. */
export interface CellFacts {
  isWhole: boolean;
  ascends: boolean;
  /** No number is larger, nor smaller than its negative, if all are whole. */
  size: number;
}

let made = 0;

/**
 * Memory in which numbers are added, copied and looked at two at a time (see `column-kernels-module.ts`), one for each thread: decoded columns, rows of
 * a memtable, and the sums of a query lie in it. It takes as much as was used of it once, and never more than 30 MB.
 */
export class ColumnKernels {
  /** Another one for each memory of this thread. */
  readonly number = ++made;
  readonly buffer: ArrayBuffer;
  /** Columns that have been read: whoever writes here sets {@link owner}. */
  readonly cells: Float64Array;
  readonly cellBits: Uint32Array;
  /** Rows that wait to be read by column: whoever writes here sets {@link rowsOwner}. */
  readonly rows: Float64Array;
  readonly rowBits: Uint32Array;
  owner: object | undefined;
  rowsOwner: object | undefined;
  /** What `gather` has seen. */
  readonly seen: CellFacts = { isWhole: false, ascends: false, size: 0 };
  /** The column that was decoded last. */
  readonly decoded: Float64Array;
  private readonly size: Float64Array;
  private readonly divisor: Float64Array;
  private readonly pages: Uint8Array;
  /** Bytes of pages since the room was new: a page lies where it was placed until as many have come after it as there is room for. */
  private placed = 0;
  private readonly module = loadColumnKernels(Math.ceil(END_AT / PAGE_BYTES));
  private readonly sums: Float64Array[] = [];
  private columnsTaken = false;

  constructor() {
    this.buffer = this.module.memory.buffer;
    this.size = new Float64Array(this.buffer, SIZE_AT, 1);
    this.divisor = new Float64Array(this.buffer, DIVISOR_AT, 1);
    this.decoded = new Float64Array(this.buffer, DECODED_AT, DECODED_NUMBERS);
    this.pages = new Uint8Array(this.buffer, PAGES_AT, PAGES_BYTES);
    this.cells = new Float64Array(this.buffer, CELLS_AT, CELLS);
    this.cellBits = halvesOf(this.cells);
    this.rows = new Float64Array(this.buffer, ROWS_AT, ROW_CELLS);
    this.rowBits = halvesOf(this.rows);
    // What is taken first lies first: memory that nobody has written to costs nothing.
    for (let i = SUM_SLABS - 1; i >= 0; i--)
      this.sums.push(new Float64Array(this.buffer, SUMS_AT + i * SUM_SLAB_NUMBERS * 8, SUM_SLAB_NUMBERS));
  }

  /** Room for sums, until it is given back; undefined when all of it is taken. */
  takeSums(): Float64Array | undefined {
    return this.sums.pop();
  }

  giveSums(slab: Float64Array): void {
    if (slab.buffer === this.buffer) this.sums.push(slab);
  }

  /** Room for decoded columns, until it is given back; undefined when it is taken. */
  takeColumns(): ColumnMemory | undefined {
    if (this.columnsTaken) return undefined;
    this.columnsTaken = true;
    const { buffer } = this;
    return { integers: new Int32Array(buffer), doubles: new Float64Array(buffer), from: COLUMNS_AT, kernels: this };
  }

  giveColumns(): void {
    this.columnsTaken = false;
  }

  /** Where an array begins in this memory, in bytes; -1 when it lies elsewhere. */
  addressOf(numbers: Float64Array): number {
    return numbers.buffer === this.buffer ? numbers.byteOffset : -1;
  }

  /** Adds integers at an address to the doubles at another. */
  addIntegers(from: number, into: number, count: number): void {
    this.module.addIntegers(from, into, count);
  }

  /** Adds doubles at an address to those at another. */
  addDoubles(from: number, into: number, count: number): void {
    this.module.addDoubles(from, into, count);
  }

  /** Adds `cells[from…]` to the doubles at an address. */
  addCells(from: number, into: number, count: number): void {
    this.module.addDoubles(CELLS_AT + from * 8, into, count);
  }

  /** Looks at `cells[from…]`, of which there are some; what it sees is in {@link seen}. */
  look(from: number, count: number): void {
    this.note(this.module.gather(CELLS_AT + from * 8, 8, CELLS_AT + from * 8, count));
  }

  /** Copies a column of `rows`, from one cell on with `stride` cells to the next, to `cells[into…]`, and looks at it. */
  gather(from: number, stride: number, into: number, count: number): void {
    this.note(this.module.gather(ROWS_AT + from * 8, stride * 8, CELLS_AT + into * 8, count));
  }

  /**
   * Puts the bytes of a page where columns are decoded.
   * @returns a place for {@link addressOfPage}; undefined when it is too large
   */
  placePage(bytes: Uint8Array): number | undefined {
    const { length } = bytes;
    if (length > PAGES_BYTES / 2) return undefined;
    const used = this.placed % PAGES_BYTES;
    // Not across the end.
    if (used + length > PAGES_BYTES) this.placed += PAGES_BYTES - used;
    const place = this.placed;
    this.pages.set(bytes, place % PAGES_BYTES);
    this.placed = place + length;
    return place;
  }

  /** Where a page of a place lies; -1 when others have come there since. */
  addressOfPage(place: number): number {
    return this.placed - place <= PAGES_BYTES ? PAGES_AT + (place % PAGES_BYTES) : -1;
  }

  /** Decodes running sums of varints at an address, each divided, to {@link decoded}. @returns where they end */
  decodeDeltas(from: number, count: number, divisor: number, isSecond: boolean): number {
    this.divisor[0] = divisor;
    return this.module.decodeDeltas(from, count, DECODED_AT, isSecond ? 1 : 0);
  }

  /** The same for differences of bits. */
  decodeXor(from: number, count: number): number {
    return this.module.decodeXor(from, count, DECODED_AT);
  }

  /** Looks at what was decoded; what it sees is in {@link seen}. */
  lookAtDecoded(count: number): void {
    this.note(this.module.gather(DECODED_AT, 8, DECODED_AT, count));
  }

  private note(flags: number): void {
    const { seen } = this;
    seen.isWhole = (flags & IS_WHOLE) !== 0;
    seen.ascends = (flags & DESCENDS) === 0;
    seen.size = this.size[0]!;
  }
}

let ofThread: ColumnKernels | undefined;

/** Those of this thread. */
export function columnKernels(): ColumnKernels {
  ofThread ??= new ColumnKernels();
  return ofThread;
}

/** Leaves the memory to those who have something in it; the next one gets another. First, decoded columns in it must be void. */
export function dropColumnKernels(): void {
  ofThread = undefined;
}
