import type { ImportNote } from '@binnacle/views';
import { expect, test } from 'vitest';
import { notesByKind } from './notes-by-kind.ts';

const notes = (code: ImportNote['code'], count: number): ImportNote[] =>
  Array.from({ length: count }, (_, i) => ({ code, where: `P${i}`, detail: '' }));

test('notes of a kind stand together, and of many the first', () => {
  const [first, ...others] = notes('override', 6);
  const got = notesByKind([first!, ...notes('links', 4), ...others]);
  expect(got.map(({ code, first: open, rest }) => [code, open.length, rest.length])).toEqual([
    ['override', 3, 3],
    ['links', 4, 0],
  ]);
  expect(got[0]!.rest.map(({ where }) => where)).toEqual(['P3', 'P4', 'P5']);
});
