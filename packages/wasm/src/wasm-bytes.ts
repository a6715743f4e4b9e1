/** The encoding of modules of WebAssembly, as far as ours need it (https://webassembly.github.io/spec/core/binary/). */

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KB; views of the buffer before are empty from then on. */
  grow(pages: number): number;
}

/** Compiled code, of which there can be many instances. */
export type WasmModule = object;

/** What we use of it: the types of Node do not have it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (descriptor: { readonly initial: number }) => WasmMemory;
};

/** A function of a module: numbers of 32 bits come in, and one goes out or none. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  readonly hasResult: boolean;
  /** How many locals of which type it has beside its parameters. */
  readonly locals: readonly (readonly [count: number, type: number])[];
  /** With the `end` at its end. */
  readonly body: readonly number[];
}

/** Types of locals. */
export const TYPE = { I32: 0x7f, I64: 0x7e, F64: 0x7c, V128: 0x7b } as const;

/** A module with a memory of its own, which it exports as `memory`, and with functions. */
export function moduleBytes(pages: number, functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const type = ({ parameters, hasResult }: WasmFunction): number[] => [
    0x60,
    ...vector(Array.from({ length: parameters }, () => [TYPE.I32])),
    ...vector(hasResult ? [[TYPE.I32]] : []),
  ];
  const code = ({ locals, body }: WasmFunction): number[] => {
    const bytes = [...vector(locals.map(([count, kind]) => [...unsigned(count), kind])), ...body];
    return [...unsigned(bytes.length), ...bytes];
  };
  // prettier-ignore
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, vector(functions.map(type))),
    ...section(3, vector(functions.map((_, i) => unsigned(i)))),
    ...section(5, vector([[0, ...unsigned(pages)]])),
    ...section(7, vector([[...text('memory'), 2, 0], ...functions.map(({ name }, i) => [...text(name), 0, ...unsigned(i)])])),
    ...section(10, vector(functions.map(code))),
  ]);
}

/** An instance of a module, with a memory of its own. */
export interface WasmInstance {
  readonly memory: WasmMemory;
  /** The exported function of a name. */
  call(name: string): (...args: number[]) => number;
}

export const compile = (bytes: Uint8Array): WasmModule => new WebAssembly.Module(bytes);

export function instantiate(module: WasmModule): WasmInstance {
  const { exports } = new WebAssembly.Instance(module);
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('BUG: a module without memory');
  return {
    memory,
    call(name) {
      const found = exports[name];
      if (typeof found !== 'function') throw new Error(`BUG: a module without ${name}`);
      return found as (...args: number[]) => number;
    },
  };
}

const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const text = (value: string): number[] => vector([...new TextEncoder().encode(value)].map((byte) => [byte]));

/** LEB128. */
export function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** LEB128 of a signed number. */
export function signed(value: bigint): number[] {
  const byte = Number(value & 0x7fn);
  const rest = value >> 7n;
  const isLast = (rest === 0n && byte < 0x40) || (rest === -1n && byte >= 0x40);
  return isLast ? [byte] : [byte | 0x80, ...signed(rest)];
}
