import { ABSENT_HI, ABSENT_LO, labelsFromSorted, type Exemplar, type FloatHistogram } from '@binnacle/model';
import { SharedWords, chunkOf, wordOf } from '../memory/shared-words.ts';
import { copyColumn, fillAbsent } from '../read/cells.ts';
import type { SampleSource } from '../read/sample-source.ts';
import { decodeHistogram } from './histogram-bytes.ts';
import type { MemtableHandle } from './memtable.ts';
import { EXEMPLAR, GROUP, LATE, PLACE, ROWS, START } from './memtable-layout.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A sample that is not in a row. */
export interface LateSample {
  readonly timestampMs: number;
  /** The two halves of the value. */
  readonly low: number;
  readonly high: number;
  readonly startMs: number;
}

export interface StoredExemplar {
  readonly series: number;
  readonly exemplar: Exemplar;
}

/** Blocks of rows of one group, oldest first: address and rows in use. */
interface RowBlocks {
  readonly addresses: readonly number[];
  readonly used: readonly number[];
}

/** Read side of a memtable as it was when its handle was made; works on any thread. */
export class MemtableView implements SampleSource {
  readonly handle: MemtableHandle;
  readonly hasRows = true;
  private readonly words: SharedWords;
  private readonly places: SharedWords;
  private readonly late: SharedWords;
  private readonly lateHeads: SharedWords;
  private readonly starts: SharedWords;
  private readonly startHeads: SharedWords;
  private readonly groupWords: Uint32Array;
  private readonly groupCount: number;
  private readonly blocks = new Map<number, RowBlocks>();
  private readonly times = new Map<number, Float64Array>();
  private version = -1;

  constructor(handle: MemtableHandle) {
    this.handle = handle;
    this.words = new SharedWords(handle.words);
    this.places = new SharedWords(handle.places);
    this.late = new SharedWords(handle.late);
    this.lateHeads = new SharedWords(handle.lateHeads);
    this.starts = new SharedWords(handle.starts);
    this.startHeads = new SharedWords(handle.startHeads);
    this.groupWords = new Uint32Array(handle.groups);
    this.groupCount = this.groupWords.length / GROUP.WORDS;
  }

  get order(): number {
    return this.handle.generation;
  }

  get identity(): string {
    return `m${this.handle.generation}`;
  }

  /** A series gets another place with a new column only, mostly of a new group, and none is taken away. */
  get placesVersion(): number {
    if (this.version < 0) {
      this.version = this.groupCount;
      for (let group = 0; group < this.groupCount; group++)
        this.version += this.groupWords[group * GROUP.WORDS + GROUP.COLUMNS]!;
    }
    return this.version;
  }

  haveSamples(group: number, columns: Uint32Array, from: number, to: number): boolean {
    const { addresses, used } = this.rowBlocks(group);
    const { words } = this;
    let [i, row] = [0, 0];
    while (i < addresses.length && row + used[i]! <= from) row += used[i++]!;
    const address = addresses[i];
    if (address === undefined || from >= to) return columns.length === 0;
    const stride = words.get(address + ROWS.STRIDE);
    const halves = words.u32[chunkOf(address)]!;
    const first = wordOf(address) + ROWS.TIMESTAMPS + 2 * (words.get(address + ROWS.CAPACITY) + (from - row) * stride);
    for (const column of columns) {
      const cell = first + 2 * column;
      const isThere = column < stride && (halves[cell + 1] !== ABSENT_HI || halves[cell] !== ABSENT_LO);
      // Nearly always the first row has it.
      if (!isThere && !this.hasSamples(group, column, from, to)) return false;
    }
    return true;
  }

  hasSamples(group: number, column: number, from: number, to: number): boolean {
    const { addresses, used } = this.rowBlocks(group);
    const { words } = this;
    for (let i = 0, row = 0; i < addresses.length && row < to; row += used[i++]!) {
      const address = addresses[i]!;
      const stride = words.get(address + ROWS.STRIDE);
      if (column >= stride) continue;
      const halves = words.u32[chunkOf(address)]!;
      const first = Math.max(0, from - row);
      const last = Math.min(used[i]!, to - row);
      let cell = wordOf(address) + ROWS.TIMESTAMPS + 2 * (words.get(address + ROWS.CAPACITY) + first * stride + column);
      for (let k = first; k < last; k++, cell += 2 * stride) {
        if (halves[cell + 1] !== ABSENT_HI || halves[cell] !== ABSENT_LO) return true;
      }
    }
    return false;
  }

  get hasLate(): boolean {
    return this.handle.lateEnd > 2;
  }

  /** Calls back for each place of a series, the latest first. */
  eachPlace(series: number, call: (group: number, column: number) => void): void {
    for (let at = this.places.get(series); at !== 0; at = this.words.get(at + PLACE.NEXT)) {
      const group = this.words.get(at + PLACE.GROUP);
      const column = this.words.get(at + PLACE.COLUMN);
      // A place that came after the handle.
      if (group >= this.groupCount || column >= this.groupWords[group * GROUP.WORDS + GROUP.COLUMNS]!) continue;
      call(group, column);
    }
  }

  /** All timestamps of a group, ascending. */
  timestamps(group: number): Float64Array {
    let times = this.times.get(group);
    if (times !== undefined) return times;
    times = new Float64Array(this.groupWords[group * GROUP.WORDS + GROUP.TOTAL_ROWS]!);
    const { addresses, used } = this.rowBlocks(group);
    let at = 0;
    for (let i = 0; i < addresses.length; i++) {
      const from = (wordOf(addresses[i]!) + ROWS.TIMESTAMPS) >>> 1;
      times.set(this.words.f64[chunkOf(addresses[i]!)]!.subarray(from, from + used[i]!), at);
      at += used[i]!;
    }
    this.times.set(group, times);
    return times;
  }

  /**
   * Copies the cells of rows `from..to-1` of a column, bit for bit, to `into` from word `2 * at` on: `into` is a view of
   * halves. Cells of histograms keep their address.
   */
  readColumn(
    group: number,
    column: number,
    from: number,
    to: number,
    into: Float64Array,
    bits: Uint32Array,
    at: number,
  ): boolean {
    const { addresses, used } = this.rowBlocks(group);
    const { words } = this;
    let hasMarkers = false;
    let row = 0;
    let out = at;
    for (let i = 0; i < addresses.length && row < to; i++) {
      const rows = used[i]!;
      const first = Math.max(0, from - row);
      const last = Math.min(rows, to - row);
      row += rows;
      if (first >= last) continue;
      const address = addresses[i]!;
      const stride = words.get(address + ROWS.STRIDE);
      if (column >= stride) {
        fillAbsent(bits, out, out + last - first);
        out += last - first;
        hasMarkers = true;
        continue;
      }
      const cells = words.f64[chunkOf(address)]!;
      const halves = words.u32[chunkOf(address)]!;
      const cell =
        (wordOf(address) + ROWS.TIMESTAMPS) / 2 + words.get(address + ROWS.CAPACITY) + first * stride + column;
      if (copyColumn(cells, halves, cell, stride, last - first, into, bits, out)) hasMarkers = true;
      out += last - first;
    }
    return hasMarkers;
  }

  rowWidth(group: number, from: number, to: number): number {
    const { addresses, used } = this.rowBlocks(group);
    let width = 0;
    for (let i = 0, row = 0; i < addresses.length && row < to; row += used[i++]!) {
      if (row + used[i]! > from) width = Math.max(width, this.words.get(addresses[i]! + ROWS.STRIDE));
    }
    return width;
  }

  copyRows(
    group: number,
    from: number,
    to: number,
    width: number,
    into: Float64Array,
    bits: Uint32Array,
    at: number,
  ): void {
    const { addresses, used } = this.rowBlocks(group);
    const { words } = this;
    let row = 0;
    let out = at;
    for (let i = 0; i < addresses.length && row < to; i++) {
      const rows = used[i]!;
      const first = Math.max(0, from - row);
      const last = Math.min(rows, to - row);
      row += rows;
      if (first >= last) continue;
      const address = addresses[i]!;
      const stride = words.get(address + ROWS.STRIDE);
      const cells = words.f64[chunkOf(address)]!;
      const begin = (wordOf(address) + ROWS.TIMESTAMPS) / 2 + words.get(address + ROWS.CAPACITY);
      if (stride === width) {
        into.set(cells.subarray(begin + first * stride, begin + last * stride), out);
        out += (last - first) * width;
        continue;
      }
      // From the time before the last columns were added.
      for (let k = first; k < last; k++, out += width) {
        into.set(cells.subarray(begin + k * stride, begin + (k + 1) * stride), out);
        fillAbsent(bits, out + stride, out + width);
      }
    }
  }

  /** Cells may change until they are read. */
  tellWhole(...[, , , count, , , , mustRead]: Parameters<SampleSource['tellWhole']>): void {
    mustRead.fill(1, 0, count);
  }

  addWhole(): void {
    // All were read.
  }

  /** Late samples of a series, the one that came last first. */
  lateSamples(series: number): LateSample[] {
    const samples: LateSample[] = [];
    const { late } = this;
    for (let at = this.lateHeads.get(series); at !== 0; at = late.get(at + LATE.PREVIOUS)) {
      if (at >= this.handle.lateEnd) continue;
      samples.push({
        timestampMs: late.getDouble(at + LATE.TIME),
        low: late.get(at + LATE.VALUE),
        high: late.get(at + LATE.VALUE + 1),
        startMs: late.getDouble(at + LATE.START),
      });
    }
    return samples;
  }

  hasLateSamples(series: number): boolean {
    return this.hasLate && this.lateHeads.get(series) !== 0;
  }

  mayHaveStarts(): boolean {
    return this.handle.startsEnd > 2;
  }

  /** Since when the samples of a series count: `[from, start, from, start, …]`, the latest first; empty for unknown. */
  startNotes(series: number): number[] {
    const notes: number[] = [];
    const { starts } = this;
    for (let at = this.startHeads.get(series); at !== 0; at = starts.get(at + START.PREVIOUS)) {
      if (at >= this.handle.startsEnd) continue;
      notes.push(starts.getDouble(at + START.TIME), starts.getDouble(at + START.START));
    }
    return notes;
  }

  histogramAt(address: number): FloatHistogram {
    // A copy: the bytes are shared and a DataView over them would be slower than this.
    return decodeHistogram(this.words.byteView(address + 1, this.words.get(address)).slice());
  }

  /** Bytes of a histogram, to be written elsewhere. */
  histogramBytesAt(address: number): Uint8Array {
    return this.words.byteView(address + 1, this.words.get(address)).slice();
  }

  /** Exemplars, the one that came last first. */
  *exemplars(): Iterable<StoredExemplar> {
    const { words } = this;
    for (let at = this.handle.lastExemplar; at !== 0; at = words.get(at + EXEMPLAR.PREVIOUS)) {
      const bytes = words.byteView(at + EXEMPLAR.BYTES, words.get(at + EXEMPLAR.BYTE_LENGTH));
      const labels: string[] = JSON.parse(decoder.decode(bytes));
      yield {
        series: words.get(at + EXEMPLAR.SERIES),
        exemplar: {
          labels: labelsFromSorted(labels),
          value: words.getDouble(at + EXEMPLAR.VALUE),
          timestampMs: words.get(at + EXEMPLAR.HAS_TIME) === 1 ? words.getDouble(at + EXEMPLAR.TIME) : undefined,
        },
      };
    }
  }

  private rowBlocks(group: number): RowBlocks {
    let found = this.blocks.get(group);
    if (found !== undefined) return found;
    const record = group * GROUP.WORDS;
    const addresses: number[] = [];
    const used: number[] = [];
    const last = this.groupWords[record + GROUP.LAST_ROWS]!;
    for (let at = last; at !== 0; at = this.words.get(at + ROWS.PREVIOUS)) {
      addresses.push(at);
      used.push(at === last ? this.groupWords[record + GROUP.ROWS_IN_LAST]! : this.words.get(at + ROWS.USED));
    }
    found = { addresses: addresses.reverse(), used: used.reverse() };
    this.blocks.set(group, found);
    return found;
  }
}
