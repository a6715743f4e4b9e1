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
export { asLongAs, END, GET, I32, I64, increase, SET, TEE, until, when } from './wasm-code.ts';
