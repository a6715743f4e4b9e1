import { crc32 } from 'node:zlib';
import type { KnownRepeats } from '@binnacle/promql';
import { codeLengths, codesOf } from './huffman.ts';

/** Symbols of deflate: 256 ends a block, 257 to 285 are lengths of repetitions. */
const END_OF_BLOCK = 256;
const LITERALS = 286;
const DISTANCES = 30;
/** Bits of a code at most (RFC 1951), and of those that say the lengths of codes. */
const LONGEST_CODE = 15;
const LONGEST_META_CODE = 7;
/** In which order lengths of the codes that say lengths of codes are written. */
const META_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** So many literals are counted, spread over the document, to find codes for all of them. */
const SAMPLE = 16_384;
/** What is counted weighs so much more than that every symbol must have some code. */
const WEIGHT = 64;

const { symbols: LENGTH_SYMBOLS, bases: LENGTH_BASES } = spread(259, 3, 28, 4, 257);
const { symbols: DISTANCE_SYMBOLS, bases: DISTANCE_BASES } = spread(32_769, 1, 30, 2, 0);
// The longest repetition has a symbol of its own.
LENGTH_SYMBOLS[258] = 285;
LENGTH_BASES[28] = 258;
const LENGTH_EXTRA = Uint8Array.from({ length: 29 }, (_, i) => (i < 4 || i === 28 ? 0 : (i >> 2) - 1));
const DISTANCE_EXTRA = Uint8Array.from({ length: 30 }, (_, i) => (i < 2 ? 0 : (i >> 1) - 1));

/** Room for the next result: 64 KB and more, as it was needed. */
let room = new Uint8Array(64 * 1024);
const MAX_ROOM_BYTES = 1 << 20;

/**
 * A gzip file of a document whose repetitions are known: what costs most of compressing, looking for them, is left out.
 *
 * @returns a view of memory that serves again with the next document; undefined where zlib does better: where nearly nothing is new, and where the
 *   result would be larger than half of the document, so that there is more to be found than is known
 */
export function gzipKnownRepeats(
  body: Uint8Array<ArrayBuffer>,
  repeats: KnownRepeats,
): Uint8Array<ArrayBuffer> | undefined {
  // Little but repetitions: zlib is fast there, and finds longer ones.
  if (body.length - repeatedBytes(repeats) < body.length * LEAST_NEW) return undefined;
  const out = room.length >= body.length / 2 + MARGIN ? room : new Uint8Array((body.length >>> 1) + 2 * MARGIN);
  if (out.length <= MAX_ROOM_BYTES) room = out;
  const { literals, distances } = count(body, repeats);
  const literalLengths = codeLengths(literals, LONGEST_CODE);
  const distanceLengths = codeLengths(distances, LONGEST_CODE);
  const writer = new BitWriter(out);
  // Nothing is said about name, time and system.
  out.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
  writer.at = 10;
  writeHead(writer, literalLengths, distanceLengths);
  const isWhole = writer.write(body, repeats, new Codes(literalLengths), new Codes(distanceLengths));
  if (!isWhole) return undefined;
  const end = writer.end();
  const view = new DataView(out.buffer, out.byteOffset);
  view.setUint32(end, crc32(body), true);
  view.setUint32(end + 4, body.length, true);
  return out.subarray(0, end + 8);
}

/** Room for what is written without looking: the head, and what follows the last repetition. */
const MARGIN = 4096;

/** The share of a document that must be new. */
const LEAST_NEW = 0.1;

function repeatedBytes({ packed, count: repeatCount }: KnownRepeats): number {
  let repeated = 0;
  for (let i = 0; i < repeatCount; i++) repeated += packed[i]! >>> 16;
  return repeated;
}

/** How often what occurs; every symbol at least once, since not all is looked at. */
function count(
  body: Uint8Array,
  repeats: KnownRepeats,
): { readonly literals: Uint32Array; readonly distances: Uint32Array } {
  const { starts, packed, count: repeatCount } = repeats;
  const literals = new Uint32Array(LITERALS).fill(1);
  const distances = new Uint32Array(DISTANCES).fill(1);
  const every = Math.max(1, Math.round((body.length - repeatedBytes(repeats)) / SAMPLE));
  let at = 0;
  for (let i = 0; i <= repeatCount; i++) {
    const start = i < repeatCount ? starts[i]! : body.length;
    const length = i < repeatCount ? packed[i]! >>> 16 : 0;
    if (i % every === 0) {
      for (; at < start; at++) literals[body[at]!]! += WEIGHT;
      if (length > 0) {
        literals[LENGTH_SYMBOLS[length]!]! += WEIGHT;
        distances[DISTANCE_SYMBOLS[(packed[i]! & 0xffff) + 1]!]! += WEIGHT;
      }
    }
    at = start + length;
  }
  return { literals, distances };
}

/** The codes of an alphabet, for who writes them. */
class Codes {
  readonly lengths: Uint8Array;
  readonly codes: Uint16Array;

  constructor(lengths: Uint8Array) {
    this.lengths = lengths;
    this.codes = codesOf(lengths);
  }
}

/** Codes of two literals, one behind the other, by the two bytes as they lie: their bits, and above {@link PAIR_BITS} how many; 0 while nobody knows. */
const pairs = new Uint32Array(65_536);
const PAIR_BITS = 24;
const PAIR_MASK = 2 ** PAIR_BITS - 1;

/** Writes codes, the first bit lowest. What it writes is followed by up to three bytes of nothing. */
class BitWriter {
  at = 0;
  private readonly view: DataView;
  private hold = 0;
  /** Bits in `hold`: fewer than 8 between calls. */
  private held = 0;

  constructor(out: Uint8Array) {
    this.view = new DataView(out.buffer, out.byteOffset, out.length);
  }

  /** Up to 24 bits. */
  bits(value: number, count: number): void {
    const hold = this.hold | (value << this.held);
    const held = this.held + count;
    this.view.setUint32(this.at, hold, true);
    // Without a look whether there are whole bytes, which nobody could foresee.
    const whole = held >>> 3;
    this.at += whole;
    this.hold = hold >>> (whole << 3);
    this.held = held & 7;
  }

  /** The content of a block, to its end. @returns whether there was room for it */
  write(body: Uint8Array, repeats: KnownRepeats, literals: Codes, distances: Codes): boolean {
    const { starts, packed, count: repeatCount } = repeats;
    const bytes = new DataView(body.buffer, body.byteOffset, body.length);
    pairs.fill(0);
    let at = 0;
    for (let i = 0; i <= repeatCount; i++) {
      const start = i < repeatCount ? starts[i]! : body.length;
      // A code has at most 15 bits.
      if (this.at + 2 * (start - at) + MARGIN > this.view.byteLength) return false;
      this.literals(bytes, at, start, literals);
      if (i === repeatCount) break;
      const length = packed[i]! >>> 16;
      this.repeat(length, (packed[i]! & 0xffff) + 1, literals, distances);
      at = start + length;
    }
    this.bits(literals.codes[END_OF_BLOCK]!, literals.lengths[END_OF_BLOCK]!);
    return true;
  }

  private literals(bytes: DataView, from: number, to: number, codes: Codes): void {
    let i = this.pairsOfLiterals(bytes, from, to, codes);
    while (i < to) {
      // The last one, or two that are too rare to be written at once.
      for (const end = Math.min(i + 2, to); i < end; i++) {
        const byte = bytes.getUint8(i);
        this.bits(codes.codes[byte]!, codes.lengths[byte]!);
      }
      i = this.pairsOfLiterals(bytes, i, to, codes);
    }
  }

  /** Two at a time. @returns where it ended: fewer than two are left, or those that come are too long together */
  private pairsOfLiterals(bytes: DataView, from: number, to: number, codes: Codes): number {
    const { view } = this;
    let { hold, held, at } = this;
    let i = from;
    for (; i + 1 < to; i += 2) {
      const two = bytes.getUint16(i, true);
      const pair = pairs[two]! || pairOf(two, codes);
      if (pair === 0) break;
      hold |= (pair & PAIR_MASK) << held;
      held += pair >>> PAIR_BITS;
      view.setUint32(at, hold, true);
      const whole = held >>> 3;
      at += whole;
      hold >>>= whole << 3;
      held &= 7;
    }
    this.hold = hold;
    this.held = held;
    this.at = at;
    return i;
  }

  private repeat(length: number, distance: number, literals: Codes, distances: Codes): void {
    const lengthSymbol = LENGTH_SYMBOLS[length]!;
    const lengthBits = literals.lengths[lengthSymbol]!;
    const extra = (length - LENGTH_BASES[lengthSymbol - 257]!) << lengthBits;
    this.bits(literals.codes[lengthSymbol]! | extra, lengthBits + LENGTH_EXTRA[lengthSymbol - 257]!);
    const symbol = DISTANCE_SYMBOLS[distance]!;
    this.bits(distances.codes[symbol]!, distances.lengths[symbol]!);
    this.bits(distance - DISTANCE_BASES[symbol]!, DISTANCE_EXTRA[symbol]!);
  }

  /** @returns behind the last byte */
  end(): number {
    return this.held > 0 ? this.at + 1 : this.at;
  }
}

/** Finds the codes of two literals; 0 when they are too long together. */
function pairOf(two: number, { codes, lengths }: Codes): number {
  const [first, second] = [two & 0xff, two >>> 8];
  const bits = lengths[first]! + lengths[second]!;
  return bits > PAIR_BITS
    ? 0
    : (pairs[two] = (bits << PAIR_BITS) | codes[first]! | (codes[second]! << lengths[first]!));
}

/** The head of the one block there is, with the lengths of its codes. */
function writeHead(writer: BitWriter, literals: Uint8Array, distances: Uint8Array): void {
  const runs = runsOf([...literals, ...distances]);
  const frequencies = new Uint32Array(19);
  for (const { symbol } of runs) frequencies[symbol]!++;
  const lengths = codeLengths(frequencies, LONGEST_META_CODE);
  const codes = codesOf(lengths);
  // The last block; codes of its own.
  writer.bits(0b101, 3);
  writer.bits(LITERALS - 257, 5);
  writer.bits(DISTANCES - 1, 5);
  writer.bits(META_ORDER.length - 4, 4);
  for (const symbol of META_ORDER) writer.bits(lengths[symbol]!, 3);
  for (const { symbol, extra, bits } of runs) {
    writer.bits(codes[symbol]!, lengths[symbol]!);
    writer.bits(extra, bits);
  }
}

interface Run {
  readonly symbol: number;
  readonly extra: number;
  readonly bits: number;
}

/** Lengths of codes, those that come again as runs of three to six. None of ours is zero. */
function runsOf(lengths: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < lengths.length;) {
    const length = lengths[i]!;
    let same = 1;
    while (same < 7 && lengths[i + same] === length) same++;
    runs.push({ symbol: length, extra: 0, bits: 0 });
    i++;
    const again = same - 1;
    if (again < 3) continue;
    runs.push({ symbol: 16, extra: again - 3, bits: 2 });
    i += again;
  }
  return runs;
}

/**
 * By value from `first` on: the symbol that stands for it, where symbols stand for twice as many values after every `perSize` of them.
 */
function spread(
  values: number,
  first: number,
  count: number,
  perSize: number,
  offset: number,
): { readonly symbols: Uint16Array; readonly bases: Uint16Array } {
  const symbols = new Uint16Array(values);
  const bases = new Uint16Array(count + 1);
  let value = first;
  for (let i = 0; i < count; i++) {
    bases[i] = value;
    const size = i < perSize ? 1 : 2 ** (Math.floor(i / perSize) - 1);
    for (let k = 0; k < size && value < values; k++) symbols[value++] = offset + i;
  }
  return { symbols, bases };
}
