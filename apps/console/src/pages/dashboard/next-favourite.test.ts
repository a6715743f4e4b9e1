import { expect, test } from 'vitest';
import { nextFavourite } from './next-favourite.ts';

const all = [
  { id: 'b', title: 'Load 10', favourite: true },
  { id: 'x', title: 'Load 5', favourite: false },
  { id: 'a', title: 'Load 2', favourite: true },
  { id: 'c', title: 'Web', favourite: true },
];

test.each([
  ['a', 'b'],
  ['b', 'c'],
  ['c', 'a'],
  ['x', 'a'],
])('after %s comes %s', (id, next) => expect(nextFavourite(all, id, 'en')).toBe(next));

test('a favourite alone, and none at all, stay', () => {
  expect(nextFavourite(all.slice(0, 2), 'b', 'en')).toBeUndefined();
  expect(nextFavourite([], 'b', 'en')).toBeUndefined();
});
