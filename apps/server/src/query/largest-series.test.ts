import { ABSENT_HI, ABSENT_LO, labelsFromRecord } from '@binnacle/model';
import type { MatrixSeries } from '@binnacle/promql';
import { expect, test } from 'vitest';
import { largestSeries, leftOutJson } from './largest-series.ts';

/** `undefined`: no point. */
function series(name: string, ...points: readonly (number | undefined)[]): MatrixSeries {
  // Not at the beginning of its memory, as rows of an answer are.
  const values = Float64Array.of(1e9, ...points.map((it) => it ?? 0));
  const bits = new Uint32Array(values.buffer);
  points.forEach((it, i) => {
    if (it === undefined) bits.set([ABSENT_LO, ABSENT_HI], 2 * (i + 1));
  });
  const timestamps = Float64Array.from(points, (_, i) => i * 1000);
  return { labels: labelsFromRecord({ name }), timestamps, values, bits, at: 1, histograms: undefined };
}
const names = (all: readonly MatrixSeries[], count: number): string =>
  largestSeries(all, count)
    .series.map(({ labels }) => labels[1])
    .join('');

test.each([
  { name: 'all that there are', all: [series('a', 1), series('b', 2)], count: 2, want: 'ab' },
  {
    name: 'the spike, in the order of the answer',
    all: [series('a', 1, 9, 1), series('b', 2, 2), series('c', 3)],
    count: 2,
    want: 'ac',
  },
  { name: 'downwards counts as much', all: [series('a', 5), series('b', -9)], count: 1, want: 'b' },
  { name: 'of equal ones the first', all: [series('a', 5), series('b', 5)], count: 1, want: 'a' },
  {
    name: 'no number ranks last',
    all: [series('a', NaN), series('b', undefined), series('c', 0)],
    count: 1,
    want: 'c',
  },
  { name: 'an infinity is no size', all: [series('a', Infinity, 1), series('b', 2)], count: 1, want: 'b' },
])('$name', ({ all, count, want }) => {
  expect(names(all, count)).toBe(want);
});

test('says how many are left out that have a number, and what their newest values are', () => {
  const all = [
    series('a', 9, 9),
    series('b', 5, -2),
    series('c', 3, undefined),
    series('d', NaN),
    series('e', 1, 0.25),
  ];
  expect(leftOutJson(largestSeries(all, 1))).toBe(',"leftOut":{"series":3,"newest":["-2","3"]}');
  expect(leftOutJson(largestSeries(all, 4))).toBe('');
});
