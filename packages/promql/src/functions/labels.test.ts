import { describe, expect, test } from 'vitest';
import { comesBefore } from './natural-order.ts';
import { expandReplacement, parseReplacement } from './replacement.ts';

describe('natural order', () => {
  test('numbers in text count as numbers', () => {
    const texts = ['host-10', 'host-9', 'host-1', 'a', 'host-2b', 'host-02', '100', '20'];
    const sorted = texts.sort((a, b) => (comesBefore(a, b) ? -1 : 1));
    expect(sorted.filter((it) => it !== 'host-02')).toEqual([
      '20',
      '100',
      'a',
      'host-1',
      'host-2b',
      'host-9',
      'host-10',
    ]);
  });

  test('numbers too long for a number compare as text', () => {
    expect(comesBefore('99999999999999999999', '100000000000000000000')).toBe(false);
  });
});

describe('replacements', () => {
  const groups: Record<string, string> = { 0: 'host-7', 1: '7', name: 'seven' };
  const expand = (template: string): string =>
    expandReplacement(parseReplacement(template), (group) => groups[String(group)]);

  test.each([
    ['plain', 'plain'],
    ['$1', '7'],
    ['a$1b', 'a'],
    ['a${1}b', 'a7b'],
    ['${name}-$name', 'seven-seven'],
    ['$$1', '$1'],
    ['$', '$'],
    ['100$ and $9', '100$ and '],
    ['${unclosed', '${unclosed'],
    ['', ''],
  ])('%j', (template, expected) => {
    expect(expand(template)).toBe(expected);
  });
});
