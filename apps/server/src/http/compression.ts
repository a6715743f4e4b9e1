import { promisify } from 'node:util';
import { constants, gzip, zstdCompress } from 'node:zlib';

export type Encoding = 'zstd' | 'gzip' | 'identity';

/** Below this, compressing costs more than it saves: the body fits one packet as it is. */
export const COMPRESS_FROM_BYTES = 1400;
/**
 * The same for answers to queries, which are made anew for each request: what fits the six packets or so that a connection sends without
 * waiting arrives no earlier when it is smaller (RFC 6928 allows ten).
 */
export const COMPRESS_ANSWERS_FROM_BYTES = 8000;

const gzipAsync = promisify(gzip);
const zstdAsync = promisify(zstdCompress);

let lastHeader: string | undefined;
let lastChoice: Encoding = 'identity';

/** The best encoding that the client takes: zstd, else gzip. `q=0` refuses one. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  // Who asks often says the same each time.
  if (acceptEncoding !== lastHeader) {
    lastChoice = bestOf(acceptEncoding);
    lastHeader = acceptEncoding;
  }
  return lastChoice;
}

function bestOf(acceptEncoding: string | undefined): Encoding {
  const taken = takenEncodings(acceptEncoding);
  if (taken.has('zstd')) return 'zstd';
  return taken.has('gzip') ? 'gzip' : 'identity';
}

/** Every encoding that the client takes, in lower case. */
export function takenEncodings(acceptEncoding: string | undefined): ReadonlySet<string> {
  const taken = new Set<string>();
  if (acceptEncoding === undefined) return taken;
  for (const part of acceptEncoding.split(',')) {
    const [name, ...parameters] = part.trim().toLowerCase().split(';');
    if (!parameters.some((it) => /^\s*q=0(\.0*)?\s*$/.test(it))) taken.add(name!.trim());
  }
  return taken;
}

/** Compresses on libuv's threads, so the event loop goes on. */
export async function compress(body: Uint8Array, encoding: 'zstd' | 'gzip'): Promise<Uint8Array> {
  return encoding === 'zstd'
    ? await zstdAsync(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
    : await gzipAsync(body, { level: 2 });
}
