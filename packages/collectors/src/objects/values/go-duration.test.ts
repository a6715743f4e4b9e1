import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { goDurationMs } from './go-duration.ts';

test.each([
  ['0', 0],
  ['300ms', 300],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['-2m', -120_000],
  ['+1s', 1000],
  ['.5m', 30_000],
  ['1us', 0.001],
  ['1µs', 0.001],
])('%s is %d ms', (text, ms) => expect(goDurationMs(text)).toBeCloseTo(ms, 9));

test.each([[''], ['1'], ['h'], ['1d'], ['1h 30m'], ['--1s'], ['1s!'], ['1'.repeat(70) + 's']])('"%s" is none', (text) =>
  expect(goDurationMs(text)).toBeUndefined(),
);

test('parts add up', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), fc.nat(1000), (hours, minutes, seconds) => {
      expect(goDurationMs(`${hours}h${minutes}m${seconds}s`)).toBe(
        hours * 3_600_000 + minutes * 60_000 + seconds * 1000,
      );
    }),
  );
});

test('any text gives a number or nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9.nuµmsh]{0,12}$/)), (text) => {
      const ms = goDurationMs(text);
      expect(ms === undefined || Number.isFinite(ms)).toBe(true);
    }),
  );
});
