import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextCache } from './text-cache.ts';

/** Characters of one to four bytes. */
const anyCharacter = fc.constantFrom(...'a_Z09\0\n"\\ é߿ࠀ漢\u{ffff}\u{10000}😀\u{10ffff}');

test('is what the decoder says, however often and in whatever order', () => {
  const cache = new TextCache();
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (bytes: Uint8Array): string | undefined => {
    try {
      return decoder.decode(bytes);
    } catch {
      return undefined;
    }
  };
  const valid = fc.string({ unit: anyCharacter }).map((it) => new TextEncoder().encode(it));
  const text = fc.oneof({ weight: 9, arbitrary: valid }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), (texts) => {
      const padded = texts.map((bytes) => Uint8Array.of(1, ...bytes, 2));
      expect(padded.map((bytes) => cache.decode(bytes, 1, bytes.length - 1))).toEqual(texts.map(decode));
    }),
    { numRuns: 30 },
  );
});
