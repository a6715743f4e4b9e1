import { ABSENT_HI, ABSENT_LO } from '@binnacle/model';
import { type SharedWords, chunkOf, wordOf } from '../memory/shared-words.ts';
import { PLACE, ROWS } from './memtable-layout.ts';

/** Columns of one group at most: a row is then 8 KB, and rows of a block lie in one chunk of memory. */
export const MAX_COLUMNS = 1016;
const FIRST_STRIDE = 8;
const FIRST_ROWS = 4;
const MAX_ROWS = 64;
/** Doubles of one block of rows at most: 512 KB. */
const MAX_CELLS = 65_536;

const absentRow = new Uint32Array(MAX_COLUMNS * 2);
for (let i = 0; i < absentRow.length; i += 2) {
  absentRow[i] = ABSENT_LO;
  absentRow[i + 1] = ABSENT_HI;
}

/**
 * Series that arrive together: one row for each timestamp, one column for each series. Rows lie one after the other, so
 * that a scrape is written from left to right; blocks of rows are never moved, only followed by new ones.
 */
export class RowGroup {
  readonly index: number;
  /** How many times its columns have been moved from group to group. */
  readonly depth: number;
  /** Some of its series have their column in another group now. */
  hasLeavers = false;
  columns = 0;
  /** Address of the numbers of the series, by column. */
  layout: number;
  lastRows = 0;
  rowsInLast = 0;
  totalRows = 0;
  minTimeMs = Infinity;
  maxTimeMs = -Infinity;
  /** Cells written in the last row; a cell written twice counts twice. */
  private fill = 0;
  private stride = FIRST_STRIDE;
  private nextCapacity = FIRST_ROWS;
  /** The last block takes no more rows: it is full, or its last row was taken out and must stay as readers know it. */
  private sealed = true;
  /** The last row: chunk of memory and place of its first cell there. */
  private cells: Float64Array = new Float64Array(0);
  private cellWords: Uint32Array = new Uint32Array(0);
  private rowStart = 0;
  private readonly words: SharedWords;

  constructor(words: SharedWords, index: number, depth: number) {
    this.words = words;
    this.index = index;
    this.depth = depth;
    this.layout = words.allocate(FIRST_STRIDE);
  }

  /** Adds a column for a series; its cells are absent in the rows before. */
  addColumn(series: number): number {
    if (this.columns === this.stride) this.widen();
    const column = this.columns++;
    this.words.set(this.layout + column, series);
    return column;
  }

  seriesAt(column: number): number {
    return this.words.get(this.layout + column);
  }

  /** Whether the last row is that of a timestamp, and can be written to. */
  isOpenAt(timestampMs: number): boolean {
    return timestampMs === this.maxTimeMs && !this.sealed;
  }

  /** Whether half of the columns or more are absent from the last row; false where it is not known any more. */
  get isLastRowSparse(): boolean {
    return !this.sealed && this.rowsInLast > 0 && this.fill * 2 <= this.columns;
  }

  /** Begins the row of a timestamp that is higher than all before. */
  openRow(timestampMs: number): void {
    if (this.sealed || this.rowsInLast === this.words.get(this.lastRows + ROWS.CAPACITY)) this.beginRows();
    const row = this.rowsInLast++;
    this.totalRows++;
    this.setLastTime(row, timestampMs);
    this.pointAtRow(row);
    this.cellWords.set(absentRow.subarray(0, this.stride * 2), this.rowStart * 2);
    this.fill = 0;
  }

  /** Writes a number to the last row. It is no NaN. */
  setLast(column: number, value: number): void {
    this.cells[this.rowStart + column] = value;
    this.fill++;
  }

  /**
   * Writes the numbers of series that have neighbouring columns to the last row, as far as they are no NaN.
   *
   * @param column that of the first; the others are known to have theirs in this group, if {@link hasLeavers} is false
   * @returns how many of `series[from..to-1]` it were
   */
  setRun(column: number, series: Uint32Array, values: Float64Array, from: number, to: number): number {
    const { cells, layout, words } = this;
    const end = Math.min(to, from + this.columns - column);
    const numbers = words.u32[chunkOf(layout)]!;
    const name = wordOf(layout) + column - from;
    const cell = this.rowStart + column - from;
    let at = from;
    for (; at < end; at++) {
      const value = values[at]!;
      if (numbers[name + at] !== series[at] || value !== value) break;
      cells[cell + at] = value;
    }
    this.fill += at - from;
    return at - from;
  }

  /** Writes the two halves of a NaN or of a histogram's address to the last row. */
  setLastBits(column: number, low: number, high: number): void {
    const at = (this.rowStart + column) * 2;
    this.cellWords[at] = low;
    this.cellWords[at + 1] = high;
    this.fill++;
  }

  /** Writes to the row of an earlier timestamp; false when there is none. */
  setEarlier(column: number, timestampMs: number, low: number, high: number): boolean {
    const { words } = this;
    let used = this.rowsInLast;
    for (let rows = this.lastRows; rows !== 0; rows = words.get(rows + ROWS.PREVIOUS)) {
      if (rows !== this.lastRows) used = words.get(rows + ROWS.USED);
      const times = words.f64[chunkOf(rows)]!;
      const from = (wordOf(rows) + ROWS.TIMESTAMPS) >>> 1;
      if (used === 0 || times[from]! > timestampMs) continue;
      const row = times.subarray(from, from + used).indexOf(timestampMs);
      if (row < 0) return false;
      const stride = words.get(rows + ROWS.STRIDE);
      // The block is from the time before the column was added.
      if (column >= stride) return false;
      const cell = wordOf(rows) + ROWS.TIMESTAMPS + 2 * (words.get(rows + ROWS.CAPACITY) + row * stride + column);
      words.u32[chunkOf(rows)]![cell] = low;
      words.u32[chunkOf(rows)]![cell + 1] = high;
      return true;
    }
    return false;
  }

  /** Takes the last row out and hands its cells over, one by one. Readers of before go on seeing it here. */
  takeLastRow(call: (series: number, low: number, high: number) => void): number {
    const timestampMs = this.maxTimeMs;
    for (let column = 0; column < this.columns; column++) {
      const at = (this.rowStart + column) * 2;
      const [low, high] = [this.cellWords[at]!, this.cellWords[at + 1]!];
      if (high !== ABSENT_HI || low !== ABSENT_LO) call(this.seriesAt(column), low, high);
    }
    this.hasLeavers = true;
    this.dropLastRow();
    return timestampMs;
  }

  /** Writes where a series has its column now, before where it had it until now. */
  place(series: number, column: number, places: SharedWords): void {
    const place = this.words.allocate(PLACE.WORDS);
    this.words.set(place + PLACE.GROUP, this.index);
    this.words.set(place + PLACE.COLUMN, column);
    this.words.set(place + PLACE.NEXT, places.get(series));
    places.set(series, place);
  }

  private dropLastRow(): void {
    this.rowsInLast--;
    this.totalRows--;
    this.sealed = true;
    this.fill = 0;
    const before = this.lastTimeBefore();
    this.maxTimeMs = before;
    if (this.totalRows === 0) this.minTimeMs = Infinity;
  }

  private lastTimeBefore(): number {
    if (this.rowsInLast > 0) return this.timeOf(this.lastRows, this.rowsInLast - 1);
    const previous = this.words.get(this.lastRows + ROWS.PREVIOUS);
    return previous === 0 ? -Infinity : this.timeOf(previous, this.words.get(previous + ROWS.USED) - 1);
  }

  private timeOf(rows: number, row: number): number {
    return this.words.f64[chunkOf(rows)]![((wordOf(rows) + ROWS.TIMESTAMPS) >>> 1) + row]!;
  }

  private setLastTime(row: number, timestampMs: number): void {
    this.words.f64[chunkOf(this.lastRows)]![((wordOf(this.lastRows) + ROWS.TIMESTAMPS) >>> 1) + row] = timestampMs;
    this.maxTimeMs = timestampMs;
    if (this.totalRows === 1) this.minTimeMs = timestampMs;
  }

  private pointAtRow(row: number): void {
    const { words, lastRows } = this;
    this.cells = words.f64[chunkOf(lastRows)]!;
    this.cellWords = words.u32[chunkOf(lastRows)]!;
    const firstCell = (wordOf(lastRows) + ROWS.TIMESTAMPS) / 2 + words.get(lastRows + ROWS.CAPACITY);
    this.rowStart = firstCell + row * this.stride;
  }

  private beginRows(): void {
    const { words, stride } = this;
    const capacity = Math.max(1, Math.min(this.nextCapacity, Math.floor(MAX_CELLS / stride)));
    this.nextCapacity = Math.min(MAX_ROWS, capacity * 2);
    const rows = words.allocate(ROWS.TIMESTAMPS + 2 * capacity * (1 + stride));
    words.set(rows + ROWS.STRIDE, stride);
    words.set(rows + ROWS.CAPACITY, capacity);
    this.closeRows();
    // A block without rows is left out of the chain.
    const previous =
      this.lastRows !== 0 && this.rowsInLast === 0 ? words.get(this.lastRows + ROWS.PREVIOUS) : this.lastRows;
    words.set(rows + ROWS.PREVIOUS, previous);
    this.lastRows = rows;
    this.rowsInLast = 0;
    this.sealed = false;
  }

  private closeRows(): void {
    if (this.lastRows !== 0) this.words.set(this.lastRows + ROWS.USED, this.rowsInLast);
  }

  /** Makes room for more columns. The last row moves to a wider block, where its new cells are. */
  private widen(): void {
    const { words, layout, stride } = this;
    const wider = nextStride(stride);
    this.layout = words.allocate(wider);
    for (let i = 0; i < stride; i++) words.set(this.layout + i, words.get(layout + i));
    this.stride = wider;
    if (this.rowsInLast === 0 || this.sealed) {
      this.sealed = true;
      return;
    }
    const from = this.rowStart * 2;
    const cells = this.cellWords.slice(from, from + stride * 2);
    const fill = this.fill;
    const timestampMs = this.maxTimeMs;
    this.nextCapacity = Math.max(FIRST_ROWS, this.nextCapacity >>> 1);
    this.dropLastRow();
    this.openRow(timestampMs);
    this.cellWords.set(cells, this.rowStart * 2);
    this.fill = fill;
  }
}

/**
 * Half as wide again or twice as wide, and always an odd number of cache lines: the cells of a column then lie in different
 * sets of the processor's caches, which reads a column some times faster than strides of a power of two.
 */
function nextStride(stride: number): number {
  const wider = stride < 64 ? stride * 2 : stride * 1.5;
  return Math.min(MAX_COLUMNS, (Math.floor(wider / 16) + 1) * 16 - 8);
}
