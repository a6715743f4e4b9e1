import { describe, expect, test } from 'vitest';
import { annotationText, Annotations, limitTexts } from './annotations.ts';
import { forcedMonotonicity, invalidQuantile, possibleNonCounter } from './messages.ts';

const at = (from: number) => ({ from, to: from + 1 });

test('each message once, with the place that is evaluated last', () => {
  const annotations = new Annotations();
  annotations.add(possibleNonCounter('x', at(5)));
  annotations.add(possibleNonCounter('x', at(3)));
  annotations.add(possibleNonCounter('y', at(9)));
  annotations.add(invalidQuantile(2, at(0), at(10)));
  annotations.add(invalidQuantile(2, at(4), at(6)));
  expect(annotations.texts('info', 'rate(x[5m])')).toEqual([
    'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "x" (1:6)',
    'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "y" (1:10)',
  ]);
  expect(annotations.texts('warning', 'rate(x[5m])')).toEqual([
    'PromQL warning: quantile value should be between 0 and 1, got 2 (1:1)',
  ]);
});

test('corrections of histograms are told with their extent', () => {
  const annotations = new Annotations();
  const one = { occurrences: 1 };
  annotations.add(
    forcedMonotonicity('h', at(0), {
      ...one,
      fromMs: 60_000,
      toMs: 60_000,
      lowestBound: 1,
      highestBound: 2,
      largestDrop: 3,
    }),
  );
  annotations.add(
    forcedMonotonicity('h', at(0), { ...one, fromMs: 0, toMs: 0, lowestBound: 0.5, highestBound: 1, largestDrop: 1 }),
  );
  const [text] = annotations.texts('info', 'q');
  expect(text).toBe(
    'PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile) for metric name "h", from buckets 0.5 to 2, with a max diff of 3, over 2 samples from 1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z (1:1)',
  );
});

test('without a query there is no position', () => {
  expect(annotationText(invalidQuantile(NaN, at(3), at(3)), '')).toBe(
    'PromQL warning: quantile value should be between 0 and 1, got NaN',
  );
});

describe('only so many are shown', () => {
  test('and how many there are besides', () => {
    expect(limitTexts(['a', 'b', 'c', 'd'], 'warning', 2)).toEqual(['a', 'b', '2 more warning annotations omitted']);
  });
  test('as many as there are, or all', () => {
    expect(limitTexts(['a', 'b'], 'info', 2)).toEqual(['a', 'b']);
    expect(limitTexts(['a', 'b'], 'info', 0)).toEqual(['a', 'b']);
  });
});
