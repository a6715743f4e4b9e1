import { labelsFromRecord } from '@binnacle/model';
import { expect, test } from 'vitest';
import { isInRatio } from './aggregate-ratio.ts';
import { xxHash64 } from './xxhash64.ts';

const hash = (text: string): string => xxHash64(new TextEncoder().encode(text)).toString(16);

test.each([
  ['', 'ef46db3751d8e999'],
  ['a', 'd24ec4f1a98c6e5b'],
  ['abc', '44bc2cf5ad770999'],
  ['Nobody inspects the spammish repetition', 'fbcea83c8a378bf1'],
])('%j hashes to the published value', (text, expected) => {
  expect(hash(text)).toBe(expected);
});

test('a ratio and what it leaves make up the whole', () => {
  const series = Array.from({ length: 1000 }, (_, i) => labelsFromRecord({ __name__: 'x', i: String(i) }));
  for (const ratio of [0.1, 0.5, 0.9]) {
    const inside = series.filter((labels) => isInRatio(labels, ratio));
    const outside = series.filter((labels) => isInRatio(labels, ratio - 1));
    expect(inside.length + outside.length).toBe(series.length);
    expect(inside.filter((labels) => outside.includes(labels))).toEqual([]);
    expect(Math.abs(inside.length / series.length - ratio)).toBeLessThan(0.06);
  }
});
