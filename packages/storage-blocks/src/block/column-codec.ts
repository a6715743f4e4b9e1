import { ABSENT_HI, ABSENT_LO, STALE_HI, STALE_LO } from '@binnacle/model';
import { HISTOGRAM_HI, NAN_HI, NAN_LO } from '../head/memtable-layout.ts';
import type { ByteReader } from '../log/byte-reader.ts';
import type { ByteWriter } from '../log/byte-writer.ts';
import { readNumbers, writeNumbers } from './number-codec.ts';

/** What a column has beside plain numbers. */
const HAS = { ABSENT: 1, STALE: 2, HISTOGRAMS: 4, STARTS: 8 } as const;
/** Flag of a column with start timestamps, in its first byte. */
export const HAS_STARTS = HAS.STARTS;
const KIND = { NUMBER: 0, ABSENT: 1, STALE: 2, HISTOGRAM: 3 } as const;

/** A column as it goes into a page: `n` cells, and what cells of histograms and starts refer to. */
export interface ColumnCells {
  readonly n: number;
  readonly values: Float64Array;
  readonly bits: Uint32Array;
  /** Bytes of the histogram in row `i`. */
  histogramBytes(i: number): Uint8Array;
  /** Start timestamps by row, or undefined when all are 0. */
  readonly starts: Float64Array | undefined;
}

let numbers = new Float64Array(1024);
let kinds = new Uint8Array(1024);

/** Writes a column: flags; the kinds of cells as runs, when there are others than numbers; numbers; histograms; starts. */
export function writeColumn(out: ByteWriter, cells: ColumnCells): void {
  const { n, values, bits } = cells;
  if (numbers.length < n) {
    numbers = new Float64Array(n * 2);
    kinds = new Uint8Array(n * 2);
  }
  let flags = cells.starts === undefined ? 0 : HAS.STARTS;
  let count = 0;
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    const kind = value === value ? KIND.NUMBER : kindOf(bits[2 * i]!, bits[2 * i + 1]!);
    kinds[i] = kind;
    if (kind === KIND.NUMBER) numbers[count++] = value;
    else flags |= kind === KIND.ABSENT ? HAS.ABSENT : kind === KIND.STALE ? HAS.STALE : HAS.HISTOGRAMS;
  }
  out.u8(flags);
  if ((flags & ~HAS.STARTS) !== 0) writeKinds(out, n);
  writeNumbers(out, numbers, count);
  if ((flags & HAS.HISTOGRAMS) !== 0) {
    for (let i = 0; i < n; i++) if (kinds[i] === KIND.HISTOGRAM) out.block(cells.histogramBytes(i));
  }
  if (cells.starts !== undefined) writeStarts(out, cells.starts, n);
}

/** Where {@link readColumn} puts a column. */
export interface ColumnTarget {
  readonly values: Float64Array;
  readonly bits: Uint32Array;
  /** Takes the bytes of a histogram and tells its address, which goes into the cell. */
  histogram(bytes: Uint8Array): number;
  /** Takes the starts by row. */
  starts(starts: Float64Array): void;
}

/** Reads a column of `n` rows to the beginning of the target. */
export function readColumn(reader: ByteReader, n: number, target: ColumnTarget): void {
  const flags = reader.u8();
  if ((flags & ~HAS.STARTS) === 0) {
    readNumbers(reader, target.values, n);
    if (flags !== 0) target.starts(readStarts(reader, n));
    return;
  }
  if (numbers.length < n) {
    numbers = new Float64Array(n * 2);
    kinds = new Uint8Array(n * 2);
  }
  const count = readKinds(reader, n);
  readNumbers(reader, numbers, count);
  const { values, bits } = target;
  for (let i = 0, k = 0; i < n; i++) {
    const kind = kinds[i];
    if (kind === KIND.NUMBER) values[i] = numbers[k++]!;
    else if (kind === KIND.HISTOGRAM) setBits(bits, i, target.histogram(reader.block()), HISTOGRAM_HI);
    else if (kind === KIND.STALE) setBits(bits, i, STALE_LO, STALE_HI);
    else setBits(bits, i, ABSENT_LO, ABSENT_HI);
  }
  if ((flags & HAS.STARTS) !== 0) target.starts(readStarts(reader, n));
}

function setBits(bits: Uint32Array, i: number, low: number, high: number): void {
  bits[2 * i] = low;
  bits[2 * i + 1] = high;
}

function kindOf(low: number, high: number): number {
  if (high === HISTOGRAM_HI) return KIND.HISTOGRAM;
  if (high === ABSENT_HI && low === ABSENT_LO) return KIND.ABSENT;
  if (high === STALE_HI && low === STALE_LO) return KIND.STALE;
  if (high === NAN_HI && low === NAN_LO) return KIND.NUMBER;
  // Any other NaN was made on the way by the machine, and means no more than that it is none.
  return KIND.NUMBER;
}

/** Runs of cells of one kind: kind and length. */
function writeKinds(out: ByteWriter, n: number): void {
  for (let i = 0; i < n;) {
    let end = i + 1;
    while (end < n && kinds[end] === kinds[i]) end++;
    out.varint((end - i) * 4 + kinds[i]!);
    i = end;
  }
}

function readKinds(reader: ByteReader, n: number): number {
  let count = 0;
  for (let i = 0; i < n;) {
    const run = reader.varint();
    const kind = run & 3;
    const end = i + (run >>> 2);
    if (end > n || end === i) throw new RangeError('a run of cells does not fit its column');
    kinds.fill(kind, i, end);
    if (kind === KIND.NUMBER) count += end - i;
    i = end;
  }
  return count;
}

/** Runs of rows with one start: length, distance from the start before. */
function writeStarts(out: ByteWriter, starts: Float64Array, n: number): void {
  let previous = 0;
  for (let i = 0; i < n;) {
    let end = i + 1;
    while (end < n && starts[end] === starts[i]) end++;
    out.varint(end - i);
    out.zigzag(starts[i]! - previous);
    previous = starts[i]!;
    i = end;
  }
}

function readStarts(reader: ByteReader, n: number): Float64Array {
  const starts = new Float64Array(n);
  let previous = 0;
  for (let i = 0; i < n;) {
    const end = i + reader.varint();
    previous += reader.zigzag();
    if (end > n || end === i) throw new RangeError('a run of starts does not fit its column');
    starts.fill(previous, i, end);
    i = end;
  }
  return starts;
}
