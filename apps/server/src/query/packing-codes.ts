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
/** Bits of a code at most, so that four, or those of a repetition, are written at once: 56. Deflate allows 15. */
const LONGEST_CODE = 14;
export const LONGEST_REPEAT = 258;

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
export interface Codes {
  readonly bits: Uint32Array;
  readonly counts: Uint8Array;
}

/** By length of a repetition: the symbol that stands for it, and what is written behind its code, so many bits of it. */
interface Symbols {
  readonly symbols: Uint16Array;
  readonly extra: Uint16Array;
  readonly extraBits: Uint8Array;
}

/** Symbols stand for twice as many lengths after every four. */
function lengthSymbols(): Symbols {
  const symbols = new Uint16Array(LONGEST_REPEAT + 1);
  const extra = new Uint16Array(LONGEST_REPEAT + 1);
  const extraBits = new Uint8Array(LONGEST_REPEAT + 1);
  let length = 3;
  for (let i = 0; length < LONGEST_REPEAT; i++) {
    const bits = i < 4 ? 0 : (i >> 2) - 1;
    for (let k = 0; k < 2 ** bits && length < LONGEST_REPEAT; k++, length++) {
      symbols[length] = END_OF_BLOCK + 1 + i;
      extra[length] = k;
      extraBits[length] = bits;
    }
  }
  // The longest has a symbol of its own.
  symbols[LONGEST_REPEAT] = LITERALS - 1;
  return { symbols, extra, extraBits };
}

const ofLength = lengthSymbols();

/** Lengths of the codes of bytes, the end and lengths of repetitions. */
export const literalLengths: Uint8Array = codeLengths(literalWeights(), LONGEST_CODE);
/** Lengths of the codes of distances. */
export const distanceLengths: Uint8Array = codeLengths(distanceWeights(), LONGEST_CODE);

function literalWeights(): Uint32Array {
  const weights = new Uint32Array(LITERALS).fill(1);
  for (const [letters, weight] of LITERAL_WEIGHTS) {
    for (const letter of letters) weights[letter.charCodeAt(0)] = weight;
  }
  for (const [from, to, weight] of LENGTH_WEIGHTS) {
    for (let length = from; length <= to; length++) weights[ofLength.symbols[length]!] = weight;
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
/** By length of a repetition, with what is written behind the code. */
export const lengths: Codes = {
  bits: Uint32Array.from(
    ofLength.symbols,
    (symbol, length) => literalCodes[symbol]! | (ofLength.extra[length]! << literalLengths[symbol]!),
  ),
  counts: Uint8Array.from(ofLength.symbols, (symbol, length) => literalLengths[symbol]! + ofLength.extraBits[length]!),
};
/** By symbol of a distance. */
export const distanceCodes: Codes = { bits: Uint32Array.from(codesOf(distanceLengths)), counts: distanceLengths };
export const endOfBlock: { readonly bits: number; readonly count: number } = {
  bits: literalCodes[END_OF_BLOCK]!,
  count: literalLengths[END_OF_BLOCK]!,
};
