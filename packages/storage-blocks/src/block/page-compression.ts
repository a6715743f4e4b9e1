import { constants, createZstdCompress, createZstdDecompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** What is larger is rare, and would leave large buffers behind in a context that is kept. */
const MAX_KEPT_BYTES = 256 * 1024;
/** A chunk that is filled to its end is followed by another one. */
const SPARE_CHUNK_BYTES = 64;

/**
 * Compresses a page. The result is valid until the next call.
 *
 * @param level of zstd; one context is kept for each
 */
export function compressPage(bytes: Uint8Array, level: number): Uint8Array {
  const params = { [constants.ZSTD_c_compressionLevel]: level };
  if (bytes.length <= MAX_KEPT_BYTES) {
    let context = compressors.get(level);
    if (context === undefined) compressors.set(level, (context = new Context(createZstdCompress({ params }))));
    const room = bytes.length + (bytes.length >>> 7) + 512;
    if (packed.length < room) packed = new Uint8Array(room * 2);
    const length = context.run(bytes, packed);
    if (length !== undefined) return packed.subarray(0, length);
  }
  return zstdCompressSync(bytes, { params, chunkSize: bytes.length + SPARE_CHUNK_BYTES });
}

/**
 * The `length` bytes that a page was made of.
 *
 * @throws Error when it holds something else
 */
export function decompressPage(bytes: Uint8Array, length: number): Uint8Array {
  if (length <= MAX_KEPT_BYTES) {
    decompressor ??= new Context(createZstdDecompress());
    const out = new Uint8Array(length);
    if (decompressor.run(bytes, out) === length) return out;
    // It holds more or less than that, or is damaged: what follows says so, and nobody knows what the context is left with.
    decompressor = undefined;
  }
  // The result is a view of a chunk: one that is larger than the page would be kept with it, and caches count the page.
  return zstdDecompressSync(bytes, { maxOutputLength: length, chunkSize: length + SPARE_CHUNK_BYTES });
}

const compressors = new Map<number, Context>();
let decompressor: Context | undefined;
let packed = new Uint8Array(16 * 1024);

type WriteSync = (
  flush: number,
  from: Uint8Array,
  fromAt: number,
  fromLength: number,
  into: Uint8Array,
  intoAt: number,
  intoLength: number,
) => void;

/**
 * A context of zstd that serves frame after frame. The functions of `node:zlib` make one for each call, which takes three times as long as a
 * page of a few kilobytes. What its streams do inside is not promised to stay: where it looks different, those functions are used.
 */
class Context {
  private readonly stream: object;
  private readonly writeSync: WriteSync | undefined;
  /** Bytes left of the output, and of the input. */
  private readonly left: Uint32Array | undefined;
  private isBroken = false;

  constructor(stream: ReturnType<typeof createZstdCompress> | ReturnType<typeof createZstdDecompress>) {
    this.stream = stream;
    stream.on('error', () => {
      this.isBroken = true;
    });
    const handle: unknown = Reflect.get(stream, '_handle');
    const left: unknown = Reflect.get(stream, '_writeState');
    if (typeof handle !== 'object' || handle === null || !(left instanceof Uint32Array) || left.length !== 2) return;
    const writeSync: unknown = Reflect.get(handle, 'writeSync');
    if (typeof writeSync !== 'function') return;
    this.writeSync = (...args) => void Reflect.apply(writeSync, handle, args);
    this.left = left;
  }

  /** Turns all of `from` into one frame, or one frame into what it holds. @returns the length of it; undefined where that did not work */
  run(from: Uint8Array, into: Uint8Array): number | undefined {
    const { writeSync, left } = this;
    if (writeSync === undefined || left === undefined || this.isBroken) return undefined;
    left[0] = into.length;
    left[1] = from.length;
    writeSync(constants.ZSTD_e_end, from, 0, from.length, into, 0, into.length);
    // After an error the handle is gone.
    if (left[1] !== 0 || Reflect.get(this.stream, '_handle') === null) {
      this.isBroken = true;
      return undefined;
    }
    return into.length - left[0]!;
  }
}
