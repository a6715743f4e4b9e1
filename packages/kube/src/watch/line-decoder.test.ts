import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineDecoder } from './line-decoder.ts';

test('lines come out as they went in, however the bytes were cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '))),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (lines, sizes) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const decoder = new LineDecoder(1 << 20);
        const found: string[] = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length]!;
          expect(decoder.push(bytes.subarray(at, at + size), (line) => found.push(line))).toBe(true);
          at += size;
        }
        expect(found).toEqual(lines.map((line) => Buffer.from(line).toString()).filter((line) => line !== ''));
      },
    ),
  );
});

test('a line that is too long is refused, whole or in pieces', () => {
  expect(new LineDecoder(3).push(Buffer.from('abcd\n'), () => {})).toBe(false);
  const decoder = new LineDecoder(3);
  expect(decoder.push(Buffer.from('ab'), () => {})).toBe(true);
  expect(decoder.push(Buffer.from('cd'), () => {})).toBe(false);
});
