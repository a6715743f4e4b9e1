import { expect, test } from 'vitest';
import { Backoff, retryAfterMs } from './backoff.ts';

test('doubles up to half a minute, with jitter, and begins anew after a success', () => {
  for (const random of [0, 0.5, 0.999]) {
    const backoff = new Backoff(() => random);
    const delays = Array.from({ length: 12 }, () => backoff.next(undefined));
    expect(delays[0]).toBeGreaterThanOrEqual(125);
    expect(delays[1]).toBe(delays[0]! * 2);
    expect(Math.max(...delays)).toBeLessThanOrEqual(30_000);
    backoff.reset();
    expect(backoff.next(undefined)).toBe(delays[0]);
  }
});

test('never undercuts what the server asks for', () => {
  expect(new Backoff(() => 0).next(7_000)).toBe(7_000);
  expect(new Backoff(() => 1).next(7_000)).toBeCloseTo(7_700);
});

test.each([
  [undefined, undefined],
  ['5', 5_000],
  ['0', 0],
  ['100000', 3_600_000],
  ['Thu, 01 Jan 1970 00:00:30 GMT', 20_000],
  ['Thu, 01 Jan 1970 00:00:05 GMT', 0],
  ['soon', undefined],
])('Retry-After: %s', (header, want) => {
  expect(retryAfterMs(header, 10_000)).toBe(want);
});
