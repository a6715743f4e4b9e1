import { expect, test } from 'vitest';
import { largestSeries } from './largest-series.ts';

const series = (name: string, ...values: number[]) => ({ labels: { name }, values: Float64Array.from(values) });

test.each([
  { name: 'as many as there are', most: 3, queries: [[series('a', 1), series('b', 2), series('c', 3)]], want: 'abc' },
  {
    name: 'one spike is enough',
    most: 2,
    queries: [[series('a', 5, 5), series('b', 1, 90), series('c', 6, 6)]],
    want: 'bc',
  },
  { name: 'downwards counts as much', most: 1, queries: [[series('a', 5), series('b', -9)]], want: 'b' },
  { name: 'of equal ones the first', most: 2, queries: [[series('a', 7), series('b', 7), series('c', 7)]], want: 'ab' },
  {
    name: 'infinities and gaps do not count',
    most: 1,
    queries: [[series('a', Infinity, NaN, 1), series('b', 2)]],
    want: 'b',
  },
  {
    name: 'queries take turns, whatever their unit',
    most: 4,
    queries: [
      [series('a', 0.1), series('b', 0.3), series('c', 0.2)],
      [series('x', 1e9), series('y', 3e9), series('z', 2e9)],
    ],
    want: 'bcyz',
  },
  {
    name: 'a query with few leaves room to the others',
    most: 4,
    queries: [[series('a', 1)], [series('w', 1), series('x', 2), series('y', 3), series('z', 4)]],
    want: 'axyz',
  },
])('$name', ({ most, queries, want }) => {
  const chosen = [...largestSeries(queries, most)].map(({ labels }) => labels.name).sort();
  expect(chosen.join('')).toBe(want);
});
