import { expect, test } from 'vitest';
import { KeyTable } from './key-table.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('finds keys by their bytes and kind, in any order, and forgets what is not kept', () => {
  const table = new KeyTable(Math.random);
  const find = (kind: number, text: string): number => table.find(kind, bytes(text), 0, bytes(text).length);
  const set = (kind: number, text: string, series: number): void =>
    table.set(kind, bytes(text), 0, bytes(text).length, series);
  for (let i = 1; i <= 5000; i++) {
    expect(find(1, `key ${i}`)).toBe(0);
    set(1, `key ${i}`, i);
    if (i % 3 === 0) set(2, `key ${i}`, i + 10_000);
  }
  for (let i = 1; i <= 5000; i++) expect(find(1, `key ${i}`)).toBe(i);
  for (let i = 5000; i >= 1; i--)
    expect([find(1, `key ${i}`), find(2, `key ${i}`)]).toEqual([i, i % 3 === 0 ? i + 10_000 : 0]);
  expect(find(3, 'key 7')).toBe(0);
  set(1, 'key 7', 77);
  expect(find(1, 'key 7')).toBe(77);
  table.retain((series) => series % 2 === 0);
  for (let i = 1; i <= 5000; i++) expect(find(1, `key ${i}`)).toBe(i % 2 === 0 ? i : 0);
  set(1, 'key 1', 1);
  expect(find(1, 'key 1')).toBe(1);
  expect(find(1, '')).toBe(0);
});

test('keys of every length, at any offset', () => {
  const table = new KeyTable(Math.random);
  const text = bytes('abcdefghijklmnopqrstuvwxyz0123456789');
  let n = 0;
  for (let length = 0; length <= 36; length++) table.set(1, text, 0, length, ++n);
  n = 0;
  const moved = new Uint8Array(50);
  moved.set(text, 7);
  for (let length = 0; length <= 36; length++) expect(table.find(1, moved, 7, 7 + length)).toBe(++n);
});

test('finds the key that came after the one found last, without being told where it ends', () => {
  const table = new KeyTable(Math.random);
  const names = ['a', 'bb', 'a longer one', 'x'.repeat(20_000), 'last'];
  names.forEach((name, i) => table.set(1, bytes(name), 0, name.length, i + 1));
  const message = bytes(`${names.join('|')}|`);
  const next = (at: number): number => table.findNext(1, message, at, message.length);
  expect(table.find(1, message, 0, 1)).toBe(1);
  expect([next(2), table.nextKeyBytes]).toEqual([2, 2]);
  expect([next(5), table.nextKeyBytes]).toEqual([3, 12]);
  // Too long for its length to be known: it is looked up.
  expect(next(18)).toBe(0);
  expect(table.find(1, message, 18, 20_018)).toBe(4);
  // Not there, of another kind, beyond the end.
  expect(next(0)).toBe(0);
  expect(table.findNext(2, message, 20_019, message.length)).toBe(0);
  expect(table.findNext(1, message, 20_019, 20_022)).toBe(0);
  expect([next(20_019), table.nextKeyBytes]).toEqual([5, 4]);
  expect(next(0)).toBe(0);
  // What was left may change.
  table.find(1, message, 0, 1);
  table.leaveSource();
  message.set(bytes('cc'), 2);
  expect(next(2)).toBe(0);
});
