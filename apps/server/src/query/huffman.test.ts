import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeLengths, codesOf } from './huffman.ts';

const frequencies = fc.array(fc.oneof(fc.nat(3), fc.nat(1000), fc.nat(2 ** 25)), { minLength: 1, maxLength: 286 });

/** What the codes of some lengths take of all there are. */
const taken = (lengths: Uint8Array): number =>
  lengths.reduce((sum, length) => sum + (length > 0 ? 2 ** -length : 0), 0);

test.each([7, 9, 15])(
  'codes of up to %i bits are whole: each bit string begins with exactly one of them',
  (longest) => {
    fc.assert(
      fc.property(frequencies, (all) => {
        const some = Uint32Array.from(longest === 7 ? all.slice(0, 19) : all);
        const lengths = codeLengths(some, longest);
        const used = some.filter((count) => count > 0).length;
        expect(lengths.map((length) => (length > 0 ? 1 : 0))).toEqual(
          new Uint8Array(some.map((count) => (count > 0 ? 1 : 0))),
        );
        expect(Math.max(...lengths)).toBeLessThanOrEqual(longest);
        expect(taken(lengths)).toBe(used === 0 ? 0 : used === 1 ? 0.5 : 1);
      }),
    );
  },
);

test('what is more frequent has no longer code', () => {
  fc.assert(
    fc.property(frequencies, (all) => {
      const some = Uint32Array.from(all);
      const lengths = codeLengths(some, 15);
      const order = [...some.keys()]
        .filter((i) => some[i]! > 0)
        .sort((a, b) => some[b]! - some[a]! || lengths[a]! - lengths[b]!);
      const inOrder = order.map((i) => lengths[i]!);
      expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    }),
  );
});

test('codes are those of RFC 1951, bits turned round', () => {
  // Its example: lengths 3, 3, 3, 3, 3, 2, 4, 4.
  const codes = codesOf(Uint8Array.of(3, 3, 3, 3, 3, 2, 4, 4));
  expect([...codes]).toEqual([0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111]);
});
