import { expect, test } from 'vitest';
import { bytes, distanceCodes, distanceLengths, lengths, literalLengths, LONGEST_REPEAT } from './packing-codes.ts';

const share = (codeLengths: Uint8Array): number => codeLengths.reduce((sum, length) => sum + 2 ** -length, 0);
/** Bits that are written behind the code of a distance, at most. */
const DISTANCE_EXTRA_BITS = 13;

test('every symbol has a code, and the codes are complete', () => {
  expect(Math.min(...literalLengths)).toBeGreaterThan(0);
  expect(Math.min(...distanceLengths)).toBeGreaterThan(0);
  expect(share(literalLengths)).toBe(1);
  expect(share(distanceLengths)).toBe(1);
});

test('what is written at once has at most 56 bits', () => {
  expect(4 * Math.max(...bytes.counts)).toBeLessThanOrEqual(56);
  const repetition = Math.max(...lengths.counts) + Math.max(...distanceCodes.counts) + DISTANCE_EXTRA_BITS;
  expect(repetition).toBeLessThanOrEqual(56);
  expect(Math.max(...lengths.bits)).toBeLessThan(2 ** 24);
});

test('no two lengths are written alike', () => {
  const seen = new Set<number>();
  for (let length = 3; length <= LONGEST_REPEAT; length++)
    seen.add(lengths.bits[length]! * 32 + lengths.counts[length]!);
  expect(seen.size).toBe(LONGEST_REPEAT - 2);
});
