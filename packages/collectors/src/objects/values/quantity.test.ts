import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantityThousandths, quantityUnits } from './quantity.ts';

describe('quantities', () => {
  test.each([
    ['0', 0, 0],
    ['100m', 1, 0.1],
    ['1500m', 2, 1.5],
    ['2', 2, 2],
    ['0.5', 1, 0.5],
    ['.5', 1, 0.5],
    ['5.', 5, 5],
    ['1k', 1000, 1000],
    ['1.5Gi', 1610612736, 1610612736],
    ['128Mi', 134217728, 134217728],
    ['3Ki', 3072, 3072],
    ['1e3', 1000, 1000],
    ['1E3', 1000, 1000],
    ['12e-3', 1, 0.012],
    ['1E', 1e18, 1e18],
    ['2Ei', 2 ** 61, 2 ** 61],
    ['100u', 1, 0.001],
    ['123456789n', 1, 0.124],
    ['1u', 1, 0.001],
    ['-1500m', -2, -1.5],
    ['+3', 3, 3],
    ['474095664Ki', 485473959936, 485473959936],
  ])('%s is %d units, %d to the thousandth', (text, units, thousandths) => {
    expect(quantityUnits(text)).toBe(units);
    expect(quantityThousandths(text)).toBe(thousandths);
  });

  test.each([
    [''],
    ['m'],
    ['.'],
    ['1 Gi'],
    ['1gi'],
    ['1mi'],
    ['0x10'],
    ['1e'],
    ['NaN'],
    ['Infinity'],
    ['1e9999'],
    ['1'.repeat(65)],
    [undefined],
    [null],
    [{}],
  ])('%s is none', (text) => {
    expect(quantityUnits(text)).toBeUndefined();
    expect(quantityThousandths(text)).toBeUndefined();
  });

  test('plain numbers are taken, as some controllers write them', () => {
    expect(quantityUnits(3)).toBe(3);
    expect(quantityThousandths(0.25)).toBe(0.25);
  });

  test('every whole number of a unit is exact', () => {
    const powers = {
      '': 1n,
      k: 10n ** 3n,
      M: 10n ** 6n,
      G: 10n ** 9n,
      Ki: 1n << 10n,
      Mi: 1n << 20n,
      Gi: 1n << 30n,
      Ti: 1n << 40n,
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.constantFrom(...Object.entries(powers)),
        (count, [suffix, power]) => {
          expect(quantityUnits(`${count}${suffix}`)).toBe(Number(BigInt(count) * power));
        },
      ),
    );
  });

  test('fractions are rounded up, never down', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (nano) => {
        expect(quantityThousandths(`${nano}n`)).toBe(Number((nano + 999_999n) / 1_000_000n) / 1000);
        expect(quantityUnits(`${nano}n`)).toBe(Number((nano + 999_999_999n) / 1_000_000_000n));
      }),
    );
  });

  test('any text gives a finite number or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9.eEKMGTPinum]{0,12}$/)), (text) => {
        const value = quantityThousandths(text);
        expect(value === undefined || Number.isFinite(value) || value === Infinity).toBe(true);
      }),
    );
  });
});
