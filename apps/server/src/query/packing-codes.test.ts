import { expect, test } from 'vitest';
import {
  bytes,
  distanceLengths,
  distances,
  FARTHEST_REPEAT,
  lengths,
  literalLengths,
  LONGEST_REPEAT,
} from './packing-codes.ts';

const room = (codeLengths: Uint8Array): number => codeLengths.reduce((sum, length) => sum + 2 ** -length, 0);

test('every symbol has a code, and the codes are complete', () => {
  expect(Math.min(...literalLengths)).toBeGreaterThan(0);
  expect(Math.min(...distanceLengths)).toBeGreaterThan(0);
  expect(room(literalLengths)).toBe(1);
  expect(room(distanceLengths)).toBe(1);
});

test('what is written at once has at most 24 bits', () => {
  expect(Math.max(...bytes.counts)).toBeLessThanOrEqual(15);
  expect(Math.max(...lengths.counts)).toBeLessThanOrEqual(24);
  expect(Math.max(...distances.counts)).toBeLessThanOrEqual(24);
});

test.each([
  { what: 'lengths', codes: lengths, first: 3, last: LONGEST_REPEAT },
  { what: 'distances', codes: distances, first: 1, last: FARTHEST_REPEAT },
])('no two $what are written alike', ({ codes, first, last }) => {
  const seen = new Set<number>();
  for (let value = first; value <= last; value++) seen.add(codes.bits[value]! * 32 + codes.counts[value]!);
  expect(seen.size).toBe(last - first + 1);
});
