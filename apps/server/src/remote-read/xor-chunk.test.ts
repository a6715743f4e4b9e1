import { halvesOf, setStale } from '@binnacle/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';
import { encodeXorChunk } from './xor-chunk.ts';

test('CRC-32C of the check value', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe306_9283);
});

/** The slow, obvious reader of a chunk: bits as a string. */
function decode(bytes: Uint8Array): { t: bigint; bits: bigint }[] {
  const text = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  let at = 0;
  const bits = (count: number): bigint => (count === 0 ? 0n : BigInt(`0b${text.slice(at, (at += count))}`));
  const uvarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bits(8);
      value |= (byte & 0x7fn) << shift;
      if (byte < 0x80n) return value;
    }
  };
  const count = Number(bits(16));
  const samples: { t: bigint; bits: bigint }[] = [];
  let [t, delta, value, leading, trailing] = [0n, 0n, 0n, 0, 0];
  for (let n = 0; n < count; n++) {
    if (n === 0) {
      const zigzag = uvarint();
      t = zigzag & 1n ? -(zigzag >> 1n) - 1n : zigzag >> 1n;
      value = bits(64);
    } else {
      if (n === 1) delta = uvarint();
      else {
        let size = 0;
        for (const next of [14, 17, 20, 64]) {
          if (bits(1) === 0n) break;
          size = next;
        }
        const raw = bits(size);
        delta += size === 64 ? BigInt.asIntN(64, raw) : raw > 1n << BigInt(size - 1) ? raw - (1n << BigInt(size)) : raw;
      }
      t += delta;
      if (bits(1) === 1n) {
        if (bits(1) === 1n) {
          leading = Number(bits(5));
          trailing = 64 - leading - (Number(bits(6)) || 64);
        }
        value ^= bits(64 - leading - trailing) << BigInt(trailing);
      }
    }
    samples.push({ t, bits: value });
  }
  return samples;
}

const bitsOf = (halves: Uint32Array, i: number): bigint => (BigInt(halves[2 * i + 1]!) << 32n) | BigInt(halves[2 * i]!);

test('what is written is what is read, to the bit', () => {
  const sample = fc.record({
    gap: fc.oneof(fc.constant(15_000), fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: 1, max: 2 ** 40 })),
    value: fc.oneof(fc.double(), fc.integer({ min: 0, max: 1000 }), fc.constant('stale' as const)),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: -1000, max: 2 ** 41 }),
      fc.array(sample, { minLength: 1, maxLength: 120 }),
      (start, samples) => {
        const values = new Float64Array(samples.map((it) => (it.value === 'stale' ? 0 : it.value)));
        const halves = halvesOf(values);
        for (const [i, it] of samples.entries()) if (it.value === 'stale') setStale(halves, i);
        let t = start;
        const timestamps = samples.map((it) => (t += it.gap));
        const got = decode(encodeXorChunk(timestamps, halves, [...samples.keys()]));
        expect(got).toEqual(timestamps.map((time, i) => ({ t: BigInt(time), bits: bitsOf(halves, i) })));
      },
    ),
  );
});
