import { expect, test } from 'vitest';
import { SHORTCUTS, shortcutOf } from './shortcut-keys.ts';

test.each([
  ['s', 'g', { kind: 'go', to: '/scenes' }],
  ['e', 'g', { kind: 'go', to: '/explore' }],
  ['e', undefined, { kind: 'press', key: 'e' }],
  ['e', 'x', { kind: 'press', key: 'e' }],
  ['r', 'g', { kind: 'press', key: 'r' }],
  ['s', undefined, undefined],
  ['Enter', undefined, undefined],
])('%s after %s', (key, before, shortcut) => expect(shortcutOf(key, before)).toEqual(shortcut));

test('every shortcut of the overview does something', () => {
  for (const { keys } of SHORTCUTS) {
    const [first, second] = keys as readonly [string, string?];
    expect(shortcutOf(second ?? first, second === undefined ? undefined : first)).toBeDefined();
  }
});
