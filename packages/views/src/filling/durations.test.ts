import { expect, test } from 'vitest';
import { durationText, promDuration, rateWindowMs } from './durations.ts';

test('the rate window holds four scrapes, and a step with the scrape before it', () => {
  expect(rateWindowMs(15_000, 60_000)).toBe(240_000);
  expect(rateWindowMs(600_000, 60_000)).toBe(660_000);
  expect(promDuration(240_000)).toBe('240s');
  expect(promDuration(1500)).toBe('1500ms');
});

test.each([
  [86_400_000, '1d'],
  [5_400_000, '90m'],
  [3_600_000, '1h'],
  [15_000, '15s'],
  [1, '1s'],
])('durationText(%i)', (ms, want) => {
  expect(durationText(ms)).toBe(want);
});
