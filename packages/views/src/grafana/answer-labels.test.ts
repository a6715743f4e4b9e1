import { expect, test } from 'vitest';
import { answerLabels } from './answer-labels.ts';

test.each([
  ['up', undefined],
  ['sum by (a, b) (rate(x[5m]))', ['a', 'b']],
  ['sum(rate(x[5m])) by (a,b)', ['a', 'b']],
  ['sum by (a, b) (x) / sum by (a, b) (y)', ['a', 'b']],
  ['sum by (a, b) (x) / on (a) group_left sum by (a) (y)', ['a']],
  ['histogram_quantile(0.9, sum by (le, a) (rate(x_bucket[5m])))', ['a']],
  ['label_join(sum by (a, b) (x{c="(,"}), "ab", ".", "a", "b")', ['a', 'b', 'ab']],
  ['label_replace(label_join(sum by (a) (x), "b", "", "a"), "c", "$1", "a", "(.*)")', ['a', 'c', 'b']],
  ['sum by () (x)', []],
])('%s', (expr, want) => {
  expect(answerLabels(expr)).toEqual(want === undefined ? undefined : new Set(want));
});
