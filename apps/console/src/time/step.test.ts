import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { queryGrid, stepFor } from './step.ts';

const HOUR = 3_600_000;

test.each([
  { name: 'one hour, wide', spanMs: HOUR, width: 900, scrape: 60_000, want: 15_000 },
  { name: 'one hour, wide, scraped each 10 s', spanMs: HOUR, width: 900, scrape: 10_000, want: 10_000 },
  { name: 'six hours', spanMs: 6 * HOUR, width: 600, scrape: 60_000, want: 120_000 },
  { name: 'a day', spanMs: 24 * HOUR, width: 600, scrape: 60_000, want: 300_000 },
  { name: 'half a minute', spanMs: 30_000, width: 600, scrape: 1000, want: 1000 },
  { name: 'twenty years', spanMs: 20 * 365 * 24 * HOUR, width: 600, scrape: 60_000, want: 25 * 24 * HOUR },
])('stepFor: $name', ({ spanMs, width, scrape, want }) => {
  expect(stepFor(spanMs, width, scrape)).toBe(want);
});

test('there are never more points than the server allows, and the grid lies on multiples of the step', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 1e12 }), fc.integer({ min: 1, max: 8000 }), (spanMs, width) => {
      const step = stepFor(spanMs, width, 60_000);
      const grid = queryGrid({ fromMs: 1e12, toMs: 1e12 + spanMs }, step);
      expect((grid.endMs - grid.startMs) / step).toBeLessThanOrEqual(721);
      expect(grid.startMs % step).toBe(0);
      expect(grid.endMs % step).toBe(0);
      expect(grid.endMs).toBeLessThanOrEqual(1e12 + spanMs);
      expect(grid.endMs).toBeGreaterThan(1e12 + spanMs - step);
    }),
  );
});
