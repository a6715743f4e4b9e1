import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { treemapLayout } from './treemap-layout.ts';

const place = { x: 10, y: 20, width: 600, height: 400 };

test('one value takes all the room, none takes none', () => {
  expect(treemapLayout([8], { ...place, width: 512, height: 256 })).toEqual([{ ...place, width: 512, height: 256 }]);
  expect(treemapLayout([], place)).toEqual([]);
});

test('the example of the paper: 6, 6, 4, 3, 2, 2, 1 on 6 by 4', () => {
  const got = treemapLayout([6, 6, 4, 3, 2, 2, 1], { x: 0, y: 0, width: 6, height: 4 });
  expect(got.slice(0, 2)).toEqual([
    { x: 0, y: 0, width: 3, height: 2 },
    { x: 0, y: 2, width: 3, height: 2 },
  ]);
});

test('areas are as the values, inside the place, without an overlap', () => {
  const values = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(values, (all) => {
      const sorted = all.sort((a, b) => b - a);
      const got = treemapLayout(sorted, place);
      const total = sorted.reduce((sum, value) => sum + value, 0);
      const whole = place.width * place.height;
      for (const [i, { x, y, width, height }] of got.entries()) {
        expect(width * height).toBeCloseTo((sorted[i]! / total) * whole, 3);
        expect(x).toBeGreaterThanOrEqual(place.x - 1e-3);
        expect(y).toBeGreaterThanOrEqual(place.y - 1e-3);
        expect(x + width).toBeLessThanOrEqual(place.x + place.width + 1e-3);
        expect(y + height).toBeLessThanOrEqual(place.y + place.height + 1e-3);
        for (const other of got.slice(0, i)) {
          const overlapX = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
          const overlapY = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
          expect(Math.min(overlapX, overlapY)).toBeLessThan(1e-3);
        }
      }
    }),
  );
});
