import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bottomOf, compacted, fitted, moved, type Tile } from './grid-moves.ts';

const tile = (id: string, x: number, y: number, w: number, h: number): Tile => ({ id, grid: { x, y, w, h } });
const placesOf = (tiles: readonly Tile[]) =>
  Object.fromEntries(tiles.map(({ id, grid: { x, y, w, h } }) => [id, [x, y, w, h]]));

const two = [tile('a', 0, 0, 12, 20), tile('b', 12, 0, 12, 20), tile('c', 0, 20, 24, 10)];

test('what is in the way goes down', () => {
  expect(placesOf(moved(two, 'c', { x: 0, y: 0, w: 24, h: 10 }))).toEqual({
    c: [0, 0, 24, 10],
    a: [0, 10, 12, 20],
    b: [12, 10, 12, 20],
  });
});

test('two change places when one is put on the other', () => {
  expect(placesOf(moved(two, 'a', { x: 12, y: 0, w: 12, h: 20 }))).toEqual({
    a: [12, 0, 12, 20],
    b: [12, 20, 12, 20],
    c: [0, 40, 24, 10],
  });
});

test('a smaller one lets others come up', () => {
  const small = moved(two, 'b', { x: 12, y: 0, w: 12, h: 8 });
  expect(placesOf(compacted(small.filter(({ id }) => id !== 'a')))).toEqual({ b: [12, 0, 12, 8], c: [0, 8, 24, 10] });
});

test('outside of the grid is its edge, and nothing gets too small to see', () => {
  expect(fitted({ x: 30, y: -4, w: 6, h: 1 })).toEqual({ x: 18, y: 0, w: 6, h: 6 });
  expect(fitted({ x: 0, y: 0, w: 99, h: 999 })).toEqual({ x: 0, y: 0, w: 24, h: 200 });
});

describe('whatever is moved', () => {
  const position = fc.record({
    x: fc.integer({ min: -5, max: 30 }),
    y: fc.integer({ min: -5, max: 100 }),
    w: fc.integer({ min: 0, max: 30 }),
    h: fc.integer({ min: 0, max: 40 }),
  });
  const tiles = fc
    .array(position, { minLength: 1, maxLength: 12 })
    .map((all) => compacted(all.map((grid, i): Tile => ({ id: `t${i}`, grid: fitted(grid) }))));

  test('nothing overlaps, nothing is lost, nothing has a hole above it', () => {
    fc.assert(
      fc.property(tiles, fc.nat(), position, (all, pick, to) => {
        const { id } = all[pick % all.length]!;
        const got = moved(all, id, to);
        expect(got.map((it) => it.id)).toEqual(all.map((it) => it.id));
        for (const [i, { grid: a }] of got.entries()) {
          for (const { grid: b } of got.slice(i + 1)) {
            const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
            expect(apart).toBe(true);
          }
          const carried = got.some(({ grid: b }) => b.y + b.h === a.y && a.x < b.x + b.w && b.x < a.x + a.w);
          expect(a.y === 0 || carried).toBe(true);
        }
        expect(moved(got, id, got.find((it) => it.id === id)!.grid)).toEqual(got);
        expect(bottomOf(got)).toBeLessThanOrEqual(bottomOf(all) + 240);
      }),
    );
  });
});
