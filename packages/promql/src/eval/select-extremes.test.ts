import { emptyLabels } from '@binnacle/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { clearAt, type Row } from './row.ts';
import { selectExtremes } from './select-extremes.ts';

function rowOf(value: number | undefined): Row {
  const values = new Float64Array(1);
  const bits = new Uint32Array(values.buffer);
  const row: Row = { labels: emptyLabels, dropName: false, values, bits, at: 0, gaps: false, histograms: undefined };
  if (value === undefined) clearAt(row, 0);
  else values[0] = value;
  return row;
}

const chosen = (numbers: readonly (number | undefined)[], k: number, largest: boolean): number[] =>
  selectExtremes(numbers.map(rowOf), k, 0, largest).map((row) => row.values[0]!);

test('the largest, the smallest, NaN only for want of others', () => {
  const numbers = [3, NaN, 1, undefined, 2, -Infinity, 5];
  expect(chosen(numbers, 3, true)).toEqual([5, 3, 2]);
  expect(chosen(numbers, 2, false)).toEqual([-Infinity, 1]);
  expect(chosen(numbers, 9, true)).toEqual([5, 3, 2, 1, -Infinity, NaN]);
  expect(chosen(numbers, 9, false)).toEqual([-Infinity, 1, 2, 3, 5, NaN]);
  expect(chosen([NaN, 4], 1, true)).toEqual([4]);
  expect(chosen([NaN, 4], 1, false)).toEqual([4]);
});

test('as sorting finds them', () => {
  const numbers = fc.array(fc.double({ noNaN: true }), { maxLength: 60 });
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 70 }), fc.boolean(), (values, k, largest) => {
      const sorted = [...values].sort((a, b) => (largest ? b - a : a - b) || 0).slice(0, k);
      expect(chosen(values, k, largest).map((value) => value + 0)).toEqual(sorted.map((value) => value + 0));
    }),
  );
});
