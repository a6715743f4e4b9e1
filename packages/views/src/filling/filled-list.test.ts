import { expect, test } from 'vitest';
import type { Fillings } from './interpolate.ts';
import { filledList } from './filled-list.ts';

const fillings: Fillings = new Map([
  ['all', { kind: 'omit' }],
  ['none', { kind: 'none' }],
  ['two', { kind: 'values', values: ['a', 'b'] }],
  ['empty', { kind: 'values', values: [] }],
  ['text', { kind: 'text', text: 'x y' }],
]);

test.each([
  { values: [], want: [] },
  { values: ['prod'], want: ['prod'] },
  { values: ['$two', 'c'], want: ['a', 'b', 'c'] },
  { values: ['${two}'], want: ['a', 'b'] },
  { values: ['c', '$all'], want: [] },
  { values: ['$text'], want: ['x y'] },
  { values: ['$none'], want: ['none of these'] },
  { values: ['$empty'], want: ['none of these'] },
  { values: ['$unknown'], want: ['$unknown'] },
])('$values', ({ values, want }) => {
  expect(filledList(values, fillings)).toEqual(want);
});
