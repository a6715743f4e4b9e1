import type { Code } from './expressions.ts';
import { unsigned } from './wasm-bytes.ts';

/** Operations on two doubles at a time (https://webassembly.github.io/spec/core/binary/instructions.html#vector-instructions). */

const op = (code: number, ...immediates: readonly number[]): Code => [0xfd, ...unsigned(code), ...immediates];
const unary =
  (code: number) =>
  (a: Code): Code => [...a, ...op(code)];
const binary =
  (code: number) =>
  (a: Code, b: Code): Code => [...a, ...b, ...op(code)];
/** Nothing is said about alignment. */
const at = (offset: number): number[] => [0, ...unsigned(offset)];

export const f64x2 = {
  zero: op(0x0c, ...Array.from({ length: 16 }, () => 0)),
  load: (from: Code, offset = 0): Code => [...from, ...op(0x00, ...at(offset))],
  /** Of two places. */
  loadPair: (first: Code, second: Code): Code => [...second, ...first, ...op(0x5d, ...at(0)), ...op(0x57, ...at(0), 1)],
  store: (to: Code, value: Code, offset = 0): Code => [...to, ...value, ...op(0x0b, ...at(offset))],
  /** An integer of 32 bits, twice. */
  ofInteger: (a: Code): Code => [...a, 0xb7, ...op(0x14)],
  add: binary(0xf0),
  sub: binary(0xf1),
  div: binary(0xf3),
  /** The second where it is less, else the first. */
  smaller: binary(0xf6),
  /** The second where it is more, else the first. */
  larger: binary(0xf7),
  /** All bits of a number where they are equal, else none. */
  equal: binary(0x47),
  differ: binary(0x48),
  less: binary(0x49),
  more: binary(0x4a),
  and: binary(0x4e),
  or: binary(0x50),
  /** The bits of the first where the mask has ones, else of the second. */
  select: (first: Code, second: Code, mask: Code): Code => [...first, ...second, ...mask, ...op(0x52)],
  /** 1 where any bit is set, as an integer of 32 bits. */
  any: unary(0x53),
} as const;
