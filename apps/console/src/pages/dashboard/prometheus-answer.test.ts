import { expect, test } from 'vitest';
import { readRange, readVector } from './prometheus-answer.ts';

const grid = { startMs: 1_000_000, endMs: 1_030_000, stepMs: 10_000 };

test('a matrix on its grid, with gaps where there is no sample', () => {
  const data = {
    resultType: 'matrix',
    result: [
      {
        metric: { a: 'b' },
        values: [
          [1000, '1'],
          [1020, '+Inf'],
          [1030, 'NaN'],
        ],
      },
      { metric: {}, histograms: [] },
    ],
  };
  expect(readRange(data, grid)).toEqual({
    series: [
      { labels: { a: 'b' }, values: Float64Array.of(1, Number.NaN, Infinity, Number.NaN) },
      { labels: {}, values: Float64Array.of(Number.NaN, Number.NaN, Number.NaN, Number.NaN) },
    ],
    leftOut: undefined,
  });
});

test('what a matrix leaves out', () => {
  const data = { resultType: 'matrix', result: [], leftOut: { series: 7, newest: ['-1', '+Inf'] } };
  expect(readRange(data, grid)).toEqual({ series: [], leftOut: { count: 7, newest: [-1, Infinity] } });
  expect(() => readRange({ resultType: 'matrix', result: [], leftOut: { series: '7' } }, grid)).toThrow(/left out/);
});

test('a vector and a scalar', () => {
  const vector = { resultType: 'vector', result: [{ metric: { a: 'b' }, value: [1, '2.5'] }] };
  expect(readVector(vector)).toEqual([{ labels: { a: 'b' }, value: 2.5 }]);
  expect(readVector({ resultType: 'scalar', result: [1, '-Inf'] })).toEqual([{ labels: {}, value: -Infinity }]);
});

test.each([{ data: null }, { data: {} }, { data: { resultType: 'string', result: [1, 'x'] } }])(
  'refuses $data',
  ({ data }) => {
    expect(() => readRange(data, grid)).toThrow(/expected|without/);
    expect(() => readVector(data)).toThrow(/expected|without/);
  },
);
