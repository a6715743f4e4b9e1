import { codeLengths, codesOf } from './huffman.ts';
import { DISTANCES, distanceLengths, LITERALS, literalLengths } from './packing-codes.ts';

/** Bits of a code that says lengths of codes, at most (RFC 1951). */
const LONGEST_META_CODE = 7;
/** In which order the lengths of these codes are written. */
const META_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/** Nothing is said about name, time and system (RFC 1952). */
const GZIP_HEAD = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/** The beginning of a gzip file, up to the content of the one block there is. */
export interface PackingHead {
  /** All bytes that are whole. */
  readonly bytes: Uint8Array;
  /** The bits behind them, the first one lowest, and how many: fewer than 8. */
  readonly rest: number;
  readonly restBits: number;
}

/** With the lengths of the codes of {@link ./packing-codes.ts}. */
export function packingHead(): PackingHead {
  const runs = runsOf([...literalLengths, ...distanceLengths]);
  const frequencies = new Uint32Array(META_ORDER.length);
  for (const { symbol } of runs) frequencies[symbol]!++;
  const lengths = codeLengths(frequencies, LONGEST_META_CODE);
  const codes = codesOf(lengths);
  const bits: number[] = [];
  const write = (value: number, count: number): void => {
    for (let i = 0; i < count; i++) bits.push((value >>> i) & 1);
  };
  // The last block; codes of its own.
  write(0b101, 3);
  write(LITERALS - 257, 5);
  write(DISTANCES - 1, 5);
  write(META_ORDER.length - 4, 4);
  for (const symbol of META_ORDER) write(lengths[symbol]!, 3);
  for (const run of runs) {
    write(codes[run.symbol]!, lengths[run.symbol]!);
    write(run.extra, run.extraBits);
  }
  const whole = bits.length >>> 3;
  const byteAt = (i: number): number => bits.slice(8 * i, 8 * i + 8).reduce((byte, bit, k) => byte | (bit << k), 0);
  return {
    bytes: Uint8Array.from([...GZIP_HEAD, ...Array.from({ length: whole }, (_, i) => byteAt(i))]),
    rest: byteAt(whole),
    restBits: bits.length & 7,
  };
}

interface Run {
  readonly symbol: number;
  readonly extra: number;
  readonly extraBits: number;
}

/** Lengths of codes, those that come again as runs of three to six. None of ours is zero. */
function runsOf(lengths: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < lengths.length;) {
    const length = lengths[i]!;
    let same = 1;
    while (same < 7 && lengths[i + same] === length) same++;
    runs.push({ symbol: length, extra: 0, extraBits: 0 });
    i++;
    const again = same - 1;
    if (again < 3) continue;
    runs.push({ symbol: 16, extra: again - 3, extraBits: 2 });
    i += again;
  }
  return runs;
}
