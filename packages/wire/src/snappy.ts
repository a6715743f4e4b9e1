import { createRequire } from 'node:module';

export type DecompressOutcome =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** `too_large`: the answer is 413. `corrupt`: 400. */
  | { readonly ok: false; readonly code: 'too_large' | 'corrupt'; readonly message: string };

/** Most bytes of a decompressed request, unless the caller says otherwise: what Prometheus allows. */
export const DEFAULT_MAX_DECODED_BYTES = 32 * 1024 * 1024;

/** The best a snappy block can do is a copy of 64 bytes in an element of 3. */
const MAX_RATIO = 22;

interface SnappyBlocks {
  compress(input: Uint8Array): Uint8Array;
  decompress(input: Uint8Array): Uint8Array;
}

/** Compresses as one snappy block (not the framed stream format), as remote write wants it. */
export const compressSnappy = (input: Uint8Array): Uint8Array => blocks().compress(input);

/**
 * Decompresses one snappy block. The length that the block declares is believed only as far as its size allows, before
 * any memory is taken for it.
 */
export function decompressSnappy(input: Uint8Array, maxBytes = DEFAULT_MAX_DECODED_BYTES): DecompressOutcome {
  const declared = declaredLength(input);
  if (declared === undefined) return corrupt('a snappy block without a length');
  if (declared > maxBytes) {
    const message = `the snappy block declares ${declared} bytes, more than the ${maxBytes} that are allowed`;
    return { ok: false, code: 'too_large', message };
  }
  if (declared > input.length * MAX_RATIO) {
    return corrupt(`a snappy block of ${input.length} bytes cannot hold the ${declared} that it declares`);
  }
  let bytes: Uint8Array;
  try {
    bytes = blocks().decompress(input);
  } catch (error) {
    return corrupt(`not a snappy block: ${error instanceof Error ? error.message : String(error)}`);
  }
  return bytes.length === declared
    ? { ok: true, bytes }
    : corrupt(`a snappy block of ${bytes.length} bytes that declares ${declared}`);
}

const corrupt = (message: string): DecompressOutcome => ({ ok: false, code: 'corrupt', message });

/** The varint at the front of the block, at most 2^32 - 1. */
function declaredLength(input: Uint8Array): number | undefined {
  let length = 0;
  for (let i = 0; i < 5; i++) {
    const byte = input[i];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return length < 2 ** 32 ? length : undefined;
  }
  return undefined;
}

/** The native module where there is one for this platform, else the one in JavaScript, which is about ten times slower. */
function loadBlocks(): SnappyBlocks {
  const require = createRequire(import.meta.url);
  try {
    const native: unknown = require('snappy');
    if (isNative(native)) {
      return { compress: (input) => native.compressSync(input), decompress: (input) => native.uncompressSync(input) };
    }
  } catch {
    // No binary for this platform.
  }
  return portableBlocks();
}

/** Exported for the tests, which run over both. */
export function portableBlocks(): SnappyBlocks {
  const portable: unknown = createRequire(import.meta.url)('snappyjs');
  if (!isPortable(portable)) throw new Error('BUG: the package snappyjs has changed its interface');
  // It takes a Buffer for something else than a Uint8Array.
  const plain = (input: Uint8Array): Uint8Array => new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  return {
    compress: (input) => portable.compress(plain(input)),
    decompress: (input) => portable.uncompress(plain(input)),
  };
}

interface NativeModule {
  compressSync(input: Uint8Array): Uint8Array;
  uncompressSync(input: Uint8Array): Uint8Array;
}
interface PortableModule {
  compress(input: Uint8Array): Uint8Array;
  uncompress(input: Uint8Array): Uint8Array;
}

const isNative = (module: unknown): module is NativeModule => hasFunctions(module, ['compressSync', 'uncompressSync']);
const isPortable = (module: unknown): module is PortableModule => hasFunctions(module, ['compress', 'uncompress']);

const hasFunctions = (module: unknown, names: readonly string[]): boolean =>
  typeof module === 'object' &&
  module !== null &&
  names.every((name) => name in module && typeof Reflect.get(module, name) === 'function');

let loaded: SnappyBlocks | undefined;

/** Loaded for the first who needs it: most threads never do. */
const blocks = (): SnappyBlocks => (loaded ??= loadBlocks());
