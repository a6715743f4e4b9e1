import type { ByteReader } from '../log/byte-reader.ts';
import type { ByteWriter } from '../log/byte-writer.ts';

/** How the numbers of a column are written. Every choice gives back the same 64 bits. */
export const CODEC = { CONSTANT: 0, DELTA: 1, DELTA_OF_DELTA: 2, XOR: 3, SMALL_CONSTANT: 4 } as const;

/** Whole numbers up to here keep second differences exact in a double, with room for the sign bit of zigzag. */
const MAX_WHOLE = 2 ** 49;
const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] as const;
/** Exponent of columns of multiples of 4096: memory comes in pages. */
const PAGES = 15;
const PAGE_BYTES = 4096;
/** What whole numbers of a coding with an exponent are divided by. */
export const divisorOf = (exponent: number): number => (exponent === PAGES ? 1 / PAGE_BYTES : POWERS[exponent]!);

let whole = new Float64Array(1024);

/** Writes `values[0..n-1]` (no markers among them; NaN only as the one kind of it) in the smallest of the ways there are. */
export function writeNumbers(out: ByteWriter, values: Float64Array, n: number): void {
  if (n === 0) return;
  const first = values[0]!;
  if (isConstant(values, n)) {
    const isSmall = Number.isInteger(first) && Math.abs(first) < MAX_WHOLE && !Object.is(first, -0);
    out.u8(isSmall ? CODEC.SMALL_CONSTANT : CODEC.CONSTANT);
    if (isSmall) out.zigzag(first);
    else out.f64(first);
    return;
  }
  const exponent = toWhole(values, n);
  if (exponent < 0) {
    out.u8(CODEC.XOR);
    writeXor(out, values, n);
    return;
  }
  const second = n > 2 && prefersSecondDifferences(n);
  out.u8((second ? CODEC.DELTA_OF_DELTA : CODEC.DELTA) | (exponent << 4));
  let previous = whole[0]!;
  out.zigzag(previous);
  let difference = 0;
  for (let i = 1; i < n; i++) {
    const delta = whole[i]! - previous;
    previous = whole[i]!;
    if (second) {
      out.zigzag(delta - difference);
      difference = delta;
    } else out.zigzag(delta);
  }
}

/** Reads what {@link writeNumbers} wrote to `into[0..n-1]`. */
export function readNumbers(reader: ByteReader, into: Float64Array, n: number): void {
  readNumberRange(reader, n, into, 0, 0, n);
}

/** Reads rows `from..to-1` of the `n` that {@link writeNumbers} wrote, to `into[at…]`. Where the reader is then is not said. */
export function readNumberRange(
  reader: ByteReader,
  n: number,
  into: Float64Array,
  at: number,
  from: number,
  to: number,
): void {
  if (n === 0) return;
  const head = reader.u8();
  switch (head & 15) {
    case CODEC.CONSTANT:
      into.fill(reader.f64(), at, at + to - from);
      return;
    case CODEC.SMALL_CONSTANT:
      into.fill(reader.zigzag(), at, at + to - from);
      return;
    case CODEC.DELTA:
      reader.deltas(into, at, from, to, divisorOf(head >>> 4));
      return;
    case CODEC.DELTA_OF_DELTA:
      reader.secondDeltas(into, at, from, to, divisorOf(head >>> 4));
      return;
    case CODEC.XOR:
      readXor(reader, into, at, from, to);
      return;
    default:
      throw new Error(`unknown coding ${head & 15} of a column: it was written by a newer version`);
  }
}

function isConstant(values: Float64Array, n: number): boolean {
  const first = values[0]!;
  if (first !== first) {
    for (let i = 1; i < n; i++) if (values[i] === values[i]) return false;
    return true;
  }
  if (first === 0) {
    for (let i = 0; i < n; i++) if (!Object.is(values[i], first)) return false;
    return true;
  }
  for (let i = 1; i < n; i++) if (values[i] !== first) return false;
  return true;
}

/**
 * Fills `whole` with `values * 10^e` for the smallest e for which all are whole and give back the same doubles when divided.
 * @returns e, `PAGES` for multiples of 4096, or -1 when there is none
 */
function toWhole(values: Float64Array, n: number): number {
  if (whole.length < n) whole = new Float64Array(n * 2);
  let exponent = 0;
  let power = 1;
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    let scaled = Math.round(value * power);
    while (scaled / power !== value || !(scaled < MAX_WHOLE && scaled > -MAX_WHOLE)) {
      exponent++;
      if (exponent >= POWERS.length || !(Math.abs(value) * power < MAX_WHOLE)) return -1;
      power = POWERS[exponent]!;
      scaled = Math.round(value * power);
    }
    // Minus zero equals zero, yet is another double.
    if (scaled === 0 && Object.is(value, -0)) return -1;
  }
  for (let i = 0; i < n; i++) {
    const scaled = Math.round(values[i]! * power);
    if (scaled / power !== values[i] || !(scaled < MAX_WHOLE && scaled > -MAX_WHOLE)) return -1;
    whole[i] = scaled;
  }
  return exponent === 0 && toPages(n) ? PAGES : exponent;
}

/** Divides `whole` by the size of a page when all of it is made of pages; exact, since that is a power of two. */
function toPages(n: number): boolean {
  for (let i = 0; i < n; i++) if (whole[i]! % PAGE_BYTES !== 0) return false;
  for (let i = 0; i < n; i++) whole[i] = whole[i]! / PAGE_BYTES;
  return true;
}

function prefersSecondDifferences(n: number): boolean {
  let [first, second] = [0, 0];
  let difference = 0;
  for (let i = 1; i < n; i++) {
    const delta = whole[i]! - whole[i - 1]!;
    first += sizeClass(delta);
    second += sizeClass(delta - difference);
    difference = delta;
  }
  return second < first;
}

/** Bytes of a zigzag varint, roughly; zero is worth less than its byte, since it compresses away. */
function sizeClass(delta: number): number {
  const size = Math.abs(delta);
  return size === 0 ? 0.25 : size < 64 ? 1 : size < 8192 ? 2 : size < 1_048_576 ? 3 : 5;
}

const pair = new Float64Array(1);
const pairHalves = new Uint32Array(pair.buffer);

/** The bits that differ from the value before: a byte with the number of leading and trailing zero bytes, then the rest. */
function writeXor(out: ByteWriter, values: Float64Array, n: number): void {
  let [low, high] = [0, 0];
  for (let i = 0; i < n; i++) {
    pair[0] = values[i]!;
    if (values[i] !== values[i]) {
      pairHalves[0] = 1;
      pairHalves[1] = 0x7ff8_0000;
    }
    const [x, y] = [(pairHalves[0]! ^ low) >>> 0, (pairHalves[1]! ^ high) >>> 0];
    [low, high] = [pairHalves[0]!, pairHalves[1]!];
    const leading = y !== 0 ? Math.clz32(y) >>> 3 : 4 + (x !== 0 ? Math.clz32(x) >>> 3 : 4);
    const trailing = leading === 8 ? 0 : x !== 0 ? trailingZeroBytes(x) : 4 + trailingZeroBytes(y);
    out.u8((leading << 4) | trailing);
    for (let byte = trailing; byte < 8 - leading; byte++) {
      out.u8(byte < 4 ? x >>> (byte * 8) : y >>> ((byte - 4) * 8));
    }
  }
}

const trailingZeroBytes = (x: number): number => (31 - Math.clz32(x & -x)) >>> 3;

function readXor(reader: ByteReader, into: Float64Array, at: number, from: number, to: number): void {
  let [low, high] = [0, 0];
  for (let i = 0; i < to; i++) {
    const head = reader.u8();
    const end = 8 - (head >>> 4);
    let [x, y] = [0, 0];
    for (let byte = head & 15; byte < end; byte++) {
      if (byte < 4) x |= reader.u8() << (byte * 8);
      else y |= reader.u8() << ((byte - 4) * 8);
    }
    low = (low ^ x) >>> 0;
    high = (high ^ y) >>> 0;
    if (i < from) continue;
    pairHalves[0] = low;
    pairHalves[1] = high;
    into[at + i - from] = pair[0]!;
  }
}
