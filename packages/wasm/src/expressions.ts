import { END, I32, I64 } from './wasm-code.ts';

/** Instructions that leave one value, or do something with what expressions have left (https://webassembly.github.io/spec/core/binary/instructions.html). */
export type Code = readonly number[];

type Unary = (a: Code) => Code;
type Binary = (a: Code, b: Code) => Code;
type Load = (at: Code, offset?: number) => Code;
type Store = (at: Code, value: Code, offset?: number) => Code;

const unary =
  (code: number): Unary =>
  (a) => [...a, code];
const binary =
  (code: number): Binary =>
  (a, b) => [...a, ...b, code];
/** Nothing is said about alignment. Offsets are below 128. */
const load =
  (code: number): Load =>
  (at, offset = 0) => [...at, code, 0, offset];
const store =
  (code: number): Store =>
  (at, value, offset = 0) => [...at, ...value, code, 0, offset];

/** Operations on integers of 32 bits; comparisons are of unsigned ones and give 1 or 0. */
export const i32 = {
  of: (value: number): Code => I32(value),
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  and: binary(0x71),
  or: binary(0x72),
  xor: binary(0x73),
  shl: binary(0x74),
  /** Signed: what comes in at the left is the sign. */
  shrSigned: binary(0x75),
  shr: binary(0x76),
  equal: binary(0x46),
  differ: binary(0x47),
  isZero: unary(0x45),
  less: binary(0x49),
  lessSigned: binary(0x48),
  more: binary(0x4b),
  atMost: binary(0x4d),
  atLeast: binary(0x4f),
  leadingZeros: unary(0x67),
  /** The lower half of 64 bits. */
  ofLong: unary(0xa7),
  load: load(0x28),
  loadByte: load(0x2d),
  loadTwoBytes: load(0x2f),
  store: store(0x36),
  storeByte: store(0x3a),
  storeTwoBytes: store(0x3b),
} as const;

/** The same for 64 bits. */
export const i64 = {
  of: (value: number | bigint): Code => I64(value),
  add: binary(0x7c),
  sub: binary(0x7d),
  mul: binary(0x7e),
  div: binary(0x80),
  and: binary(0x83),
  or: binary(0x84),
  xor: binary(0x85),
  shl: binary(0x86),
  shr: binary(0x88),
  equal: binary(0x51),
  differ: binary(0x52),
  isZero: unary(0x50),
  leadingZeros: unary(0x79),
  less: binary(0x54),
  more: binary(0x56),
  atMost: binary(0x58),
  atLeast: binary(0x5a),
  /** Of 32 bits, with zeros above. */
  ofInteger: unary(0xad),
  /** The bits of a double. */
  ofDouble: unary(0xbd),
  load: load(0x29),
  store: store(0x37),
} as const;

/** Sixteen bytes at once. */
export const v128 = {
  load: (at: Code, offset = 0): Code => [...at, 0xfd, 0x00, 0, offset],
  store: (at: Code, value: Code, offset = 0): Code => [...at, ...value, 0xfd, 0x0b, 0, offset],
} as const;

export const f64 = {
  of: (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)],
  /** Without its sign. */
  size: unary(0x99),
  load: load(0x2b),
  store: store(0x39),
  equal: binary(0x61),
  less: binary(0x63),
  atLeast: binary(0x66),
  /** Toward zero; what does not fit is the nearest that does. */
  truncatedToLong: (a: Code): Code => [...a, 0xfc, 7],
  ofLong: unary(0xba),
} as const;

/** The first where the condition is not zero, else the second; both are computed. */
export const choose = (first: Code, second: Code, condition: Code): Code => [...first, ...second, ...condition, 0x1b];
/** Calls the function of a number, in order of the module. */
export const call = (index: number, ...values: readonly Code[]): Code => [...values.flat(), 0x10, index];
/** Drops what an expression leaves. */
export const drop = (value: Code): Code => [...value, 0x1a];
/** Ends the function with a value. */
export const give = (value: Code): Code => [...value, 0x0f];
const VOID = 0x40;
/** Does it as long as the condition holds. */
export const asLongAsHolds = (condition: Code, body: Code): Code =>
  // prettier-ignore
  [0x02, VOID, 0x03, VOID, ...condition, 0x45, 0x0d, 1, ...body, 0x0c, 0, END, END];
/** Does it where the condition holds. */
export const where = (condition: Code, then: Code): Code => [...condition, 0x04, VOID, ...then, END];
