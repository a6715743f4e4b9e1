import { variable as schema } from '@binnacle/views';
import { expect, test } from 'vitest';
import { afterChoice, matching } from './picker-choice.ts';
import type { Selection } from './selection.ts';

const one = schema.parse({ kind: 'query', name: 'a', query: 'label_values(a)' });
const many = schema.parse({ kind: 'query', name: 'a', query: 'label_values(a)', multi: true });
const manyOrAll = schema.parse({ kind: 'query', name: 'a', query: 'label_values(a)', multi: true, includeAll: true });
const values = (...values: string[]): Selection => ({ kind: 'values', values });

test.each([
  { name: 'one: replaces', variable: one, from: values('a'), value: 'b', want: values('b') },
  { name: 'many: adds', variable: many, from: values('a'), value: 'b', want: values('a', 'b') },
  { name: 'many: removes', variable: many, from: values('a', 'b'), value: 'a', want: values('b') },
  { name: 'many: the last one stays', variable: many, from: values('a'), value: 'a', want: values('a') },
  { name: 'all: only the one', variable: manyOrAll, from: { kind: 'all' } as const, value: 'a', want: values('a') },
  { name: 'all: back to all', variable: manyOrAll, from: values('a'), value: 'a', want: { kind: 'all' } },
])('$name', ({ variable, from, value, want }) => {
  expect(afterChoice(variable, from, value)).toEqual(want);
});

test('search by words', () => {
  expect(matching(['prod-east', 'prod-west', 'dev-east'], ' East prod')).toEqual(['prod-east']);
  expect(matching(['a', 'b'], '')).toEqual(['a', 'b']);
});
