import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compressPage, decompressPage } from './page-compression.ts';

/** Bytes that compress well, badly, not at all, of all sizes. */
const page = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.integer({ min: 1, max: 8000 })).map(([part, times]) => {
    const all = new Uint8Array(part.length * times);
    for (let i = 0; i < times; i++) all.set(part, i * part.length);
    return all;
  }),
);

test('what is compressed comes back, one page after the other, and is what node:zlib reads and writes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(page, fc.constantFrom(1, 3)), { maxLength: 6 }), (pages) => {
      for (const [bytes, level] of pages) {
        const stored = compressPage(bytes, level).slice();
        expect(Buffer.compare(zstdDecompressSync(stored), bytes)).toBe(0);
        expect(Buffer.compare(decompressPage(stored, bytes.length), bytes)).toBe(0);
        expect(Buffer.compare(decompressPage(zstdCompressSync(bytes), bytes.length), bytes)).toBe(0);
      }
    }),
  );
});

test('what is damaged, or of another length, is refused, and the next page is read as ever', () => {
  const bytes = new TextEncoder().encode('a page '.repeat(100));
  const stored = compressPage(bytes, 1).slice();
  const expectGood = (): void => expect(Buffer.compare(decompressPage(stored, bytes.length), bytes)).toBe(0);
  expectGood();
  for (let at = 0; at < stored.length; at++) {
    const damaged = stored.slice();
    damaged[at]! ^= 0x55;
    // A flipped bit may give another page; checksums are for that. It never gives one of another length.
    try {
      expect(decompressPage(damaged, bytes.length).length).toBeLessThanOrEqual(bytes.length);
    } catch {
      // Refused.
    }
    expectGood();
  }
  expect(() => decompressPage(stored, bytes.length - 1)).toThrow(/larger than/);
  expectGood();
  for (let length = 1; length < stored.length; length++) {
    expect(() => decompressPage(stored.subarray(0, length), bytes.length)).toThrow(/end of file|incorrect/);
    expectGood();
  }
});
