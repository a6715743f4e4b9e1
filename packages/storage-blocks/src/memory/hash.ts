/** Four words of a 128-bit hash; one instance is filled again and again, so that hashing allocates nothing. */
export interface Hash128 {
  a: number;
  b: number;
  c: number;
  d: number;
}

export const newHash = (seed = 0): Hash128 => ({ a: seed, b: seed, c: seed, d: seed });

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

function finish(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85eb_ca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2_ae35);
  return h ^ (h >>> 16);
}

/**
 * 128-bit hash of `bytes[start..end)` into `into`: the construction of MurmurHash3_x86_128 (public domain, A. Appleby),
 * every lane seeded with a word of its own. Not for secrets; with seeds drawn at start nobody outside can prepare
 * collisions of all 128 bits.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number, seeds: Hash128, into: Hash128): void {
  let { a, b, c, d } = seeds;
  let at = start;
  const view = viewOf(bytes);
  for (; at + 16 <= end; at += 16) {
    a ^= Math.imul(rotate(Math.imul(view.getUint32(at, true), 0x239b_961b), 15), 0xab0e_9789);
    a = Math.imul(rotate(a, 19) + b, 5) + 0x561c_cd1b;
    b ^= Math.imul(rotate(Math.imul(view.getUint32(at + 4, true), 0xab0e_9789), 16), 0x38b3_4ae5);
    b = Math.imul(rotate(b, 17) + c, 5) + 0x0bca_a747;
    c ^= Math.imul(rotate(Math.imul(view.getUint32(at + 8, true), 0x38b3_4ae5), 17), 0xa1e3_8b93);
    c = Math.imul(rotate(c, 15) + d, 5) + 0x96cd_1c35;
    d ^= Math.imul(rotate(Math.imul(view.getUint32(at + 12, true), 0xa1e3_8b93), 18), 0x239b_961b);
    d = Math.imul(rotate(d, 13) + a, 5) + 0x32ac_3b17;
  }
  for (; at < end; at += 4) {
    let last = 0;
    for (let i = Math.min(4, end - at) - 1; i >= 0; i--) last = (last << 8) | bytes[at + i]!;
    a ^= Math.imul(rotate(Math.imul(last, 0x239b_961b), 15), 0xab0e_9789);
    a = Math.imul(rotate(a, 19) + b, 5) + 0x561c_cd1b;
    const rotated = a;
    a = b;
    b = c;
    c = d;
    d = rotated;
  }
  const length = end - start;
  seal(into, a ^ length, b ^ length, c ^ length, d ^ length);
}

let lastBytes: Uint8Array = new Uint8Array(0);
let lastView = new DataView(lastBytes.buffer);

/** Keys of a request lie in one array, one after the other: its view is made once. */
function viewOf(bytes: Uint8Array): DataView {
  if (bytes !== lastBytes) {
    lastBytes = bytes;
    lastView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return lastView;
}

/** The last mixing: every word of the result depends on all four lanes. */
function seal(into: Hash128, a0: number, b0: number, c0: number, d0: number): void {
  let a = (a0 + b0 + c0 + d0) | 0;
  let b = (b0 + a) | 0;
  let c = (c0 + a) | 0;
  let d = (d0 + a) | 0;
  a = finish(a);
  b = finish(b);
  c = finish(c);
  d = finish(d);
  a = (a + b + c + d) | 0;
  into.a = a >>> 0;
  into.b = (b + a) >>> 0;
  into.c = (c + a) >>> 0;
  into.d = (d + a) >>> 0;
}

/** One step of a running 32-bit hash over words. */
export const mixWord = (hash: number, value: number): number =>
  Math.imul(rotate(hash ^ Math.imul(value, 0xcc9e_2d51), 15), 0x1b87_3593) + 0x6546_4e2b;

/** Ends a hash made with {@link mixWord}; unsigned. */
export const finishWord = (hash: number): number => finish(hash) >>> 0;
