import { assert, nat, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { KeyHasher } from './key-hasher.ts';

const MASK = (1n << 64n) - 1n;
const rotate = (x: bigint, bits: bigint): bigint => ((x << bits) | (x >> (64n - bits))) & MASK;
const finish = (x: bigint): bigint => {
  let h = x ^ (x >> 33n);
  h = (h * 0xff51_afd7_ed55_8ccdn) & MASK;
  h ^= h >> 33n;
  h = (h * 0xc4ce_b9fe_1a85_ec53n) & MASK;
  return h ^ (h >> 33n);
};

/** The same, slowly, as it is published; seeds and multipliers are arguments. */
function reference(bytes: Uint8Array, [seedA, seedB, m1, m2]: readonly [bigint, bigint, bigint, bigint]): bigint[] {
  const word = (at: number): bigint => {
    let value = 0n;
    for (let i = 0; i < 8; i++) value |= BigInt(bytes[at + i] ?? 0) << BigInt(8 * i);
    return value;
  };
  let [a, b] = [seedA, seedB];
  const mix = (at: number): void => {
    a ^= (rotate((word(at) * m1) & MASK, 31n) * m2) & MASK;
  };
  const mixSecond = (at: number): void => {
    b ^= (rotate((word(at + 8) * m2) & MASK, 33n) * m1) & MASK;
  };
  let at = 0;
  for (; at + 16 <= bytes.length; at += 16) {
    mix(at);
    a = ((rotate(a, 27n) + b) * 5n + 0x52dc_e729n) & MASK;
    mixSecond(at);
    b = ((rotate(b, 31n) + a) * 5n + 0x3849_5ab5n) & MASK;
  }
  mix(at);
  mixSecond(at);
  a ^= BigInt(bytes.length);
  b ^= BigInt(bytes.length);
  a = (a + b) & MASK;
  b = (b + a) & MASK;
  a = finish(a);
  b = finish(b);
  a = (a + b) & MASK;
  b = (b + a) & MASK;
  return [a & 0xffff_ffffn, a >> 32n, b & 0xffff_ffffn, b >> 32n];
}

test('the module computes what the slow version does, for keys of every length', () => {
  const drawn: number[] = [];
  let state = 7;
  const hasher = new KeyHasher(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    drawn.push(state);
    return state / 2 ** 32;
  });
  const half = (i: number): bigint => BigInt(drawn[i]!);
  const long = (i: number): bigint => half(i) | (half(i + 1) << 32n);
  const parameters = [long(0), long(2), long(4) | 1n, long(6) | 1n] as const;
  assert(
    property(uint8Array({ maxLength: 300 }), nat(20), nat(20), (bytes, before, behind) => {
      const message = new Uint8Array(before + bytes.length + behind).fill(0xff);
      message.set(bytes, before);
      hasher.hash(message, before, before + bytes.length);
      expect([...hasher.words].map(BigInt)).toEqual(reference(bytes, parameters));
    }),
  );
  // Longer than the memory that the module begins with.
  const large = new Uint8Array(200_000).fill(3);
  hasher.hash(large, 0, large.length);
  expect([...hasher.words].map(BigInt)).toEqual(reference(large, parameters));
});
