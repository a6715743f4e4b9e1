import { assert, constantFrom, double, integer, oneof, property, uniqueArray, array } from 'fast-check';
import { expect, test } from 'vitest';
import { ColumnKernels, columnKernels, dropColumnKernels, MAX_COLUMN_BYTES } from './column-kernels.ts';

const kernels = new ColumnKernels();
/** Numbers of every kind, whole ones mostly. */
const number = oneof(
  { weight: 6, arbitrary: integer() },
  { weight: 1, arbitrary: constantFrom(0, -0, 0.5, -1.5, 2 ** 52, -(2 ** 53), 1e300, NaN, Infinity, -Infinity) },
  { weight: 1, arbitrary: double() },
);
const some = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const LENGTHS = some(34);

/** Room for columns, which begins at number `from` of both. */
const { integers, doubles, from } = kernels.takeColumns()!;

/** A slab for sums, filled with noise, so that what is written beside the target is seen. */
function withSums(run: (sums: Float64Array) => void): void {
  const sums = kernels.takeSums()!;
  sums.forEach((_, i) => (sums[i] = i % 7));
  run(sums);
  kernels.giveSums(sums);
}

test('integers of any length, from any place, are added as JavaScript adds them', () => {
  const first = from / 4;
  for (let i = 0; i < 64; i++) {
    integers[first + i] = i % 5 === 0 ? -(2 ** 31) : i % 5 === 1 ? 2 ** 31 - 1 : i * 7919 - 99;
  }
  withSums((sums) => {
    for (const count of LENGTHS) {
      for (const shift of [0, 1, 2, 3]) {
        const numbers = integers.subarray(first + shift, first + shift + count);
        const want = sums.slice(0, 64).map((sum, i) => sum + (numbers[i - 3] ?? 0));
        kernels.addIntegers(from + 4 * shift, kernels.addressOf(sums) + 24, count);
        expect(sums.slice(0, 64)).toEqual(want);
      }
    }
  });
});

test('doubles of any length, from any place, are added as JavaScript adds them', () => {
  assert(
    property(array(number, { maxLength: 33 }), integer({ min: 0, max: 3 }), number, (numbers, shift, before) => {
      withSums((sums) => {
        doubles.set(numbers, from / 8 + shift);
        kernels.cells.set(numbers, 5 + shift);
        sums.fill(before, 0, 80);
        const want = sums.slice(0, 80).map((sum, i) => (i % 40 < numbers.length ? sum + numbers[i % 40]! : sum));
        const into = kernels.addressOf(sums);
        kernels.addDoubles(from + 8 * shift, into, numbers.length);
        kernels.addCells(5 + shift, into + 8 * 40, numbers.length);
        expect(sums.slice(0, 80)).toEqual(want);
      });
    }),
  );
});

test('a sum of minus zeros alone stays minus zero, and zero with it is zero', () => {
  withSums((sums) => {
    kernels.cells.fill(-0, 0, 5);
    sums.set([-0, 0, -0, 0, -0]);
    kernels.addCells(0, kernels.addressOf(sums), 5);
    expect([...sums.subarray(0, 5)]).toEqual([-0, 0, -0, 0, -0]);
  });
});

/** What is to be seen in numbers, the obvious way. */
function factsOf(numbers: readonly number[]): unknown {
  if (!numbers.every((value) => Number.isInteger(value))) return { isWhole: false };
  return {
    isWhole: true,
    ascends: numbers.every((value, i) => i === 0 || value >= numbers[i - 1]!),
    size: numbers.reduce((size, value) => Math.max(size, Math.abs(value)), 0),
  };
}

const seen = (): unknown => {
  const { isWhole, ascends, size } = kernels.seen;
  return isWhole ? { isWhole, ascends, size } : { isWhole };
};

test('what is seen in a column is what is in it', () => {
  const ascending = uniqueArray(integer(), { minLength: 1, maxLength: 33 }).map((all) => all.sort((a, b) => a - b));
  assert(
    property(
      oneof(array(number, { minLength: 1, maxLength: 33 }), ascending),
      integer({ min: 0, max: 3 }),
      (all, at) => {
        kernels.cells.fill(NaN, 0, 64);
        kernels.cells.set(all, at);
        kernels.look(at, all.length);
        expect(seen()).toEqual(factsOf(all));
        expect([...kernels.cells.subarray(at, at + all.length)]).toEqual(all);
      },
    ),
  );
});

test('a column of rows is copied, bit for bit, and nothing beside it', () => {
  assert(
    property(
      array(number, { minLength: 1, maxLength: 33 }),
      integer({ min: 1, max: 9 }),
      integer({ min: 0, max: 8 }),
      integer({ min: 0, max: 3 }),
      (numbers, stride, from, into) => {
        kernels.rows.fill(NaN, 0, 400);
        kernels.cells.fill(77, 0, 64);
        numbers.forEach((value, row) => (kernels.rows[from + row * stride] = value));
        kernels.gather(from, stride, into, numbers.length);
        expect(seen()).toEqual(factsOf(numbers));
        const want = Array.from({ length: 64 }, (_, i) => numbers[i - into] ?? 77);
        expect([...kernels.cells.subarray(0, 64)]).toEqual(want);
      },
    ),
  );
});

test('marked cells keep their bits', () => {
  for (const count of [1, 2, 5]) {
    for (let row = 0; row < count; row++) kernels.rowBits.set([0x1234 + row, 0x7ff0_b10b], 6 * row);
    kernels.gather(0, 3, 1, count);
    expect(kernels.seen.isWhole).toBe(false);
    const want = some(count).flatMap((row) => [0x1234 + row, 0x7ff0_b10b]);
    expect([...kernels.cellBits.subarray(2, 2 + 2 * count)]).toEqual(want);
  }
});

test('slabs are handed out once, as many as there are, and come back', () => {
  const own = new ColumnKernels();
  const taken: Float64Array[] = [];
  for (let slab = own.takeSums(); slab !== undefined; slab = own.takeSums()) taken.push(slab);
  expect(new Set(taken.map((slab) => slab.byteOffset)).size).toBe(taken.length);
  expect(taken.length * taken[0]!.byteLength).toBe(8 << 20);
  own.giveSums(taken[3]!);
  // Not of this memory.
  own.giveSums(new Float64Array(8));
  expect(own.takeSums()).toBe(taken[3]);
  expect(own.takeSums()).toBe(undefined);
});

test('room for columns is taken by one at a time', () => {
  const own = new ColumnKernels();
  const room = own.takeColumns()!;
  expect(room.doubles.byteLength - room.from).toBeGreaterThanOrEqual(MAX_COLUMN_BYTES);
  expect(own.takeColumns()).toBe(undefined);
  own.giveColumns();
  expect(own.takeColumns()).toMatchObject({ from: room.from });
});

test('memory that was let go is replaced, and does not take back what is of the one before', () => {
  const before = columnKernels();
  expect(columnKernels()).toBe(before);
  const slab = before.takeSums()!;
  dropColumnKernels();
  const after = columnKernels();
  expect(after).not.toBe(before);
  expect(after.addressOf(slab)).toBe(-1);
  after.giveSums(slab);
  expect(after.takeSums()!.buffer).toBe(after.buffer);
});
