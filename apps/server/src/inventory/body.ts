import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import type { z } from 'zod';
import { BULK_LIMIT_BYTES, type BulkBody, type InventoryReply, type Issue } from './job.ts';

export type ParsedBody<T> = { readonly ok: true; readonly value: T } | Extract<InventoryReply, { ok: false }>;

/** Unpacks, parses and validates a body. */
export function parseBody<S extends z.ZodType>(schema: S, body: BulkBody): ParsedBody<z.output<S>> {
  let bytes: Uint8Array;
  try {
    const unpacked = unpack(body);
    if (unpacked === undefined) {
      return {
        ok: false,
        code: 'unsupported_media_type',
        message: `unknown content-encoding "${body.encoding}": use gzip, zstd, or none`,
      };
    }
    bytes = unpacked;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge();
    return invalid(`the body is not valid ${body.encoding}`);
  }
  if (bytes.length > BULK_LIMIT_BYTES) return tooLarge();
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  } catch {
    return invalid('the body is not JSON');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues
    .slice(0, 50)
    .map((it): Issue => ({ path: pathText(it.path), message: it.message }));
  return invalid(issues.map((it) => `${it.path}: ${it.message}`).join('; '), issues);
}

const tooLarge = (): Extract<InventoryReply, { ok: false }> => ({
  ok: false,
  code: 'payload_too_large',
  message: `the body is larger than ${BULK_LIMIT_BYTES} bytes: send it in several parts`,
});

const invalid = (message: string, issues?: readonly Issue[]): Extract<InventoryReply, { ok: false }> => ({
  ok: false,
  code: 'invalid_request',
  message,
  ...(issues === undefined ? {} : { issues }),
});

function unpack({ bytes, encoding }: BulkBody): Uint8Array | undefined {
  const options = { maxOutputLength: BULK_LIMIT_BYTES };
  switch (encoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return bytes;
    case 'gzip':
    case 'x-gzip':
      return gunzipSync(bytes, options);
    case 'deflate':
      return inflateSync(bytes, options);
    case 'zstd':
      return zstdDecompressSync(bytes, options);
    default:
      return undefined;
  }
}

const pathText = (path: readonly PropertyKey[]): string =>
  ['body', ...path]
    .map((key) => (typeof key === 'number' ? `[${key}]` : String(key)))
    .reduce((all, key) => (key.startsWith('[') ? all + key : `${all}.${key}`));
