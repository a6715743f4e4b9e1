export { asLongAsHolds, call, choose, drop, f64, give, i32, i64, v128, where, type Code } from './expressions.ts';
export {
  compile,
  instantiate,
  moduleBytes,
  signed,
  TYPE,
  unsigned,
  type WasmFunction,
  type WasmInstance,
  type WasmMemory,
  type WasmModule,
} from './wasm-bytes.ts';
export { f64x2 } from './vectors.ts';
export { asLongAs, END, GET, I32, I64, increase, SET, TEE, until, when } from './wasm-code.ts';
