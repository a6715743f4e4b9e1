import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backoff } from './backoff.ts';

test('waits double, up to a bound, and begin anew', () => {
  const backoff = new Backoff({ firstMs: 100, maxMs: 1000, random: () => 1 });
  expect([1, 2, 3, 4, 5, 6].map(() => backoff.nextMs())).toEqual([100, 200, 400, 800, 1000, 1000]);
  backoff.reset();
  expect(backoff.nextMs()).toBe(100);
});

test('jitter takes up to half of a wait away', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.nat(100), (random, failures) => {
      const backoff = new Backoff({ firstMs: 800, maxMs: 30_000, random: () => random });
      let waitMs = 0;
      for (let i = 0; i <= failures; i++) waitMs = backoff.nextMs();
      const stepMs = Math.min(30_000, 800 * 2 ** failures);
      expect(waitMs).toBeGreaterThanOrEqual(Math.floor(stepMs / 2));
      expect(waitMs).toBeLessThanOrEqual(stepMs);
    }),
  );
});
