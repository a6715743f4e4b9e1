import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { newFacts, resetFacts, TOLD_ASCENDING } from '@binnacle/storage';
import { ByteWriter } from '../log/byte-writer.ts';
import { ColumnKernels, columnKernels, dropColumnKernels } from '../memory/column-kernels.ts';
import { PAGE_COLUMNS } from './block-format.ts';
import { writeColumn } from './column-codec.ts';
import { DecodedColumns, fastMemory } from './decoded-columns.ts';
import { Page } from './page-cache.ts';

const decimal = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 9 })).map(([n, e]) => n / 10 ** e);
const special = fc.constantFrom(
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  2 ** 31,
  -(2 ** 31),
  2 ** 49 - 1,
  2 ** 53,
  5e-324,
  0.1,
);
/** Columns of every coding: one number, differences of one byte, of two, of many, of differences, fractions, pages of memory, bits. */
const column = (rows: number): fc.Arbitrary<number[]> => {
  const of = (value: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
    fc.array(value, { minLength: rows, maxLength: rows });
  const rising = (step: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
    of(step).map((steps) => {
      let sum = 0;
      return steps.map((each) => (sum += each));
    });
  return fc.oneof(
    fc.oneof(special, fc.integer()).map((value) => Array.from({ length: rows }, () => value)),
    rising(fc.integer({ min: 0, max: 60 })),
    rising(fc.integer({ min: 0, max: 9000 })),
    rising(fc.integer({ min: 1_000_000, max: 1_000_060 })),
    of(fc.integer()),
    of(fc.integer({ min: -(2 ** 48), max: 2 ** 48 })),
    of(decimal),
    of(fc.integer({ min: -1000, max: 1e6 }).map((pages) => pages * 4096)),
    of(fc.oneof(fc.double(), special)),
  );
};
const columns = fc
  .integer({ min: 1, max: 60 })
  .chain((rows) => fc.array(column(rows), { minLength: 1, maxLength: 8 }).map((all) => ({ rows, all })));

function pageOf(all: readonly (readonly number[])[], rows: number): Page {
  const page = new ByteWriter();
  const one = new ByteWriter();
  for (const values of all) {
    one.clear();
    const cells = Float64Array.from(values);
    const bits = new Uint32Array(cells.buffer);
    writeColumn(one, { n: rows, values: cells, bits, histogramBytes: () => new Uint8Array(0), starts: undefined });
    page.block(one.bytes());
  }
  return new Page(page.bytes().slice());
}

test.each([
  ['the fast memory', (): DecodedColumns => new DecodedColumns(fastMemory)],
  ['memory of its own', (): DecodedColumns => new DecodedColumns(undefined)],
])('columns of a page come back bit for bit, read and kept in %s', (_, makeBudget) => {
  fc.assert(
    fc.property(columns, ({ rows, all }) => {
      const budget = makeBudget();
      const page = pageOf(all, rows);
      for (const [i, values] of all.entries()) {
        expect(page.flagsOf(i)).toBe(0);
        const from = (i * 7) % rows;
        const read = new Float64Array(rows + 2).fill(5);
        page.copyNumbers(i, rows, from, rows, read, 1);
        // toEqual tells zero from minus zero.
        expect([...read]).toEqual([5, ...values.slice(from), ...Array.from({ length: from + 1 }, () => 5)]);

        const kept = page.keptColumns(i, rows, budget)!;
        const copy = new Float64Array(rows);
        kept.copy(i, 0, rows, copy, 0);
        expect([...copy]).toEqual(values);
        const facts = newFacts();
        resetFacts(facts, 1);
        const isWhole = values.every((value) => Number.isInteger(value));
        expect(kept.tell(i, 0, rows, facts, 0)).toBe(isWhole);
        const ascends = (facts.states[0]! & TOLD_ASCENDING) !== 0;
        expect(!isWhole || ascends).toBe(!isWhole || values.every((v, k) => k === 0 || v >= values[k - 1]!));
        expect(!isWhole || values.every((value) => Math.abs(value) <= facts.sizes[0]!)).toBe(true);
      }
      budget.clear();
    }),
    { numRuns: 400 },
  );
});

test('pages that do not fit beside each other are placed again when they are read', () => {
  const rows = 50;
  const noise = Array.from({ length: PAGE_COLUMNS }, (_, c) =>
    Array.from({ length: rows }, (__, i) => Math.sin(c * 100 + i)),
  );
  const pages = Array.from({ length: 60 }, (_, n) =>
    pageOf(
      noise.map((values) => values.map((v) => v * (n + 1))),
      rows,
    ),
  );
  const into = new Float64Array(rows);
  for (let round = 0; round < 2; round++) {
    for (const [n, page] of pages.entries()) {
      const c = (n * 5) % PAGE_COLUMNS;
      page.copyNumbers(c, rows, 0, rows, into, 0);
      expect([...into]).toEqual(noise[c]!.map((v) => v * (n + 1)));
    }
  }
  // The memory of the thread is another one after a rest.
  dropColumnKernels();
  pages[3]!.copyNumbers(9, rows, 0, rows, into, 0);
  expect([...into]).toEqual(noise[9]!.map((v) => v * 4));
});

test('a column that ends too early is an error', () => {
  const rows = 40;
  const page = pageOf([Array.from({ length: rows }, (_, i) => i * i)], rows);
  expect(() => page.copyNumbers(0, rows + 60, 0, 1, new Float64Array(1), 0)).toThrow('end too early');
});

test('what is dropped from the budget does not hold its memory', () => {
  const budget = new DecodedColumns(() => new ColumnKernels().takeColumns());
  const { memory } = budget;
  expect(memory.integers.length).toBeGreaterThan(0);
  budget.clear();
  expect([memory.integers.length, memory.doubles.length, memory.kernels]).toEqual([0, 0, undefined]);
  expect(columnKernels().addressOfPage(columnKernels().placePage(new Uint8Array(10))!)).toBeGreaterThan(0);
});
