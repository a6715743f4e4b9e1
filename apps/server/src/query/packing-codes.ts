import { codeLengths, codesOf } from './huffman.ts';

/**
 * The Huffman codes in which answers over a range are packed (RFC 1951): always the same, made for what such answers hold beside what they
 * repeat, which are the digits of numbers. Finding the best codes of each answer takes as long as packing a small one, and saves 2 to 6 % of
 * its size.
 */

/** Symbols of deflate: 256 ends a block, 257 to 285 are lengths of repetitions. */
const END_OF_BLOCK = 256;
export const LITERALS = 286;
export const DISTANCES = 30;
/** Bits of a code at most. */
const LONGEST_CODE = 15;
/** So that the code of a distance and what follows it are written at once. */
const LONGEST_DISTANCE_CODE = 11;
export const LONGEST_REPEAT = 258;
export const FARTHEST_REPEAT = 32_768;

/** How often a byte occurs, of 100,000 symbols; any other one now and then. */
const LITERAL_WEIGHTS: readonly (readonly [string, number])[] = [
  ['0123456789', 8300],
  ['.', 3900],
  ['"', 1000],
  [',', 800],
  [']}:{[', 90],
  ['abcdefghijklmnopqrstuvwxyz_-', 150],
  ['\\ +/', 60],
];
/** The same for lengths: what stands between the values of two points has 15 to 18 letters, or six more with milliseconds. */
const LENGTH_WEIGHTS: readonly (readonly [from: number, to: number, weight: number])[] = [
  [5, 14, 60],
  [15, 16, 9200],
  [17, 18, 1600],
  [19, 22, 400],
  [23, 257, 20],
  [258, 258, 40],
];
/** How often a distance has a symbol, of 10,000: the series before is some thousands of bytes away, the point before some twenty. */
const NEAR_WEIGHT = 30;
const DISTANCE_WEIGHTS: readonly (readonly [symbol: number, weight: number])[] = [
  [8, 60],
  [9, 250],
  [10, 550],
  [23, 200],
  [24, 2400],
  [25, 5000],
  [26, 1200],
  [27, 100],
  [28, 100],
  [29, 100],
];

/** Codes by what they stand for: the bits, the first one lowest, and how many. */
interface Codes {
  readonly bits: Uint32Array;
  readonly counts: Uint8Array;
}

/** By value from `first` on: the symbol that stands for it, and what is written behind the code; symbols stand for twice as many values after every `perSize`. */
interface Spread {
  readonly symbols: Uint16Array;
  readonly extra: Uint16Array;
  readonly extraBits: Uint8Array;
}

function spread(first: number, last: number, symbols: number, perSize: number, offset: number): Spread {
  const found: Spread = {
    symbols: new Uint16Array(last + 1),
    extra: new Uint16Array(last + 1),
    extraBits: new Uint8Array(last + 1),
  };
  let value = first;
  for (let i = 0; i < symbols; i++) {
    const bits = i < perSize ? 0 : Math.floor(i / perSize) - 1;
    for (let k = 0; k < 2 ** bits && value <= last; k++, value++) {
      found.symbols[value] = offset + i;
      found.extra[value] = k;
      found.extraBits[value] = bits;
    }
  }
  return found;
}

const lengthSpread = spread(3, LONGEST_REPEAT, 28, 4, 257);
// The longest has a symbol of its own.
lengthSpread.symbols[LONGEST_REPEAT] = 285;
lengthSpread.extra[LONGEST_REPEAT] = 0;
lengthSpread.extraBits[LONGEST_REPEAT] = 0;
const distanceSpread = spread(1, FARTHEST_REPEAT, DISTANCES, 2, 0);

/** Lengths of the codes of bytes, the end and lengths of repetitions. */
export const literalLengths: Uint8Array = codeLengths(literalWeights(), LONGEST_CODE);
/** Lengths of the codes of distances. */
export const distanceLengths: Uint8Array = codeLengths(distanceWeights(), LONGEST_DISTANCE_CODE);

function literalWeights(): Uint32Array {
  const weights = new Uint32Array(LITERALS).fill(1);
  for (const [letters, weight] of LITERAL_WEIGHTS) {
    for (const letter of letters) weights[letter.charCodeAt(0)] = weight;
  }
  for (const [from, to, weight] of LENGTH_WEIGHTS) {
    for (let length = from; length <= to; length++) weights[lengthSpread.symbols[length]!] = weight;
  }
  return weights;
}

function distanceWeights(): Uint32Array {
  const weights = new Uint32Array(DISTANCES).fill(NEAR_WEIGHT);
  for (const [symbol, weight] of DISTANCE_WEIGHTS) weights[symbol] = weight;
  return weights;
}

const literalCodes = codesOf(literalLengths);

/** By byte. */
export const bytes: Codes = { bits: Uint32Array.from(literalCodes), counts: literalLengths };
/** By length of a repetition. */
export const lengths: Codes = joined(lengthSpread, literalLengths);
/** By distance of a repetition. */
export const distances: Codes = joined(distanceSpread, distanceLengths);
export const endOfBlock: { readonly bits: number; readonly count: number } = {
  bits: literalCodes[END_OF_BLOCK]!,
  count: literalLengths[END_OF_BLOCK]!,
};

/** Codes with what is written behind them. */
function joined({ symbols, extra, extraBits }: Spread, ofSymbol: Uint8Array): Codes {
  const codes = codesOf(ofSymbol);
  return {
    bits: Uint32Array.from(symbols, (symbol, i) => codes[symbol]! | (extra[i]! << ofSymbol[symbol]!)),
    counts: Uint8Array.from(symbols, (symbol, i) => ofSymbol[symbol]! + extraBits[i]!),
  };
}

/** Codes of two bytes, one behind the other, by the two as they lie: their bits, and above {@link PAIR_BITS} how many; 0 while nobody knows. */
export const pairs: Uint32Array = new Uint32Array(65_536);
export const PAIR_BITS = 24;

/** Finds the codes of two bytes; 0 when they are too long together. */
export function pairOf(two: number): number {
  const [first, second] = [two & 0xff, two >>> 8];
  const count = literalLengths[first]! + literalLengths[second]!;
  return count > PAIR_BITS
    ? 0
    : (pairs[two] = (count << PAIR_BITS) | bytes.bits[first]! | (bytes.bits[second]! << literalLengths[first]!));
}
