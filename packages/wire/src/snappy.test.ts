import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compressSnappy, decompressSnappy, portableBlocks } from './snappy.ts';

const repetitive = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 500 }))
  .map(([piece, times]) => Uint8Array.from({ length: piece.length * times }, (_, i) => piece[i % piece.length]!));
const bytes = fc.oneof(fc.uint8Array({ maxLength: 2000 }), repetitive);
const portable = portableBlocks();

/** A plain copy: a Buffer and a Uint8Array with the same bytes are not equal to the test runner. */
const plain = (array: Uint8Array): Uint8Array => Uint8Array.from(array);

test('what is compressed decompresses, with the native module and with the portable one', () => {
  fc.assert(
    fc.property(bytes, (input) => {
      const native = decompressSnappy(portable.compress(input));
      expect(native.ok && plain(native.bytes)).toEqual(input);
      expect(plain(portable.decompress(compressSnappy(input)))).toEqual(input);
    }),
  );
});

describe('a block that lies about its length', () => {
  const block = (declared: readonly number[], ...rest: readonly number[]): Uint8Array =>
    Uint8Array.of(...declared, ...rest);

  test.each([
    ['nothing', block([]), 'corrupt'],
    ['a length that is cut off', block([0x80]), 'corrupt'],
    ['a length beyond 2^32', block([0xff, 0xff, 0xff, 0xff, 0x7f]), 'corrupt'],
    ['4 GiB in a few bytes', block([0xff, 0xff, 0xff, 0xff, 0x0f], 0, 0, 0), 'too_large'],
    ['10 MiB in a few bytes', block([0x80, 0x80, 0x80, 0x05], 0, 0, 0), 'corrupt'],
    ['more than there is', block([10], 0x04, 1, 2), 'corrupt'],
    ['less than there is', block([1], 0x04, 1, 2), 'corrupt'],
    ['a copy from before the beginning', block([8], 0x11, 0x05), 'corrupt'],
  ])('%s', (_, input, code) => {
    expect(decompressSnappy(input)).toMatchObject({ ok: false, code });
  });

  test('the limit is the caller’s', () => {
    const packed = compressSnappy(new Uint8Array(1000));
    expect(decompressSnappy(packed, 1000)).toMatchObject({ ok: true });
    expect(decompressSnappy(packed, 999)).toEqual({
      ok: false,
      code: 'too_large',
      message: 'the snappy block declares 1000 bytes, more than the 999 that are allowed',
    });
  });

  test('the most that snappy can pack is not taken for a lie', () => {
    for (const size of [1, 100, 65_536, 1 << 22]) {
      expect(decompressSnappy(compressSnappy(new Uint8Array(size)))).toMatchObject({ ok: true });
    }
  });
});

test('bytes of any kind end in an outcome', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (input) => {
      const outcome = decompressSnappy(input);
      expect(outcome.ok || outcome.message.length > 0).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
