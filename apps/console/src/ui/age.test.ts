import { expect, test } from 'vitest';
import { ageText } from './age.ts';

test.each([
  [-5, '0s'],
  [999, '0s'],
  [40_000, '40s'],
  [90_000, '1m30s'],
  [12 * 60_000 + 1000, '12m'],
  [5 * 3_600_000 + 720_000, '5h12m'],
  [86_400_000, '1d'],
  [86_400_000 * 3 + 3_600_000, '3d1h'],
  [86_400_000 * 400, '400d'],
])('%i ms is %s', (ms, want) => {
  expect(ageText(ms)).toBe(want);
});
