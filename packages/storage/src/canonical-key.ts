import type { Labels } from '@binnacle/model';

/**
 * The bytes that name a label set under `KEY_CANONICAL`: for each pair in order, the length of the name (u32 LE), the
 * name in UTF-8, the length of the value, the value.
 */
export function canonicalKey(labels: Labels): Uint8Array {
  const encoder = new TextEncoder();
  const parts = labels.map((text) => encoder.encode(text));
  const key = new Uint8Array(parts.reduce((size, part) => size + 4 + part.length, 0));
  const view = new DataView(key.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    key.set(part, at + 4);
    at += 4 + part.length;
  }
  return key;
}
