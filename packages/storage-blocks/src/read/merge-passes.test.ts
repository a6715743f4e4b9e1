import * as fc from 'fast-check';
import { labelsFromRecord } from '@binnacle/model';
import { expect, test } from 'vitest';
import { HeadIndex } from '../head/head-index.ts';
import { HeadIndexView } from '../head/head-index-view.ts';
import { dealPasses } from './merge-passes.ts';

/** An index with a series for each of the numbers, in their order. */
function indexOf(numbers: readonly number[]): HeadIndexView {
  const index = new HeadIndex(1);
  numbers.forEach((number, i) => index.add(i + 1, labelsFromRecord({ __name__: 'm', number: String(number) })));
  return new HeadIndexView(index.handle(numbers.length + 1));
}

function deal(parts: readonly (readonly number[])[], seriesAtATime: number) {
  const lists = parts.map((numbers) => numbers.map((_, i) => i + 1));
  return dealPasses(parts.map(indexOf), lists, seriesAtATime);
}

const numbers = fc.uniqueArray(fc.nat({ max: 300 }), { maxLength: 200 });

test('a series is in one pass, and no pass has many more than it should', () => {
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 4 }), fc.integer({ min: 1, max: 50 }), (parts, seriesAtATime) => {
      const { count, ofParts } = deal(parts, seriesAtATime);
      const passOf = new Map<number, number>();
      parts.forEach((part, p) =>
        part.forEach((number, k) => {
          const pass = ofParts[p]![k]!;
          expect(pass).toBeLessThan(count);
          expect(passOf.get(number) ?? pass).toBe(pass);
          passOf.set(number, pass);
        }),
      );
      const sizes = Array.from({ length: count }, () => 0);
      for (const pass of passOf.values()) sizes[pass]!++;
      expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(2 * seriesAtATime);
    }),
  );
});

test('neighbours stay together, those that came later too', () => {
  const first = Array.from({ length: 100 }, (_, i) => i);
  // Ten others came in the middle, and what was at the beginning has gone.
  const second = [...first.slice(20, 50), ...Array.from({ length: 10 }, (_, i) => 1000 + i), ...first.slice(50)];
  const { count, ofParts } = deal([second, first], 25);
  expect(count).toBe(4);
  for (const passes of ofParts) {
    const changes = [...passes].filter((pass, i) => i > 0 && pass !== passes[i - 1]).length;
    expect(changes).toBeLessThanOrEqual(5);
  }
});
