import { expect, test } from 'vitest';
import { NumberRoom } from './number-room.ts';

/** Room of two slabs of so many numbers. */
function twoSlabs(numbers: number) {
  const all: Float64Array[] = [new Float64Array(numbers), new Float64Array(numbers)];
  const free = [...all];
  return { all, free, take: () => free.pop(), give: (slab: Float64Array) => free.push(slab) };
}

const overlap = (a: Float64Array, b: Float64Array): boolean =>
  a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;

test.each([{ numbers: 32_768 }, { numbers: 1000 }, { numbers: 10 }])(
  'what is taken is apart, and the best room is used first: slabs of $numbers',
  ({ numbers }) => {
    const best = twoSlabs(numbers);
    const room = new NumberRoom(best);
    const taken = Array.from({ length: 300 }, (_, i) => room.take(260 + (i % 3)));
    expect(taken.map((each) => each.length)).toEqual(taken.map((_, i) => 260 + (i % 3)));
    expect(taken.some((each, i) => taken.slice(0, i).some((other) => overlap(each, other)))).toBe(false);
    expect(taken.filter((each) => best.all.some((slab) => overlap(each, slab))).length > 0).toBe(numbers >= 260);
    room.clear();
    expect(new Set(best.free)).toEqual(new Set(best.all));
  },
);

test('what is larger than a slab is an array of its own', () => {
  const best = twoSlabs(1000);
  const room = new NumberRoom(best);
  expect(room.take(100_000).length).toBe(100_000);
  expect(best.free.length).toBe(2);
  room.clear();
});

test('without better room there is room of its own, which serves again', () => {
  const room = new NumberRoom(undefined);
  const first = room.take(100);
  room.clear();
  expect(new NumberRoom(undefined).take(100).buffer).toBe(first.buffer);
});
