import { emptyLabels } from '@binnacle/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { kernelMemory } from '../kernels/number-kernels.ts';
import { ExtremeGroup, SumGroup, type AggregationScope, type GroupState } from './aggregate-groups.ts';
import { clearAt, isAbsent, type Row } from './row.ts';

const STEPS = 7;
// Nothing else of it is looked at for numbers.
const scope = { steps: STEPS, context: {} } as AggregationScope;

type Place = 'kernels' | 'elsewhere';

function rowIn(place: Place, numbers: readonly (number | undefined)[]): Row {
  const memory = kernelMemory()!;
  const own = new Float64Array(STEPS);
  const where =
    place === 'kernels'
      ? { values: memory.numbers, bits: memory.bits, at: memory.take(STEPS)! }
      : { values: own, bits: new Uint32Array(own.buffer), at: 0 };
  const row: Row = { labels: emptyLabels, dropName: false, ...where, gaps: false, histograms: undefined };
  numbers.forEach((number, s) => {
    if (number === undefined) clearAt(row, s);
    else row.values[row.at + s] = number;
  });
  return row;
}

function resultOf(make: () => GroupState, rows: readonly (readonly (number | undefined)[])[], place: Place): unknown[] {
  kernelMemory()!.clear();
  const group = make();
  for (const row of rows) group.add(rowIn(place, row));
  const out = rowIn(
    'elsewhere',
    Array.from({ length: STEPS }, () => -77),
  );
  group.finish(out);
  return Array.from({ length: STEPS }, (_, s) => (isAbsent(out, s) ? undefined : out.values[out.at + s]));
}

const number = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1.7e308, -1.7e308, 5e-324) },
);
const dense = fc.array(number, { minLength: STEPS, maxLength: STEPS });
const sparse = fc.array(fc.option(number, { nil: undefined }), { minLength: STEPS, maxLength: STEPS });
const rows = fc.array(fc.oneof({ weight: 9, arbitrary: dense }, { weight: 1, arbitrary: sparse }), {
  minLength: 1,
  maxLength: 8,
});

const extremeOf = (largest: boolean) => (numbers: readonly number[]) =>
  numbers.reduce((best, value) => (Number.isNaN(best) || (largest ? value > best : value < best) ? value : best));

test.each([
  ['largest', true],
  ['smallest', false],
])('the %s of each step, to the bit, wherever numbers lie', (_, largest) => {
  fc.assert(
    fc.property(rows, (all) => {
      const expected = Array.from({ length: STEPS }, (_, s) => {
        const numbers = all.map((row) => row[s]).filter((value) => value !== undefined);
        return numbers.length === 0 ? undefined : extremeOf(largest)(numbers);
      });
      const make = (): GroupState => new ExtremeGroup(scope, largest);
      expect(resultOf(make, all, 'elsewhere')).toEqual(expected);
      expect(resultOf(make, all, 'kernels')).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['sums', false],
  ['means', true],
])('%s are the same wherever numbers lie, to the bit', (_, average) => {
  fc.assert(
    fc.property(rows, (all) => {
      const make = (): GroupState => new SumGroup(scope, average);
      expect(resultOf(make, all, 'kernels')).toEqual(resultOf(make, all, 'elsewhere'));
    }),
    { numRuns: 1000 },
  );
});
