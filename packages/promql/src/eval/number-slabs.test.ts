import { expect, test } from 'vitest';
import { ReusedSlabs } from './number-slabs.ts';

test('slabs serve again once they are taken back', () => {
  const slabs = new ReusedSlabs();
  const [one, other] = [slabs.take(100), slabs.take(200)];
  expect(slabs.take(100)).not.toBe(one);
  slabs.reclaim();
  expect(slabs.take(200)).toBe(other);
});

test('what is left to somebody serves again when it has been given back, at the end of the query that gives it', () => {
  const slabs = new ReusedSlabs();
  const kept = slabs.take(100);
  slabs.leave(new Set([kept]));
  slabs.reclaim();
  expect(slabs.take(100)).not.toBe(kept);
  slabs.giveBack(new Set([kept]));
  expect([slabs.take(100), slabs.take(100)]).not.toContain(kept);
  slabs.reclaim();
  expect(Array.from({ length: 4 }, () => slabs.take(100))).toContain(kept);
});

test('between queries it serves again at once, and no more are spare than before', () => {
  const slabs = new ReusedSlabs();
  const kept = Array.from({ length: 100 }, () => slabs.take(10));
  slabs.leave(new Set(kept));
  slabs.reclaim();
  slabs.giveBack(new Set(kept));
  const next = Array.from({ length: 100 }, () => slabs.take(10));
  expect(next.filter((slab) => kept.includes(slab))).toHaveLength(64);
});
