import { expect, test } from 'vitest';
import { filledText } from './filled-text.ts';
import type { Filling } from './interpolate.ts';

const fillings = new Map<string, Filling>([
  ['ns', { kind: 'values', values: ['a', 'b'] }],
  ['pod', { kind: 'omit' }],
  ['none', { kind: 'none' }],
  ['window', { kind: 'text', text: '5m' }],
]);

test.each([
  ['Pods', 'Pods'],
  ['$ns / ${pod:csv}', 'a + b / All'],
  ['${ns.text} over $window, $none', 'a + b over 5m, –'],
  ['$unknown costs $5', '$unknown costs $5'],
])('%s', (text, want) => {
  expect(filledText(text, fillings, 'All')).toBe(want);
});
