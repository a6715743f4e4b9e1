import type { FloatHistogram } from '@binnacle/model';
import { expect, test } from 'vitest';
import { histogramWeight } from './histogram-weight.ts';

const histogram = (positive: number, negative: number, custom: number): FloatHistogram => ({
  counterResetHint: 'unknown',
  schema: custom > 0 ? -53 : 3,
  zeroThreshold: 0,
  zeroCount: 0,
  count: 0,
  sum: 0,
  positiveSpans: positive === 0 ? [] : [{ offset: 0, length: positive }],
  positiveBuckets: Array.from({ length: positive }, () => 1),
  negativeSpans: negative === 0 ? [] : [{ offset: 0, length: negative }],
  negativeBuckets: Array.from({ length: negative }, () => 1),
  customValues: Array.from({ length: custom }, (_, i) => i),
});

// The weights are those that Prometheus 3.5 reports for such histograms.
test.each([
  [12, 0, 0, 17],
  [7, 7, 0, 19],
  [6, 0, 0, 14],
  [0, 0, 0, 11],
  [5, 0, 4, 16],
])('%d positive buckets, %d negative ones, %d bounds: %d samples', (positive, negative, custom, weight) => {
  expect(histogramWeight(histogram(positive, negative, custom))).toBe(weight);
});
