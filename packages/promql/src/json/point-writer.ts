import { isAbsentAt } from '@binnacle/model';
import { JsonBytes } from './json-bytes.ts';
import type { MatrixSeries } from '../eval/outcome.ts';
import {
  AFTER_POINT,
  ENDS_AT,
  MAX_POINTS,
  NOTE_PACKED_AT,
  NOTE_STARTS_AT,
  MAX_NOTES,
  OFFSETS_AT,
  OUT_AT,
  SLOT_BYTES,
  SLOTS,
  SLOTS_AT,
  STARTS_AT,
  STATE,
  VALUES_AT,
} from './point-memory.ts';
import { makePointWriterModule, type PointWriterModule } from './point-writer-module.ts';

/** Places in documents are numbers of 31 bits. */
const LAST_STAMP = 2 ** 30;

/**
 * Writes the points of series as JSON, `,"values":[[1435781430,"1"],…]`, and takes note of what is written again. Serves document after document:
 * it remembers the texts of numbers that it wrote last, since in a result the same values come again and again, and finding the shortest
 * digits of a number is the dearest part of writing it.
 */
export class PointWriter {
  private readonly make: () => PointWriterModule;
  private module: PointWriterModule | 'unknown' | undefined = 'unknown';
  private integers = new Int32Array(0);
  private bytes = new Uint8Array(0);
  private doubles = new Float64Array(0);
  /** Where the values of this series lie, and those of the one before. */
  private turn: 0 | 1 = 0;
  private timestamps: Float64Array | undefined;
  private hasBefore = false;
  /** Where the document ended when it was written to last. */
  private end = 0;

  /** @param make throws where WebAssembly is missing or not allowed, as a page may have it: everything is left to others then */
  constructor(make: () => PointWriterModule = makePointWriterModule) {
    this.make = make;
  }

  /** A new document. */
  begin(): void {
    this.timestamps = undefined;
    if (this.module === undefined || this.module === 'unknown') return;
    const { integers } = this;
    integers[STATE.notes / 4] = 0;
    integers[STATE.noted / 4] = 0;
    const stamp = integers[STATE.stamp / 4]! + this.end + 1;
    integers[STATE.stamp / 4] = stamp < LAST_STAMP ? stamp : 0;
    if (stamp >= LAST_STAMP) this.bytes.fill(0, SLOTS_AT, SLOTS_AT + SLOTS * SLOT_BYTES);
    this.end = 0;
  }

  /** Repetitions of the document: where each begins, and how long and how far back it is, as `KnownRepeats` has them. */
  notes(): { readonly starts: Int32Array; readonly packed: Int32Array; readonly bytes: number } {
    const { integers } = this;
    if (this.load() === undefined) return { starts: integers, packed: integers, bytes: 0 };
    const count = integers[STATE.notes / 4]!;
    return {
      starts: integers.subarray(NOTE_STARTS_AT / 4, NOTE_STARTS_AT / 4 + count),
      packed: integers.subarray(NOTE_PACKED_AT / 4, NOTE_PACKED_AT / 4 + count),
      bytes: integers[STATE.noted / 4]!,
    };
  }

  /** Whether there is room for more notes. */
  get isFull(): boolean {
    return this.integers.length > 0 && this.integers[STATE.notes / 4]! >= MAX_NOTES;
  }

  /** Notes that `length` bytes at `at` stand at `from` too. @returns whether it is noted: it is not where it would not pay */
  note(at: number, from: number, length: number): boolean {
    return this.load()?.note(at, from, length) === 1;
  }

  /**
   * Writes all points of a series that are numbers.
   * @returns whether there are any; 'not here' when they are more than this can write, and where there is no WebAssembly
   */
  write(series: MatrixSeries, out: JsonBytes, isNoted: boolean): boolean | 'not here' {
    const count = series.timestamps.length;
    const module = count > MAX_POINTS ? undefined : this.load();
    if (module === undefined) return 'not here';
    const { integers, doubles, bytes } = this;
    this.turnTo(series.timestamps);
    const values = VALUES_AT[this.turn];
    const before = this.hasBefore ? VALUES_AT[this.turn === 0 ? 1 : 0] : 0;
    doubles.set(series.values.subarray(series.at, series.at + count), values / 8);
    this.turn = this.turn === 0 ? 1 : 0;
    this.hasBefore = true;
    integers[STATE.point / 4] = 0;
    integers[STATE.isFirst / 4] = 1;
    integers[STATE.lastPoint / 4] = -2;
    for (;;) {
      integers[STATE.out / 4] = OUT_AT;
      const isDone = module.points(count, values, before, out.at, isNoted ? 1 : 0) === 1;
      out.copyBytes(bytes, OUT_AT, integers[STATE.out / 4]! - OUT_AT);
      if (isDone) break;
      const point = integers[STATE.point / 4]!;
      out.number(series.values[series.at + point]!);
      integers[STATE.point / 4] = point + 1;
    }
    this.end = out.at;
    return integers[STATE.isFirst / 4] === 0;
  }

  private turnTo(timestamps: Float64Array): void {
    if (this.timestamps === timestamps) return;
    this.timestamps = timestamps;
    this.hasBefore = false;
    const starts = new PointStarts(timestamps);
    this.bytes.set(starts.text, STARTS_AT);
    this.integers.set(starts.offsets, OFFSETS_AT / 4);
    this.integers.fill(0, ENDS_AT / 4, ENDS_AT / 4 + timestamps.length);
  }

  private load(): PointWriterModule | undefined {
    if (this.module !== 'unknown') return this.module;
    try {
      this.module = this.make();
    } catch {
      this.module = undefined;
      return undefined;
    }
    const { buffer } = this.module.memory;
    this.integers = new Int32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.doubles = new Float64Array(buffer);
    return this.module;
  }
}

/** What stands between the values of two points: `"],[1435781430.781,"`. */
export class PointStarts {
  readonly text: Uint8Array;
  /** By point, and behind the last. */
  readonly offsets: Uint32Array;

  constructor(timestamps: Float64Array) {
    const out = new JsonBytes(new Uint8Array(32 * timestamps.length));
    const offsets = new Uint32Array(timestamps.length + 1);
    for (let i = 0; i < timestamps.length; i++) {
      out.raw('"],[');
      out.timestamp(timestamps[i]!);
      out.raw(',"');
      offsets[i + 1] = out.at;
    }
    this.text = out.bytes();
    this.offsets = offsets;
  }
}

/** The same as {@link PointWriter.write} for any number of points, and for those that are no histograms; notes nothing. */
export function writePointsSlowly(series: MatrixSeries, starts: PointStarts, out: JsonBytes): boolean {
  const { timestamps, values, bits, at, histograms } = series;
  let isFirst = true;
  for (let i = 0; i < timestamps.length; i++) {
    if (isAbsentAt(bits, at + i) || histograms?.[i] !== undefined) continue;
    if (isFirst) out.raw(',"values":[');
    const from = starts.offsets[i]! + (isFirst ? AFTER_POINT : 0);
    isFirst = false;
    out.copyBytes(starts.text, from, starts.offsets[i + 1]! - from);
    out.number(values[at + i]!);
  }
  return !isFirst;
}
