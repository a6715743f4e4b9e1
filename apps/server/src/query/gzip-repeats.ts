import { crc32 } from 'node:zlib';
import type { KnownRepeats } from '@binnacle/promql';
import { packingHead } from './packing-head.ts';
import { DATA_AT, makePackingModule, SLACK_BYTES, type PackingModule } from './packing-module.ts';

const PAGE_BYTES = 65_536;
/** What it takes to pack a megabyte; a module whose memory is larger is used once. */
const MAX_KEPT_BYTES = 2 << 20;
/** From here on a document goes to zlib, which needs no memory for all of it. */
const LARGEST_BYTES = 16 << 20;
/** The share of a document that must be new. */
const LEAST_NEW = 0.1;
const GZIP_END_BYTES = 8;

const head = packingHead();
/** Serves document after document. */
let kept: PackingModule | undefined;

/**
 * A gzip file of a document whose repetitions are known: what costs most of compressing, looking for them, is left out.
 *
 * @returns a view of memory that serves again with the next document; undefined where zlib does better: where nearly nothing is new, and where the
 *   result would be larger than half of the document, so that there is more to be found than is known
 */
export function gzipKnownRepeats(
  body: Uint8Array<ArrayBuffer>,
  repeats: KnownRepeats,
): Uint8Array<ArrayBuffer> | undefined {
  // Little but repetitions: zlib is fast there, and finds longer ones.
  if (body.length - repeats.bytes < body.length * LEAST_NEW || body.length > LARGEST_BYTES) return undefined;
  const count = repeats.starts.length;
  const starts = aligned(DATA_AT + body.length + SLACK_BYTES);
  const packed = starts + 4 * count;
  const out = packed + 4 * count;
  const limit = out + head.bytes.length + (body.length >>> 1);
  const packing = moduleWith(limit + SLACK_BYTES + GZIP_END_BYTES);
  const { buffer } = packing.memory;
  const bytes = new Uint8Array(buffer);
  bytes.set(body, DATA_AT);
  new Int32Array(buffer, starts, count).set(repeats.starts);
  new Int32Array(buffer, packed, count).set(repeats.packed);
  bytes.set(head.bytes, out);
  const content = out + head.bytes.length;
  const end = packing.pack(
    DATA_AT,
    DATA_AT + body.length,
    starts,
    packed,
    packed,
    content,
    limit,
    head.rest,
    head.restBits,
  );
  if (end === 0) return undefined;
  const view = new DataView(buffer);
  view.setUint32(end, crc32(body), true);
  view.setUint32(end + 4, body.length, true);
  return bytes.subarray(out, end + GZIP_END_BYTES);
}

const aligned = (at: number): number => (at + 7) & ~7;

function moduleWith(bytes: number): PackingModule {
  const found = kept ?? makePackingModule();
  const missing = bytes - found.memory.buffer.byteLength;
  if (missing > 0) found.memory.grow(Math.ceil(missing / PAGE_BYTES));
  kept = found.memory.buffer.byteLength <= MAX_KEPT_BYTES ? found : undefined;
  return found;
}
