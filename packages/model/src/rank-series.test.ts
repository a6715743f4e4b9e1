import { expect, test } from 'vitest';
import { rankSeries, SizeOfSeries } from './rank-series.ts';

const size = (...values: number[]): SizeOfSeries => {
  const made = new SizeOfSeries();
  for (const value of values) made.add(value);
  return made;
};

test.each([
  { name: 'nothing', series: [], want: [] },
  { name: 'one after the other', series: [[1], [3], [2]], want: [1, 2, 0] },
  { name: 'a spike and a steady one take turns', series: [[9], [8], [5, 5, 5], [4, 4, 4]], want: [0, 2, 1, 3] },
  { name: 'signs do not count', series: [[1], [-5, -5]], want: [1, 0] },
  { name: 'equal ones as they come', series: [[2], [2], [2]], want: [0, 1, 2] },
  {
    name: 'infinities and gaps do not count',
    series: [
      [Infinity, 1],
      [NaN, 2],
    ],
    want: [1, 0],
  },
  { name: 'what has no number comes last, after zero', series: [[NaN], [Infinity], [0]], want: [2, 0, 1] },
])('$name', ({ series, want }) => {
  expect(rankSeries(series.map((values) => size(...values)))).toEqual(want);
});
