import { compile, instantiate, moduleBytes, signed, TYPE, type WasmMemory } from '@binnacle/wasm';

/**
 * A function of WebAssembly that hashes bytes 64 bits at a time, which JavaScript cannot: it has no 64-bit multiplication of integers. The
 * construction of MurmurHash3_x64_128 (public domain, A. Appleby), with seeds *and* multipliers of one's own: with known multipliers, keys
 * with equal hashes can be prepared whatever the seeds are.
 *
 * Memory: 0 result, 16 bytes · 16 two seeds · 32 two odd multipliers · 64… for keys. Up to 15 bytes behind a key are read too.
 */
export const RESULT_AT = 0;
export const PARAMETERS_AT = 16;
export const KEYS_AT = 64;
export const READ_BEHIND = 16;

export interface KeyHashModule {
  readonly memory: WasmMemory;
  hash(start: number, length: number): void;
}

export function loadKeyHash(): KeyHashModule {
  // One page of 64 KB to begin with; one more i32 and five i64 beside the arguments.
  const locals = [[1, TYPE.I32] as const, [5, TYPE.I64] as const];
  const bytes = moduleBytes(1, [{ name: 'hash', parameters: 2, hasResult: false, locals, body: body() }]);
  const { memory, call } = instantiate(compile(bytes));
  return { memory, hash: call('hash') };
}

const OP = {
  LOOP: [0x03, 0x40],
  BLOCK: [0x02, 0x40],
  END: [0x0b],
  BREAK: (depth: number) => [0x0c, depth],
  BREAK_IF: (depth: number) => [0x0d, depth],
  SELECT: [0x1b],
  GET: (local: number) => [0x20, local],
  SET: (local: number) => [0x21, local],
  LOAD: (offset: number) => [0x29, 0, offset],
  STORE: (offset: number) => [0x37, 0, offset],
  I32: (value: number) => [0x41, ...signed(BigInt(value))],
  I64: (value: bigint) => [0x42, ...signed(BigInt.asIntN(64, value))],
  I32_GE: [0x4f],
  I32_LT: [0x49],
  I32_ADD: [0x6a],
  I32_SUB: [0x6b],
  I32_AND: [0x71],
  I32_SHL: [0x74],
  ADD: [0x7c],
  SUB: [0x7d],
  MUL: [0x7e],
  AND: [0x83],
  XOR: [0x85],
  SHL: [0x86],
  SHR: [0x88],
  ROTL: [0x89],
  TO_I64: [0xad],
} as const;

/** Locals: the two arguments, then what the function declares. */
const [POSITION, LENGTH, END_AT, A, B, WORD, M1, M2] = [0, 1, 2, 3, 4, 5, 6, 7];

const { GET, SET, I32, I64, LOAD, STORE } = OP;
const rotate = (bits: bigint): number[] => [...I64(bits), ...OP.ROTL];
/** `lane ^= rotl(word * m, bits) * other`, the word on the stack. */
const mixWord = (lane: number, m: number, bits: bigint, other: number): number[] =>
  // prettier-ignore
  [...GET(m), ...OP.MUL, ...rotate(bits), ...GET(other), ...OP.MUL, ...GET(lane), ...OP.XOR, ...SET(lane)];
/** `lane = (rotl(lane, bits) + other) * 5 + add`. */
const mixLane = (lane: number, bits: bigint, other: number, add: bigint): number[] =>
  // prettier-ignore
  [...GET(lane), ...rotate(bits), ...GET(other), ...OP.ADD, ...I64(5n), ...OP.MUL, ...I64(add), ...OP.ADD, ...SET(lane)];
/** `lane += other`. */
const add = (lane: number, other: number): number[] => [...GET(lane), ...GET(other), ...OP.ADD, ...SET(lane)];
/** The last mixing of a lane. */
const finish = (lane: number): number[] => {
  const shifted = [...GET(lane), ...GET(lane), ...I64(33n), ...OP.SHR, ...OP.XOR];
  const step = (factor: bigint): number[] => [...shifted, ...I64(factor), ...OP.MUL, ...SET(lane)];
  return [...step(0xff51_afd7_ed55_8ccdn), ...step(0xc4ce_b9fe_1a85_ec53n), ...shifted, ...SET(lane)];
};
/** The lowest `bytes` bytes of the word on the stack; `bytes`, on top of it, is an i32 below 8. */
const lowest = (bytes: readonly number[]): number[] =>
  // prettier-ignore
  [...I64(1n), ...bytes, ...I32(3), ...OP.I32_SHL, ...OP.TO_I64, ...OP.SHL, ...I64(1n), ...OP.SUB, ...OP.AND];

function body(): number[] {
  const rest = [...GET(LENGTH), ...I32(15), ...OP.I32_AND];
  const word = (offset: number): number[] => [...GET(POSITION), ...LOAD(offset)];
  const isLong = [...rest, ...I32(8), ...OP.I32_GE];
  // prettier-ignore
  return [
    ...I32(0), ...LOAD(PARAMETERS_AT), ...SET(A), ...I32(0), ...LOAD(PARAMETERS_AT + 8), ...SET(B),
    ...I32(0), ...LOAD(PARAMETERS_AT + 16), ...SET(M1), ...I32(0), ...LOAD(PARAMETERS_AT + 24), ...SET(M2),
    ...GET(POSITION), ...GET(LENGTH), ...I32(-16), ...OP.I32_AND, ...OP.I32_ADD, ...SET(END_AT),
    ...OP.BLOCK,
    ...OP.LOOP,
    ...GET(POSITION), ...GET(END_AT), ...OP.I32_GE, ...OP.BREAK_IF(1),
    ...word(0), ...mixWord(A, M1, 31n, M2), ...mixLane(A, 27n, B, 0x52dc_e729n),
    ...word(8), ...mixWord(B, M2, 33n, M1), ...mixLane(B, 31n, A, 0x3849_5ab5n),
    ...GET(POSITION), ...I32(16), ...OP.I32_ADD, ...SET(POSITION),
    ...OP.BREAK(0),
    ...OP.END,
    ...OP.END,
    // The rest, fewer than 16 bytes: whole words of which only the lowest bytes count.
    ...word(0), ...word(0), ...lowest([...rest, ...I32(7), ...OP.I32_AND]), ...isLong, ...OP.SELECT,
    ...mixWord(A, M1, 31n, M2),
    ...word(8), ...lowest([...rest, ...I32(7), ...OP.I32_AND]), ...I64(0n), ...isLong, ...OP.SELECT,
    ...mixWord(B, M2, 33n, M1),
    ...GET(LENGTH), ...OP.TO_I64, ...SET(WORD),
    ...GET(A), ...GET(WORD), ...OP.XOR, ...SET(A), ...GET(B), ...GET(WORD), ...OP.XOR, ...SET(B),
    ...add(A, B), ...add(B, A), ...finish(A), ...finish(B), ...add(A, B), ...add(B, A),
    ...I32(0), ...GET(A), ...STORE(RESULT_AT), ...I32(0), ...GET(B), ...STORE(RESULT_AT + 8),
    ...OP.END,
  ];
}
