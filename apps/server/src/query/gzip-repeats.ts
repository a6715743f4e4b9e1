import { crc32 } from 'node:zlib';
import type { KnownRepeats } from '@binnacle/promql';
import { bytes as byteCodes, distances, endOfBlock, lengths, PAIR_BITS, pairOf, pairs } from './packing-codes.ts';
import { packingHead } from './packing-head.ts';

/** Room for the next result: 64 KB and more, as it was needed. */
let room = new Uint8Array(64 * 1024);
const MAX_ROOM_BYTES = 1 << 20;
/** Room for what is written without looking: the head, and what follows the last repetition. */
const MARGIN = 4096;
/** The share of a document that must be new. */
const LEAST_NEW = 0.1;

const head = packingHead();

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
  if (body.length - repeats.bytes < body.length * LEAST_NEW) return undefined;
  const out = room.length >= body.length / 2 + 2 * MARGIN ? room : new Uint8Array((body.length >>> 1) + 2 * MARGIN);
  if (out.length <= MAX_ROOM_BYTES) room = out;
  out.set(head.bytes);
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  const end = writeContent(body, repeats, view);
  if (end === undefined) return undefined;
  view.setUint32(end, crc32(body), true);
  view.setUint32(end + 4, body.length, true);
  return out.subarray(0, end + 8);
}

const PAIR_MASK = 2 ** PAIR_BITS - 1;

/**
 * Writes the content of the block behind its head. Fewer than eight bits wait in `hold` between two writes, of at most 24 each; what is
 * written is followed by up to three bytes of nothing.
 *
 * All in one function: the three variables are what it works with, and do not leave their registers.
 *
 * @returns behind the last byte; undefined where there is not enough room
 */
function writeContent(body: Uint8Array, repeats: KnownRepeats, view: DataView): number | undefined {
  const { starts, packed, count } = repeats;
  const bytes = new DataView(body.buffer, body.byteOffset, body.length);
  const limit = view.byteLength - MARGIN;
  let at = head.bytes.length;
  let hold = head.rest;
  let held = head.restBits;
  let from = 0;
  for (let i = 0; i <= count; i++) {
    const to = i < count ? starts[i]! : body.length;
    // A code has at most 15 bits.
    if (at + 2 * (to - from) > limit) return undefined;
    while (from < to) {
      let bits: number;
      let more: number;
      const left = to - from;
      const two = left >= 2 ? bytes.getUint16(from, true) : 0;
      const first = left >= 2 ? pairs[two]! || pairOf(two) : 0;
      const third = left >= 4 ? pairs[bytes.getUint16(from + 2, true)]! : 0;
      const four = (first >>> PAIR_BITS) + (third >>> PAIR_BITS);
      if (first !== 0 && third !== 0 && four <= PAIR_BITS) {
        bits = (first & PAIR_MASK) | ((third & PAIR_MASK) << (first >>> PAIR_BITS));
        more = four;
        from += 4;
      } else if (first !== 0) {
        bits = first & PAIR_MASK;
        more = first >>> PAIR_BITS;
        from += 2;
      } else {
        const byte = bytes.getUint8(from);
        bits = byteCodes.bits[byte]!;
        more = byteCodes.counts[byte]!;
        from++;
      }
      hold |= bits << held;
      held += more;
      view.setUint32(at, hold, true);
      // Without a look whether there are whole bytes, which nobody could foresee.
      at += held >>> 3;
      hold >>>= held & 0x18;
      held &= 7;
    }
    if (i === count) break;
    const length = packed[i]! >>> 16;
    const distance = (packed[i]! & 0xffff) + 1;
    from = to + length;
    hold |= lengths.bits[length]! << held;
    held += lengths.counts[length]!;
    view.setUint32(at, hold, true);
    at += held >>> 3;
    hold >>>= held & 0x18;
    held &= 7;
    hold |= distances.bits[distance]! << held;
    held += distances.counts[distance]!;
    view.setUint32(at, hold, true);
    at += held >>> 3;
    hold >>>= held & 0x18;
    held &= 7;
  }
  hold |= endOfBlock.bits << held;
  held += endOfBlock.count;
  view.setUint32(at, hold, true);
  return at + ((held + 7) >>> 3);
}
