import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBound, formatNumber } from './format-number.ts';
import { numberOfText, secondsToMs } from './number.ts';

describe('numberOfText', () => {
  test('is correctly rounded for whatever JavaScript prints', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.nat(20), (value, digits) => {
        expect(numberOfText(formatNumber(value))).toBe(value);
        // JavaScript prints -0 as 0 here.
        expect(numberOfText(value.toExponential())).toBe(Number(value.toExponential()));
        const precise = value.toPrecision(digits + 1);
        expect(numberOfText(precise)).toBe(Number(precise));
      }),
    );
  });

  test('is correctly rounded for digits with a point and an exponent anywhere', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(digits, digits, fc.integer({ min: -340, max: 340 }), (whole, fraction, exponent) => {
        const text = `${whole}.${fraction}e${exponent}`;
        expect(numberOfText(text)).toBe(Number(text));
      }),
    );
  });

  test.each(['', '+', '.', 'e5', '1e', '1e+', '1.2.3', '0x1', '1_0', '--1', '1 ', 'in', '+nan', 'infinite'])(
    '%j is none',
    (text) => {
      expect(numberOfText(text)).toBeNaN();
    },
  );

  test('an exponent of any length is a number', () => {
    expect(numberOfText(`1e${'9'.repeat(500)}`)).toBe(Infinity);
    expect(numberOfText(`1e-${'9'.repeat(500)}`)).toBe(0);
  });
});

test('secondsToMs keeps milliseconds and cuts what is finer', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 41), max: 2 ** 41 }), (ms) => {
      expect(secondsToMs(Number(`${ms}e-3`))).toBe(ms);
    }),
  );
  expect(secondsToMs(1.0019)).toBe(1001);
  expect(secondsToMs(1_726_839_814.223_908_2)).toBe(1_726_839_814_223);
  expect(secondsToMs(-0.0001)).toBe(0);
});

test.each([
  [1, '1.0'],
  [0, '0.0'],
  [-0, '-0.0'],
  [0.5, '0.5'],
  [100_000, '100000.0'],
  [1e6, '1e+06'],
  [1_234_567, '1.234567e+06'],
  [0.0001, '0.0001'],
  [0.000_01, '1e-05'],
  [2.5e-10, '2.5e-10'],
  [1e100, '1e+100'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
])('formatBound(%d) is %s', (value, text) => {
  expect(formatBound(value)).toBe(text);
  expect(numberOfText(text)).toBe(value);
});
