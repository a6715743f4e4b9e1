import type { Labels } from '@binnacle/model';
import { xxHash64 } from './xxhash64.ts';

const MAX_UINT64 = 2 ** 64;

/**
 * Whether `limit_ratio` takes a series: its hash, as a share of all possible ones, is below the ratio, or for a
 * negative ratio among the rest. So `limit_ratio(0.3, x)` and `limit_ratio(-0.7, x)` together are all of `x`.
 */
export function isInRatio(labels: Labels, ratio: number): boolean {
  if (ratio === 0) return false;
  const limit = Math.max(-1, Math.min(1, ratio));
  const share = Number(xxHash64(labelBytes(labels))) / MAX_UINT64;
  return limit >= 0 ? share < limit : share >= 1 + limit;
}

const encoder = new TextEncoder();

/** Names and values one after the other, each with its length before it: one byte, or 255 and three, low first. */
export function labelBytes(labels: Labels): Uint8Array {
  const parts = labels.map((text) => encoder.encode(text));
  const size = parts.reduce((sum, part) => sum + part.length + (part.length < 255 ? 1 : 4), 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    if (part.length < 255) bytes[at++] = part.length;
    else {
      bytes.set([255, part.length % 256, Math.floor(part.length / 256) % 256, Math.floor(part.length / 65536)], at);
      at += 4;
    }
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
