import { variable as schema } from '@binnacle/views';
import { expect, test } from 'vitest';
import { initialSelection, reconciled, searchValue, selectionsFromSearch } from './selection.ts';

const one = schema.parse({ kind: 'query', name: 'a', query: 'label_values(x, a)' });
const many = schema.parse({ kind: 'query', name: 'a', query: 'label_values(x, a)', multi: true, includeAll: true });
const values = (...values: string[]) => ({ kind: 'values', values }) as const;

test.each([
  {
    name: 'one: a value that is still there stays',
    variable: one,
    wanted: values('b'),
    options: ['a', 'b'],
    want: values('b'),
  },
  {
    name: 'one: the first in place of one that is gone',
    variable: one,
    wanted: values('z'),
    options: ['a', 'b'],
    want: values('a'),
  },
  { name: 'one: nothing of an empty list', variable: one, wanted: undefined, options: [], want: values() },
  { name: 'one: cannot be all', variable: one, wanted: { kind: 'all' } as const, options: ['a'], want: values('a') },
  {
    name: 'many: those that are left stay',
    variable: many,
    wanted: values('z', 'b'),
    options: ['a', 'b'],
    want: values('b'),
  },
  {
    name: 'many: all in place of those that are gone',
    variable: many,
    wanted: values('z'),
    options: ['a'],
    want: { kind: 'all' },
  },
])('$name', ({ variable, wanted, options, want }) => {
  expect(reconciled(variable, wanted, options)).toEqual(want);
});

test('what a variable begins with', () => {
  expect(initialSelection(one)).toBeUndefined();
  expect(initialSelection(many)).toEqual({ kind: 'all' });
  expect(initialSelection({ ...many, default: ['x'] } as typeof many)).toEqual(values('x'));
});

test('selections go into the URL and back', () => {
  const search = { 'var-a': searchValue(values('x', 'y')), time: '1h' };
  expect(selectionsFromSearch([many], search)).toEqual(new Map([['a', values('x', 'y')]]));
  expect(selectionsFromSearch([many], { 'var-a': searchValue({ kind: 'all' }) })).toEqual(
    new Map([['a', { kind: 'all' }]]),
  );
  expect(selectionsFromSearch([many], { 'var-a': 5 })).toEqual(new Map([['a', values('5')]]));
  expect(selectionsFromSearch([many], {})).toEqual(new Map());
});
