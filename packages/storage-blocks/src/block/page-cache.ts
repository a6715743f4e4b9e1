import { NOT_TOLD, type WholeFacts } from '@binnacle/storage';
import { ByteReader } from '../log/byte-reader.ts';
import { columnKernels, type ColumnKernels } from '../memory/column-kernels.ts';
import { DecodedColumns, type ColumnMemorySource } from './decoded-columns.ts';
import { copyDoubles, DOUBLES, INTEGERS, KEPT_COLUMNS_BYTES, KeptColumns } from './kept-columns.ts';
import { CODEC, divisorOf, readNumbers } from './number-codec.ts';
import type { BlockFile } from './block-file.ts';
import { PAGE_COLUMNS } from './block-format.ts';
import { NOT_ADDED } from '../read/sample-source.ts';
import { readTimes } from './time-codec.ts';

/** Whole numbers smaller than this are kept as integers of 32 bits. */
const LARGEST_INTEGER = 2 ** 31;

/** A page as it is before compression, and where its columns are. */
export class Page {
  readonly bytes: Uint8Array;
  private readonly reader: ByteReader;
  private bounds: Uint32Array | undefined;
  /** By column: its first byte, which says what it has beside numbers. */
  private readonly flags = new Uint8Array(PAGE_COLUMNS);
  private allFlags = 0;
  private columns = 0;
  private kept: KeptColumns | undefined;
  private generation = 0;
  /** Where the page was placed last to be decoded, and in whose memory: the number of it, since a page outlives threads' memory. */
  private placedIn = 0;
  private place = 0;
  /** The timestamps that it holds, if it is a page of timestamps and they have been asked for. */
  times: Float64Array | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.reader = new ByteReader(bytes);
  }

  /** What a column has beside numbers: flags of column-codec.ts. */
  flagsOf(column: number): number {
    this.bounds ??= this.findColumns();
    return this.flags[column]!;
  }

  /** Whether no column has flags. */
  get isPlain(): boolean {
    this.bounds ??= this.findColumns();
    return this.allFlags === 0;
  }

  /**
   * The columns that are kept for the next query, a column without flags among them as long as there is room.
   *
   * @param rows how many the column has
   */
  keptColumns(column: number, rows: number, budget: DecodedColumns): KeptColumns | undefined {
    const { kept } = this;
    if (kept !== undefined && this.generation === budget.generation && kept.has(column)) {
      budget.noteUse(rows * 8);
      return kept;
    }
    return this.keep(column, rows, budget);
  }

  /** Tells of columns `columns[i + k]` to `columns[i + end - 1]`: see {@link SampleSource.tellWhole}. */
  tell(
    columns: Uint32Array,
    i: number,
    k: number,
    end: number,
    rows: number,
    from: number,
    to: number,
    facts: WholeFacts,
    mustRead: Uint8Array,
    budget: DecodedColumns,
  ): void {
    const { states } = facts;
    const kept = this.generation === budget.generation ? this.kept : undefined;
    let used = 0;
    for (let each = k; each < end; each++) {
      if (states[each] === NOT_TOLD) continue;
      const column = columns[i + each]! % PAGE_COLUMNS;
      // What is kept has no flags.
      if (kept?.has(column) === true) used++;
      else if (!this.canTell(column, rows, budget)) {
        if (this.flagsOf(column) === 0) mustRead[each] = 1;
        else states[each] = NOT_TOLD;
        continue;
      }
      if (!this.kept!.tell(column, from, to, facts, each)) states[each] = NOT_TOLD;
    }
    budget.noteUse(used * rows * 8);
  }

  private canTell(column: number, rows: number, budget: DecodedColumns): boolean {
    return this.flagsOf(column) === 0 && this.keptColumns(column, rows, budget) !== undefined;
  }

  /** Adds what was told of, as far as it is to be added: see {@link SampleSource.addWhole}. */
  add(
    columns: Uint32Array,
    i: number,
    k: number,
    end: number,
    rows: number,
    from: number,
    to: number,
    into: readonly (Float64Array | undefined)[],
    at: number,
    addresses: Int32Array,
    budget: DecodedColumns,
  ): void {
    const kept = this.generation === budget.generation ? this.kept : undefined;
    for (let each = k; each < end; each++) {
      const address = addresses[each]!;
      if (address === NOT_ADDED) continue;
      const column = columns[i + each]! % PAGE_COLUMNS;
      // Room that was needed for others may have taken it away.
      const own = kept?.has(column) === true ? kept : this.keptColumns(column, rows, budget);
      if (own === undefined) throw new Error('BUG: adds a column of which nothing was told');
      own.add(column, from, to, into[each]!, at, address);
    }
  }

  private keep(column: number, rows: number, budget: DecodedColumns): KeptColumns | undefined {
    const isFirst = this.kept === undefined || this.generation !== budget.generation;
    if (!budget.hasRoom(rows * 8, isFirst ? KEPT_COLUMNS_BYTES : 0)) return undefined;
    if (this.kept === undefined || this.generation !== budget.generation) {
      this.generation = budget.generation;
      this.kept = new KeptColumns(budget.memory);
      budget.count(KEPT_COLUMNS_BYTES);
    }
    const kernels = columnKernels();
    const coding = this.decode(column, rows, kernels);
    if (coding !== CODEC.DELTA && coding !== CODEC.DELTA_OF_DELTA) {
      this.kept.keep(column, kernels.decoded, rows, budget);
      return this.kept;
    }
    kernels.lookAtDecoded(rows);
    const { isWhole, ascends, size } = kernels.seen;
    // These codings have no minus zero, and no numbers that are all the same.
    const kind = isWhole && size < LARGEST_INTEGER ? INTEGERS : DOUBLES;
    this.kept.store(column, kernels.decoded, rows, budget, { kind, isWhole, ascends, size });
    return this.kept;
  }

  /** Writes rows `from..to-1` of a column without flags, which has `rows`, to `into[at…]`. */
  copyNumbers(column: number, rows: number, from: number, to: number, into: Float64Array, at: number): void {
    const kernels = columnKernels();
    this.decode(column, rows, kernels);
    copyDoubles(kernels.decoded, from, to, into, at);
  }

  /** Decodes a column without flags to `decoded` of the kernels. @returns its coding */
  private decode(column: number, rows: number, kernels: ColumnKernels): number {
    const reader = this.columnReader(column);
    reader.skip(1);
    const head = reader.peek();
    const coding = head & 15;
    const isPacked = coding === CODEC.DELTA || coding === CODEC.DELTA_OF_DELTA || coding === CODEC.XOR;
    const address = isPacked ? this.addressIn(kernels) : -1;
    if (address < 0) {
      readNumbers(reader, kernels.decoded, rows);
      return coding;
    }
    const from = address + reader.at + 1;
    const end =
      coding === CODEC.XOR
        ? kernels.decodeXor(from, rows)
        : kernels.decodeDeltas(from, rows, divisorOf(head >>> 4), coding === CODEC.DELTA_OF_DELTA);
    if (end > address + reader.end) throw new RangeError('the bytes of a column end too early');
    return coding;
  }

  /** Where the page lies in the memory in which columns are decoded; -1 when it does not fit. */
  private addressIn(kernels: ColumnKernels): number {
    if (this.placedIn === kernels.number) {
      const address = kernels.addressOfPage(this.place);
      if (address >= 0) return address;
    }
    const place = kernels.placePage(this.bytes);
    if (place === undefined) return -1;
    this.placedIn = kernels.number;
    this.place = place;
    return kernels.addressOfPage(place);
  }

  /** A reader of a column; the same one for each call. */
  columnReader(column: number): ByteReader {
    this.bounds ??= this.findColumns();
    if (column >= this.columns) throw new Error(`BUG: a page of ${this.columns} columns has no column ${column}`);
    return this.reader.moveTo(this.bounds[2 * column]!, this.bounds[2 * column + 1]!);
  }

  private findColumns(): Uint32Array {
    const bounds = new Uint32Array(2 * PAGE_COLUMNS);
    const reader = new ByteReader(this.bytes);
    while (!reader.done) {
      const length = reader.varint();
      bounds[2 * this.columns] = reader.at;
      this.flags[this.columns] = reader.peek();
      this.allFlags |= reader.peek();
      reader.skip(length);
      bounds[2 * this.columns++ + 1] = reader.at;
    }
    return bounds;
  }
}

/** What a page costs beside its bytes: the object, and where its columns are. */
const PAGE_OVERHEAD_BYTES = 600;

const sizeOf = ({ bytes, times }: Page): number => bytes.length + PAGE_OVERHEAD_BYTES + (times?.byteLength ?? 0);

interface CachedPage {
  readonly file: BlockFile;
  readonly number: number;
  readonly page: Page;
}

/**
 * Pages that this thread has read, up to a number of bytes. Those that make room are drawn by lot: queries go through the same pages again and
 * again, and of a round that is a little too long the page read longest ago is always the next that is wanted.
 */
export class PageCache {
  readonly decoded: DecodedColumns;
  private readonly maxBytes: number;
  private readonly pages = new Map<BlockFile, Map<number, Page>>();
  /** The same pages, to draw from. */
  private all: CachedPage[] = [];
  private bytes = 0;
  private lot = 1;

  /** @param memory where that for decoded columns comes from; made unless told */
  constructor(maxBytes: number, memory?: ColumnMemorySource) {
    this.decoded = new DecodedColumns(memory);
    this.maxBytes = maxBytes;
  }

  get(file: BlockFile, number: number): Page {
    let pages = this.pages.get(file);
    const known = pages?.get(number);
    if (known !== undefined) return known;
    this.trim(this.maxBytes);
    pages = this.pages.get(file);
    if (pages === undefined) this.pages.set(file, (pages = new Map()));
    const page = new Page(file.readPage(number));
    pages.set(number, page);
    this.all.push({ file, number, page });
    this.bytes += sizeOf(page);
    return page;
  }

  /** The timestamps of a page that holds those of `rows` rows; nobody may change them. */
  times(file: BlockFile, number: number, rows: number): Float64Array {
    const page = this.get(file, number);
    if (page.times === undefined) {
      page.times = readTimes(new ByteReader(page.bytes), rows);
      this.bytes += page.times.byteLength;
    }
    return page.times;
  }

  /** Lets go of pages until there are no more bytes than that. */
  trim(maxBytes: number): void {
    while (this.bytes > maxBytes && this.all.length > 0) this.dropOne();
  }

  /** Lets go of the pages of a file. */
  forget(file: BlockFile): void {
    const pages = this.pages.get(file);
    if (pages === undefined) return;
    for (const page of pages.values()) this.bytes -= sizeOf(page);
    this.pages.delete(file);
    this.all = this.all.filter((each) => each.file !== file);
  }

  private dropOne(): void {
    const { all } = this;
    // Knuth's generator: any will do.
    this.lot = (Math.imul(this.lot, 1_664_525) + 1_013_904_223) >>> 0;
    const drawn = Math.floor((this.lot / 2 ** 32) * all.length);
    const { file, number, page } = all[drawn]!;
    all[drawn] = all.at(-1)!;
    all.pop();
    const pages = this.pages.get(file)!;
    pages.delete(number);
    if (pages.size === 0) this.pages.delete(file);
    this.bytes -= sizeOf(page);
  }
}
