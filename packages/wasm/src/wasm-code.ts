import { signed } from './wasm-bytes.ts';

/** Instructions of WebAssembly that our functions are made of, as bytes (https://webassembly.github.io/spec/core/binary/instructions.html). */

export const GET = (local: number): number[] => [0x20, local];
export const SET = (local: number): number[] => [0x21, local];
export const TEE = (local: number): number[] => [0x22, local];
export const I32 = (value: number): number[] => [0x41, ...signed(BigInt(value))];
export const I64 = (value: number | bigint): number[] => [0x42, ...signed(BigInt(value))];
export const END = 0x0b;

const ADD = 0x6a;
const AT_LEAST = 0x4f;
const VOID = 0x40;

export const increase = (local: number, by: readonly number[]): number[] => [...GET(local), ...by, ADD, ...SET(local)];
/** Repeats until `position`, which the body increases, is at `end`. */
export const until = (position: number, end: number, body: readonly number[]): number[] =>
  // prettier-ignore
  [
    0x02, VOID, 0x03, VOID,
    ...GET(position), ...GET(end), AT_LEAST, 0x0d, 1,
    ...body,
    0x0c, 0, END, END,
  ];
/** Repeats as long as what the body leaves is not zero; once at least. */
export const asLongAs = (body: readonly number[]): number[] => [0x03, VOID, ...body, 0x0d, 0, END];
export const when = (condition: readonly number[], then: readonly number[], otherwise: readonly number[]): number[] =>
  // prettier-ignore
  [...condition, 0x04, VOID, ...then, 0x05, ...otherwise, END];
