import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, zstdDecompress } from 'node:zlib';

export type BodyOutcome =
  /** `own`: nobody else has a part of the buffer, as of what came in one piece from the socket. */
  | { readonly ok: true; readonly bytes: Uint8Array; readonly own?: boolean }
  | { readonly ok: false; readonly status: 400 | 413 | 415 | 499; readonly message: string };

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);
const zstdAsync = promisify(zstdDecompress);

const tooLarge = (limit: number): BodyOutcome => ({
  ok: false,
  status: 413,
  message: `the body is larger than ${limit} bytes`,
});

/** Reads a request's body as it came. What is larger than `limit` bytes is refused before it is held. */
export async function readBody(request: IncomingMessage, limit: number): Promise<BodyOutcome> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limit) return tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > limit) return tooLarge(limit);
      chunks.push(chunk);
    }
  } catch {
    return { ok: false, status: 499, message: 'the client left before its request was read' };
  }
  return chunks.length === 1
    ? { ok: true, bytes: chunks[0]! }
    : { ok: true, bytes: Buffer.concat(chunks, length), own: true };
}

/** Undoes `Content-Encoding` (gzip, deflate, zstd), never making more than `limit` bytes, whatever the header claims. */
export async function decodeBody(bytes: Uint8Array, encoding: string | undefined, limit: number): Promise<BodyOutcome> {
  const options = { maxOutputLength: limit };
  try {
    switch ((encoding ?? '').trim().toLowerCase()) {
      case '':
      case 'identity':
        return bytes.length > limit ? tooLarge(limit) : { ok: true, bytes };
      case 'gzip':
      case 'x-gzip':
        return { ok: true, bytes: await gunzipAsync(bytes, options) };
      case 'deflate':
        return { ok: true, bytes: await inflateAsync(bytes, options) };
      case 'zstd':
        return { ok: true, bytes: await zstdAsync(bytes, options) };
      default:
        return { ok: false, status: 415, message: `unknown content-encoding "${encoding}": use gzip, zstd, or none` };
    }
  } catch (error) {
    if (error instanceof RangeError && (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE')
      return tooLarge(limit);
    return { ok: false, status: 400, message: `the body is not valid ${encoding}` };
  }
}
