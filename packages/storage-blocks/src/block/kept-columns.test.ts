import { newFacts, resetFacts, TOLD_ASCENDING } from '@binnacle/storage';
import { array, assert, boolean, constantFrom, double, integer, nat, oneof, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { ColumnKernels } from '../memory/column-kernels.ts';
import { PAGE_COLUMNS } from './block-format.ts';
import { DecodedColumns } from './decoded-columns.ts';
import { KeptColumns } from './kept-columns.ts';

const ROWS = 24;

/** Columns of one kind each: constants, small and large whole numbers that rise or do not, and what is not whole. */
const columns = array(
  record({
    column: nat(PAGE_COLUMNS - 1),
    values: oneof(
      constantFrom(0, -0, 7, 0.5, NaN, Infinity, 2 ** 40).map((value) => Array.from({ length: ROWS }, () => value)),
      array(integer(), { minLength: ROWS, maxLength: ROWS }),
      array(nat(1000), { minLength: ROWS, maxLength: ROWS }).map((all) => all.sort((a, b) => a - b)),
      array(nat(1000), { minLength: ROWS, maxLength: ROWS }).map((all) => all.map((value) => value * 2 ** 33)),
      array(oneof(constantFrom(-0, 1, NaN, -Infinity), double()), { minLength: ROWS, maxLength: ROWS }),
    ),
  }),
  { minLength: 1, maxLength: 12 },
);

test('what is kept is copied, added and told as it was', () => {
  const kernels = new ColumnKernels();
  const sums = kernels.takeSums()!;
  assert(
    property(columns, array(nat(ROWS - 1), { minLength: 1, maxLength: 4 }), boolean(), (all, froms, isFast) => {
      const budget = new DecodedColumns(isFast ? () => kernels.takeColumns() : undefined);
      const kept = new KeptColumns(budget.memory);
      const known = new Map(all.map(({ column, values }) => [column, values]));
      for (const [column, values] of known) {
        expect(kept.has(column)).toBe(false);
        kept.keep(column, Float64Array.from(values), ROWS, budget);
        expect(kept.has(column)).toBe(true);
        // Those that come later must know of what has been asked before.
        kept.tell(column, 1, 5, newFacts(), 0);
      }
      for (const from of froms) {
        for (const [column, values] of known) {
          const to = from + 1 + ((column * 7) % (ROWS - from));
          const rows = values.slice(from, to);
          const copy = new Float64Array(ROWS + 3).fill(5);
          kept.copy(column, from, to, copy, 2);
          const expected = new Float64Array(ROWS + 3).fill(5);
          expected.set(rows, 2);
          expect(copy).toEqual(expected);

          const facts = newFacts();
          resetFacts(facts, 4);
          const isWhole = kept.tell(column, from, to, facts, 3);
          expect(isWhole).toBe(values.every((value) => Number.isInteger(value)));
          if (!isWhole) continue;
          expect([facts.firsts[3], facts.lasts[3]]).toEqual([rows[0], rows.at(-1)]);
          expect((facts.states[3]! & TOLD_ASCENDING) !== 0).toBe(
            rows.every((value, i) => i === 0 || value >= rows[i - 1]!),
          );
          expect(rows.every((value) => Math.abs(value) <= facts.sizes[3]!)).toBe(true);
          for (const into of [new Float64Array(ROWS + 3), sums.subarray(1, ROWS + 4)]) {
            into.fill(1000);
            kept.add(column, from, to, into, 2, kernels.addressOf(into));
            expect([...into]).toEqual(Array.from(into, (_, i) => 1000 + (rows[i - 2] ?? 0)));
          }
        }
      }
      budget.clear();
    }),
  );
});

test('memory is taken up to a limit, and anew when much was refused', () => {
  const budget = new DecodedColumns(undefined);
  const bytes = 1 << 20;
  let taken = 0;
  for (; budget.hasRoom(bytes); taken++) expect(budget.take(bytes)).toBe(taken * bytes);
  expect(taken).toBe(15);
  expect(budget.generation).toBe(1);
  for (let i = 0; i < 200 && !budget.hasRoom(bytes); i++);
  expect(budget.generation).toBe(2);
  expect(budget.take(12)).toBe(0);
  // Where a double fits.
  expect(budget.take(8)).toBe(16);
});
