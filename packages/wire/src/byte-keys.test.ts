import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteKeys } from './byte-keys.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const find = (keys: ByteKeys, text: string, kind = 0): number => keys.find(encode(text), 0, encode(text).length, kind);
const add = (keys: ByteKeys, text: string, kind = 0): number => keys.add(encode(text), 0, encode(text).length, kind);

test('finds what was added, in any order, as a map would', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ maxLength: 6 }), fc.nat({ max: 2 })), { maxLength: 2_000 }), (words) => {
      const keys = new ByteKeys();
      const model = new Map<string, number>();
      for (const [text, kind] of words) {
        const name = `${kind} ${text}`;
        expect(find(keys, text, kind)).toBe(model.get(name) ?? -1);
        if (!model.has(name)) model.set(name, add(keys, text, kind));
      }
      expect(keys.size).toBe(model.size);
    }),
    { numRuns: 30 },
  );
});

test('filter keeps the chosen keys in order, numbered from 0', () => {
  const keys = new ByteKeys();
  for (let i = 0; i < 3_000; i++) add(keys, `series{n="${i}"}`);
  const kept = keys.filter((number) => number % 3 === 0);
  expect(kept.size).toBe(1_000);
  expect(find(kept, 'series{n="3"}')).toBe(1);
  expect(find(kept, 'series{n="2997"}')).toBe(999);
  expect(find(kept, 'series{n="1"}')).toBe(-1);
});
