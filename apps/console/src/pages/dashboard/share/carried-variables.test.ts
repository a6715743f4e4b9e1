import { SHARE_MAX_VALUES } from '@binnacle/api';
import type { Variable } from '@binnacle/views';
import { expect, test } from 'vitest';
import type { ResolvedVariable } from '../../../variables/resolve.ts';
import { carriedVariables, mayBeFree } from './carried-variables.ts';

const choice = (name: string, options: readonly string[]): ResolvedVariable => ({
  variable: { kind: 'query', name, query: 'label_values(up, x)', multi: true, includeAll: true } as Variable,
  options,
  selection: { kind: 'all' },
});
const text: ResolvedVariable = {
  variable: { kind: 'text', name: 'text', default: '', hidden: false },
  options: [],
  selection: { kind: 'text', text: 'up' },
};

test('what is left free carries its list, free text is always fixed', () => {
  const both = [choice('cluster', ['a', 'b']), text];
  expect(carriedVariables(both, new Set(['cluster', 'text']))).toEqual([
    { name: 'cluster', mode: 'free', selection: { kind: 'all' }, options: ['a', 'b'] },
    { name: 'text', mode: 'fixed', selection: { kind: 'text', text: 'up' }, options: [] },
  ]);
  expect(carriedVariables(both, new Set())[0]).toMatchObject({ mode: 'fixed' });
});

test('a list that is too long for a link is no choice', () => {
  const many = choice(
    'pod',
    Array.from({ length: SHARE_MAX_VALUES + 1 }, (_, i) => `pod-${i}`),
  );
  expect([mayBeFree(many), mayBeFree(choice('one', ['a'])), mayBeFree(choice('two', ['a', 'b']))]).toEqual([
    false,
    false,
    true,
  ]);
  expect(carriedVariables([many], new Set(['pod']))[0]).toMatchObject({ mode: 'fixed' });
  expect(carriedVariables([many], new Set(['pod']))[0]!.options).toHaveLength(SHARE_MAX_VALUES);
});
