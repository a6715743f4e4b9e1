import { ABSENT_HI, ABSENT_LO, type FloatHistogram } from '@binnacle/model';
import { NOT_TOLD, type WholeFacts } from '@binnacle/storage';
import { decodeHistogram } from '../head/histogram-bytes.ts';
import type { LateSample } from '../head/memtable-view.ts';
import type { ByteReader } from '../log/byte-reader.ts';
import type { SampleSource } from '../read/sample-source.ts';
import { fillAbsent } from '../read/cells.ts';
import { BlockDamage, type BlockFile, rowChunksOf } from './block-file.ts';
import { PAGE_COLUMNS, PAGE_ROWS } from './block-format.ts';
import { HAS_STARTS, readColumn } from './column-codec.ts';
import type { KeptColumns } from './kept-columns.ts';
import type { Page, PageCache } from './page-cache.ts';

const NONE: readonly never[] = [];
const RECENT_PAGES = 8;

/** A column that was decoded to be looked at, of whatever source: there would be a new one for each query. */
const decodedValues = new Float64Array(PAGE_ROWS);
const decodedBits = new Uint32Array(decodedValues.buffer);

/** The samples of a block, for one query. */
export class BlockSource implements SampleSource {
  readonly order: number;
  readonly hasRows = false;
  readonly hasLate = false;
  readonly placesVersion = 0;
  private readonly file: BlockFile;
  private readonly pages: PageCache;
  private readonly onDamage: ((damage: BlockDamage) => void) | undefined;
  private readonly times = new Map<number, Float64Array>();
  private readonly histograms: FloatHistogram[] = [];
  private lastGroup = 0;
  /** Where the pages of the group that was read last are. */
  private pagesGroup = -1;
  private firstPage = 0;
  private rowChunks = 0;
  /** The pages used last, by chunk of rows. */
  private readonly recentNumbers: number[] = [-1, -1, -1, -1, -1, -1, -1, -1];
  private readonly recentPages: (Page | undefined)[] = [];
  /** Starts of the column that was read last, when it has any. */
  private lastStarts: Float64Array | undefined;

  /** @param onDamage takes note of damaged pages, whose samples then are absent; without it they throw */
  constructor(file: BlockFile, pages: PageCache, onDamage?: (damage: BlockDamage) => void) {
    this.file = file;
    this.onDamage = onDamage;
    this.order = file.meta.maxGeneration;
    this.pages = pages;
  }

  /** Nobody may rely on what a damaged page does not tell. */
  get identity(): string | undefined {
    return this.onDamage === undefined ? `b${this.file.number}` : undefined;
  }

  eachPlace(series: number, call: (group: number, column: number) => void): void {
    const { index } = this.file;
    // Series come in the order of their numbers, mostly.
    let group = this.lastGroup;
    if (!(index.groupSeries[group]! <= series && series < index.groupSeries[group + 1]!)) {
      group = index.groupOf(series);
      this.lastGroup = group;
    }
    call(group, series - index.groupSeries[group]!);
  }

  timestamps(group: number): Float64Array {
    let times = this.times.get(group);
    if (times === undefined) {
      times = this.orNote(() => this.file.timestamps(group, this.pages)) ?? new Float64Array(0);
      this.times.set(group, times);
    }
    return times;
  }

  hasSamples(group: number, column: number, from: number, to: number): boolean {
    // A block has no series without a sample. Where a page may be damaged, it must be looked at.
    if (from === 0 && to === this.file.index.groupRows[group]! && this.onDamage === undefined) return true;
    for (let chunk = (from / PAGE_ROWS) | 0; chunk * PAGE_ROWS < to; chunk++) {
      const page = this.pageOf(group, column, chunk);
      if (page === undefined) continue;
      // Without flags every row has a sample.
      if (page.flagsOf(column % PAGE_COLUMNS) === 0) return true;
      this.decode(group, page.columnReader(column % PAGE_COLUMNS), chunk);
      const first = Math.max(from - chunk * PAGE_ROWS, 0);
      const last = Math.min(to - chunk * PAGE_ROWS, PAGE_ROWS);
      for (let i = first; i < last; i++) {
        if (decodedBits[2 * i + 1] !== ABSENT_HI || decodedBits[2 * i] !== ABSENT_LO) return true;
      }
    }
    return false;
  }

  haveSamples(group: number, columns: Uint32Array, from: number, to: number): boolean {
    if (from === 0 && to === this.file.index.groupRows[group]! && this.onDamage === undefined) return true;
    if (from >= to) return columns.length === 0;
    const chunk = (from / PAGE_ROWS) | 0;
    const count = columns.length;
    for (let k = 0, end = 0; k < count; k = end) {
      end = endOfPage(columns, 0, k, count);
      const page = this.pageOf(group, columns[k]!, chunk);
      // Without flags every row has a sample.
      if (page?.isPlain === true) continue;
      for (let each = k; each < end; each++) {
        const column = columns[each]!;
        if (page?.flagsOf(column % PAGE_COLUMNS) !== 0 && !this.hasSamples(group, column, from, to)) return false;
      }
    }
    return true;
  }

  readColumn(
    group: number,
    column: number,
    from: number,
    to: number,
    into: Float64Array,
    bits: Uint32Array,
    at: number,
  ): boolean {
    let hasMarkers = false;
    for (let chunk = (from / PAGE_ROWS) | 0; chunk * PAGE_ROWS < to; chunk++) {
      const page = this.pageOf(group, column, chunk);
      const first = Math.max(from - chunk * PAGE_ROWS, 0);
      const last = Math.min(to - chunk * PAGE_ROWS, PAGE_ROWS);
      const out = at + chunk * PAGE_ROWS + first - from;
      if (page?.flagsOf(column % PAGE_COLUMNS) === 0) {
        const rows = this.rowsOf(group, chunk);
        const kept = page.keptColumns(column % PAGE_COLUMNS, rows, this.pages.decoded);
        if (kept !== undefined) {
          kept.copy(column % PAGE_COLUMNS, first, last, into, out);
          continue;
        }
        page.copyNumbers(column % PAGE_COLUMNS, rows, first, last, into, out);
        continue;
      }
      hasMarkers = true;
      if (page === undefined) fillAbsent(decodedBits, 0, PAGE_ROWS);
      else this.decode(group, page.columnReader(column % PAGE_COLUMNS), chunk);
      // As words, so that markers keep their bits.
      bits.set(decodedBits.subarray(2 * first, 2 * last), 2 * out);
    }
    return hasMarkers;
  }

  rowWidth(): number {
    return 0;
  }

  copyRows(): never {
    throw new Error('BUG: a block has columns, not rows');
  }

  tellWhole(
    group: number,
    columns: Uint32Array,
    i: number,
    count: number,
    from: number,
    to: number,
    facts: WholeFacts,
    mustRead: Uint8Array,
  ): void {
    const chunk = (from / PAGE_ROWS) | 0;
    // Nearly always all rows are in one page.
    const isOne = to <= (chunk + 1) * PAGE_ROWS;
    for (let k = 0, end = 0; k < count; k = end) {
      end = endOfPage(columns, i, k, count);
      if (isOne) this.tellPage(group, columns, i, k, end, from, to, chunk, facts, mustRead);
      else for (let each = k; each < end; each++) this.tellChunks(group, columns, i, each, from, to, facts, mustRead);
    }
  }

  /** Tells of columns `columns[i + k]` to `columns[i + end - 1]`, which lie in one page. */
  private tellPage(
    group: number,
    columns: Uint32Array,
    i: number,
    k: number,
    end: number,
    from: number,
    to: number,
    chunk: number,
    facts: WholeFacts,
    mustRead: Uint8Array,
  ): void {
    const page = this.pageOf(group, columns[i + k]!, chunk);
    const start = chunk * PAGE_ROWS;
    if (page === undefined) facts.states.fill(NOT_TOLD, k, end);
    else {
      const { decoded } = this.pages;
      page.tell(columns, i, k, end, this.rowsOf(group, chunk), from - start, to - start, facts, mustRead, decoded);
    }
  }

  /** Tells of a column whose rows lie in several pages: of all of them or of none, since what was told must not be told again. */
  private tellChunks(
    group: number,
    columns: Uint32Array,
    i: number,
    k: number,
    from: number,
    to: number,
    facts: WholeFacts,
    mustRead: Uint8Array,
  ): void {
    const begin = (from / PAGE_ROWS) | 0;
    for (let chunk = begin; chunk * PAGE_ROWS < to; chunk++) {
      if (this.keptColumns(group, columns[i + k]!, chunk) !== undefined) continue;
      mustRead[k] = 1;
      return;
    }
    for (let chunk = begin; chunk * PAGE_ROWS < to; chunk++) {
      const first = Math.max(from, chunk * PAGE_ROWS);
      const last = Math.min(to, (chunk + 1) * PAGE_ROWS);
      this.tellPage(group, columns, i, k, k + 1, first, last, chunk, facts, mustRead);
    }
  }

  addWhole(
    group: number,
    columns: Uint32Array,
    i: number,
    from: number,
    to: number,
    into: readonly (Float64Array | undefined)[],
    at: number,
    addresses: Int32Array,
  ): void {
    for (let k = 0, end = 0; k < into.length; k = end) {
      end = endOfPage(columns, i, k, into.length);
      for (let chunk = (from / PAGE_ROWS) | 0; chunk * PAGE_ROWS < to; chunk++) {
        const start = chunk * PAGE_ROWS;
        const first = Math.max(from, start);
        const last = Math.min(to, start + PAGE_ROWS) - start;
        const { decoded } = this.pages;
        this.pageOf(group, columns[i + k]!, chunk)?.add(
          columns,
          i,
          k,
          end,
          this.rowsOf(group, chunk),
          first - start,
          last,
          into,
          at + first - from,
          addresses,
          decoded,
        );
      }
    }
  }

  /** The kept columns of a page, a column of a chunk of rows among them, where it has numbers alone and there is room to keep it. */
  private keptColumns(group: number, column: number, chunk: number): KeptColumns | undefined {
    const page = this.pageOf(group, column, chunk);
    return page?.flagsOf(column % PAGE_COLUMNS) === 0
      ? page.keptColumns(column % PAGE_COLUMNS, this.rowsOf(group, chunk), this.pages.decoded)
      : undefined;
  }

  histogramAt(address: number): FloatHistogram {
    const found = this.histograms[address];
    if (found === undefined) throw new Error(`BUG: no histogram ${address} was read`);
    return found;
  }

  hasLateSamples(): boolean {
    return false;
  }

  lateSamples(): LateSample[] {
    return [];
  }

  mayHaveStarts(group: number, column: number): boolean {
    const chunks = rowChunksOf(this.file.index.groupRows[group]!);
    for (let chunk = 0; chunk < chunks; chunk++) if (this.hasStarts(group, column, chunk)) return true;
    return false;
  }

  startNotes(series: number): readonly number[] {
    const { index } = this.file;
    const group = index.groupOf(series);
    const column = series - index.groupSeries[group]!;
    if (!this.mayHaveStarts(group, column)) return NONE;
    const times = this.timestamps(group);
    const chunks = rowChunksOf(times.length);
    const notes: number[] = [];
    let previous = 0;
    for (let chunk = 0; chunk < chunks; chunk++) {
      this.lastStarts = undefined;
      if (this.hasStarts(group, column, chunk)) {
        this.decode(group, this.pageOf(group, column, chunk)!.columnReader(column % PAGE_COLUMNS), chunk);
      }
      const starts: Float64Array | undefined = this.lastStarts;
      const rows = Math.min(PAGE_ROWS, times.length - chunk * PAGE_ROWS);
      for (let i = 0; i < rows; i++) {
        const start = starts?.[i] ?? 0;
        if (start === previous) continue;
        notes.unshift(times[chunk * PAGE_ROWS + i]!, start);
        previous = start;
      }
    }
    return notes.length === 0 ? NONE : notes;
  }

  private orNote<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (cause) {
      if (this.onDamage === undefined || !(cause instanceof BlockDamage)) throw cause;
      this.onDamage(cause);
      return undefined;
    }
  }

  private hasStarts(group: number, column: number, chunk: number): boolean {
    const page = this.pageOf(group, column, chunk);
    return page !== undefined && (page.flagsOf(column % PAGE_COLUMNS) & HAS_STARTS) !== 0;
  }

  /** The page of a column in a chunk of rows; undefined when it is damaged and that is to be noted only. */
  private pageOf(group: number, column: number, chunk: number): Page | undefined {
    if (group !== this.pagesGroup) this.findPages(group);
    const number = this.firstPage + ((column / PAGE_COLUMNS) | 0) * this.rowChunks + chunk;
    // Neighbouring columns lie in one page, chunk after chunk of rows.
    if (this.recentNumbers[chunk % RECENT_PAGES] === number) return this.recentPages[chunk % RECENT_PAGES];
    const page = this.readPage(number);
    this.recentNumbers[chunk % RECENT_PAGES] = number;
    this.recentPages[chunk % RECENT_PAGES] = page;
    return page;
  }

  private findPages(group: number): void {
    const { index } = this.file;
    this.pagesGroup = group;
    this.firstPage = index.groupPages[group]! + 1;
    this.rowChunks = rowChunksOf(index.groupRows[group]!);
  }

  /** Apart from `pageOf`, which is called for each column and would make the variables of a closure each time. */
  private readPage(number: number): Page | undefined {
    return this.orNote(() => this.pages.get(this.file, number));
  }

  private rowsOf(group: number, chunk: number): number {
    return Math.min(PAGE_ROWS, this.file.index.groupRows[group]! - chunk * PAGE_ROWS);
  }

  private decode(group: number, reader: ByteReader, chunk: number): void {
    readColumn(reader, this.rowsOf(group, chunk), {
      values: decodedValues,
      bits: decodedBits,
      histogram: (bytes) => this.histograms.push(decodeHistogram(bytes)) - 1,
      starts: (starts) => {
        this.lastStarts = starts;
      },
    });
  }
}

/** Where the columns end that lie in the same page as `columns[i + k]`: before `columns[i + end]`. */
function endOfPage(columns: Uint32Array, i: number, k: number, count: number): number {
  const page = (columns[i + k]! / PAGE_COLUMNS) | 0;
  let end = k + 1;
  while (end < count && ((columns[i + end]! / PAGE_COLUMNS) | 0) === page) end++;
  return end;
}
