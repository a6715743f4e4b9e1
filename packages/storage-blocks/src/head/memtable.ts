import { STALE_HI, STALE_LO, type Exemplar, type FloatHistogram } from '@binnacle/model';
import { type ChunkPool, SharedWords, type UsedChunk } from '../memory/shared-words.ts';
import { encodeHistogram } from './histogram-bytes.ts';
import { EXEMPLAR, GROUP, HISTOGRAM_HI, LATE, NAN_HI, NAN_LO, PLACE, START } from './memtable-layout.ts';
import { MAX_COLUMNS, RowGroup } from './row-group.ts';

/** A column moves at most so many times, so that series that come and go at random do not move for ever. */
const MAX_DEPTH = 4;
const MAX_EXEMPLARS = 100_000;
const encoder = new TextEncoder();

/** What another thread needs to read a memtable as it was at one moment. */
export interface MemtableHandle {
  /** Number of the memtable: a higher one has what came later. */
  readonly generation: number;
  readonly words: readonly SharedArrayBuffer[];
  readonly places: readonly SharedArrayBuffer[];
  readonly late: readonly SharedArrayBuffer[];
  readonly lateHeads: readonly SharedArrayBuffer[];
  readonly starts: readonly SharedArrayBuffer[];
  readonly startHeads: readonly SharedArrayBuffer[];
  /** Records of `GROUP.WORDS` words. */
  readonly groups: SharedArrayBuffer;
  /** Late samples and starts at these addresses and above came later. */
  readonly lateEnd: number;
  readonly startsEnd: number;
  readonly lastExemplar: number;
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
}

/**
 * Samples of the head since the last flush, in shared memory: groups of rows for what arrives in order, a list for each
 * series of what arrives late. Written by the main thread alone.
 */
export class Memtable {
  readonly generation: number;
  minTimeMs = Infinity;
  maxTimeMs = -Infinity;
  samples = 0;
  private readonly words: SharedWords;
  private readonly places: SharedWords;
  private readonly late: SharedWords;
  private readonly lateHeads: SharedWords;
  private readonly starts: SharedWords;
  private readonly startHeads: SharedWords;
  private readonly groups: RowGroup[] = [];
  /** The group whose last row has a timestamp: where a series without a place goes. */
  private readonly openGroups = new Map<number, RowGroup>();
  private lastExemplar = 0;
  private exemplars = 0;
  private published: MemtableHandle | undefined;

  /** @param chunks where its memory comes from */
  constructor(generation: number, chunks?: ChunkPool) {
    this.generation = generation;
    this.words = new SharedWords([], chunks);
    this.places = new SharedWords([], chunks, 'little');
    this.late = new SharedWords([], chunks, 'little');
    this.lateHeads = new SharedWords([], chunks, 'little');
    this.starts = new SharedWords([], chunks, 'little');
    this.startHeads = new SharedWords([], chunks, 'little');
  }

  /** All of its memory, for use by another once nobody reads this one any more. */
  get usedChunks(): readonly UsedChunk[] {
    return [this.words, this.places, this.late, this.lateHeads, this.starts, this.startHeads].flatMap(
      (each) => each.usedChunks,
    );
  }

  get sizeBytes(): number {
    return (
      this.words.usedBytes +
      this.places.usedBytes +
      this.late.usedBytes +
      this.lateHeads.usedBytes +
      this.starts.usedBytes +
      this.startHeads.usedBytes
    );
  }

  get groupCount(): number {
    return this.groups.length;
  }

  /** Whether a series has samples here. */
  has(series: number): boolean {
    return this.placeOf(series) !== 0 || this.lateHeadOf(series) !== 0;
  }

  float(series: number, timestampMs: number, value: number, startMs: number): void {
    if (value !== value) {
      this.bits(series, timestampMs, NAN_LO, NAN_HI, startMs);
      return;
    }
    const group = this.groupAt(series, timestampMs);
    if (group !== undefined && group.isOpenAt(timestampMs)) {
      this.noteStart(series, timestampMs, startMs);
      group.setLast(this.column, value);
      return;
    }
    doubles[0] = value;
    this.addLate(group, series, timestampMs, halves[0]!, halves[1]!, startMs);
  }

  /**
   * Numbers of many series at one time, `series[from..to-1]`, none of which has a start: as {@link float} for each. A scrape comes in the
   * order of its columns, mostly, and then costs a comparison and a copy for each sample.
   */
  row(series: Uint32Array, values: Float64Array, from: number, to: number, timestampMs: number): void {
    for (let at = from; at < to;) {
      at += this.runAt(series, values, at, to, timestampMs);
      if (at < to) this.float(series[at]!, timestampMs, values[at++]!, 0);
    }
  }

  /** Writes what lies side by side in a group that has its row open. @returns how many samples that were */
  private runAt(series: Uint32Array, values: Float64Array, from: number, to: number, timestampMs: number): number {
    const place = this.placeOf(series[from]!);
    // Whoever had a start once has to be told that it has none now.
    if (place === 0 || this.starts.usedBytes > 0) return 0;
    const group = this.groups[this.words.get(place + PLACE.GROUP)]!;
    if (group.hasLeavers || !group.isOpenAt(timestampMs)) return 0;
    const count = group.setRun(this.words.get(place + PLACE.COLUMN), series, values, from, to);
    this.published = undefined;
    this.samples += count;
    return count;
  }

  stale(series: number, timestampMs: number): void {
    this.bits(series, timestampMs, STALE_LO, STALE_HI, 0);
  }

  histogram(series: number, timestampMs: number, value: FloatHistogram | Uint8Array, startMs: number): void {
    const bytes = value instanceof Uint8Array ? value : encodeHistogram(value);
    const at = this.words.allocate(1 + ((bytes.length + 3) >>> 2));
    this.words.set(at, bytes.length);
    this.words.byteView(at + 1, bytes.length).set(bytes);
    this.bits(series, timestampMs, at, HISTOGRAM_HI, startMs);
  }

  exemplar(series: number, { labels, value, timestampMs }: Exemplar): void {
    if (this.exemplars >= MAX_EXEMPLARS) return;
    this.published = undefined;
    this.exemplars++;
    const bytes = encoder.encode(JSON.stringify(labels));
    const { words } = this;
    const at = words.allocate(EXEMPLAR.BYTES + ((bytes.length + 3) >>> 2));
    words.set(at + EXEMPLAR.PREVIOUS, this.lastExemplar);
    words.set(at + EXEMPLAR.SERIES, series);
    words.set(at + EXEMPLAR.HAS_TIME, timestampMs === undefined ? 0 : 1);
    words.set(at + EXEMPLAR.BYTE_LENGTH, bytes.length);
    words.setDouble(at + EXEMPLAR.TIME, timestampMs ?? 0);
    words.setDouble(at + EXEMPLAR.VALUE, value);
    words.byteView(at + EXEMPLAR.BYTES, bytes.length).set(bytes);
    this.lastExemplar = at;
  }

  /** The state at this moment, for readers; made once for as long as nothing is added. */
  handle(seriesEnd: number): MemtableHandle {
    if (this.published !== undefined && this.places.usedBytes >= seriesEnd * 4) return this.published;
    for (const table of [this.places, this.lateHeads, this.startHeads]) table.reserve(seriesEnd);
    const groups = new SharedArrayBuffer(this.groups.length * GROUP.WORDS * 4);
    const words = new Uint32Array(groups);
    const doubles = new Float64Array(groups);
    this.groups.forEach((group, i) => {
      const at = i * GROUP.WORDS;
      words[at + GROUP.LAST_ROWS] = group.lastRows;
      words[at + GROUP.ROWS_IN_LAST] = group.rowsInLast;
      words[at + GROUP.COLUMNS] = group.columns;
      words[at + GROUP.LAYOUT] = group.layout;
      words[at + GROUP.TOTAL_ROWS] = group.totalRows;
      doubles[(at + GROUP.MIN_TIME) >>> 1] = group.minTimeMs;
      doubles[(at + GROUP.MAX_TIME) >>> 1] = group.maxTimeMs;
    });
    this.published = {
      generation: this.generation,
      words: this.words.buffers,
      places: this.places.buffers,
      late: this.late.buffers,
      lateHeads: this.lateHeads.buffers,
      starts: this.starts.buffers,
      startHeads: this.startHeads.buffers,
      groups,
      lateEnd: this.late.usedBytes / 4,
      startsEnd: this.starts.usedBytes / 4,
      lastExemplar: this.lastExemplar,
      minTimeMs: this.minTimeMs,
      maxTimeMs: this.maxTimeMs,
    };
    return this.published;
  }

  /** Column of the series that {@link groupAt} placed last. */
  private column = 0;

  private bits(series: number, timestampMs: number, low: number, high: number, startMs: number): void {
    const group = this.groupAt(series, timestampMs);
    if (group !== undefined && group.isOpenAt(timestampMs)) {
      // A stale marker has no start of its own.
      if (!isStaleBits(low, high)) this.noteStart(series, timestampMs, startMs);
      group.setLastBits(this.column, low, high);
      return;
    }
    this.addLate(group, series, timestampMs, low, high, startMs);
  }

  /** The group of a series, whose last row is that of `timestampMs` unless the sample comes late. */
  private groupAt(series: number, timestampMs: number): RowGroup | undefined {
    this.published = undefined;
    this.samples++;
    if (timestampMs < this.minTimeMs) this.minTimeMs = timestampMs;
    if (timestampMs > this.maxTimeMs) this.maxTimeMs = timestampMs;
    let place = this.placeOf(series);
    if (place === 0) return this.join(series, timestampMs);
    let group = this.groups[this.words.get(place + PLACE.GROUP)]!;
    if (timestampMs > group.maxTimeMs) {
      if (this.splitSparseRow(group)) {
        place = this.placeOf(series);
        group = this.groups[this.words.get(place + PLACE.GROUP)]!;
      }
      this.openRow(group, timestampMs);
    }
    this.column = this.words.get(place + PLACE.COLUMN);
    return group;
  }

  private join(series: number, timestampMs: number): RowGroup {
    let group = this.openGroups.get(timestampMs);
    if (group === undefined || group.columns === MAX_COLUMNS || !group.isOpenAt(timestampMs)) {
      group = this.newGroup(0);
      this.openRow(group, timestampMs);
    }
    this.column = group.addColumn(series);
    this.places.reserve(series + 1);
    group.place(series, this.column, this.places);
    return group;
  }

  private newGroup(depth: number): RowGroup {
    const group = new RowGroup(this.words, this.groups.length, depth);
    this.groups.push(group);
    return group;
  }

  private openRow(group: RowGroup, timestampMs: number): void {
    if (this.openGroups.get(group.maxTimeMs) === group) this.openGroups.delete(group.maxTimeMs);
    group.openRow(timestampMs);
    const open = this.openGroups.get(timestampMs);
    if (open === undefined || open.columns === MAX_COLUMNS) this.openGroups.set(timestampMs, group);
  }

  /**
   * When half of a group or more was absent from its last row, its series do not arrive together: those of the row move to
   * a group of their own, and take the row with them.
   */
  private splitSparseRow(group: RowGroup): boolean {
    if (group.columns < 8 || group.depth >= MAX_DEPTH || !group.isLastRowSparse) return false;
    const timestampMs = group.maxTimeMs;
    if (this.openGroups.get(timestampMs) === group) this.openGroups.delete(timestampMs);
    const other = this.newGroup(group.depth + 1);
    this.openRow(other, timestampMs);
    group.takeLastRow((series, low, high) => {
      const column = other.addColumn(series);
      other.place(series, column, this.places);
      other.setLastBits(column, low, high);
    });
    return true;
  }

  private addLate(
    group: RowGroup | undefined,
    series: number,
    timestampMs: number,
    low: number,
    high: number,
    startMs: number,
  ): void {
    // Once a series has late samples they all go there, so that the one that came last is always the one on top.
    const inRow =
      group !== undefined &&
      this.lateHeadOf(series) === 0 &&
      (startMs === this.startAt(series, timestampMs) || isStaleBits(low, high)) &&
      group.setEarlier(this.column, timestampMs, low, high);
    if (inRow) return;
    const { late } = this;
    const at = late.allocate(LATE.WORDS);
    this.lateHeads.reserve(series + 1);
    late.set(at + LATE.PREVIOUS, this.lateHeads.get(series));
    late.setDouble(at + LATE.TIME, timestampMs);
    late.set(at + LATE.VALUE, low);
    late.set(at + LATE.VALUE + 1, high);
    late.setDouble(at + LATE.START, startMs);
    this.lateHeads.set(series, at);
  }

  /** Notes from which sample on a series has another start. Samples of a row are in order, so the last note is enough. */
  private noteStart(series: number, timestampMs: number, startMs: number): void {
    const { starts } = this;
    const head = this.startHeadOf(series);
    if ((head === 0 ? 0 : starts.getDouble(head + START.START)) === startMs) return;
    if (head !== 0 && starts.getDouble(head + START.TIME) === timestampMs) {
      starts.setDouble(head + START.START, startMs);
      return;
    }
    const at = starts.allocate(START.WORDS);
    this.startHeads.reserve(series + 1);
    starts.set(at + START.PREVIOUS, head);
    starts.setDouble(at + START.TIME, timestampMs);
    starts.setDouble(at + START.START, startMs);
    this.startHeads.set(series, at);
  }

  private startAt(series: number, timestampMs: number): number {
    const { starts } = this;
    for (let at = this.startHeadOf(series); at !== 0; at = starts.get(at + START.PREVIOUS)) {
      if (starts.getDouble(at + START.TIME) <= timestampMs) return starts.getDouble(at + START.START);
    }
    return 0;
  }

  private placeOf(series: number): number {
    return series * 4 < this.places.usedBytes ? this.places.get(series) : 0;
  }

  private lateHeadOf(series: number): number {
    return series * 4 < this.lateHeads.usedBytes ? this.lateHeads.get(series) : 0;
  }

  private startHeadOf(series: number): number {
    return series * 4 < this.startHeads.usedBytes ? this.startHeads.get(series) : 0;
  }
}

const isStaleBits = (low: number, high: number): boolean => low === STALE_LO && high === STALE_HI;

const doubles = new Float64Array(1);
const halves = new Uint32Array(doubles.buffer);
