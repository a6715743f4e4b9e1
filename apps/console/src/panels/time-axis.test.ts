import { expect, test } from 'vitest';
import { timeLabels } from './time-axis.ts';

const at = (...parts: [number, number, number, number?, number?, number?]) => {
  const [y, mo, d, h = 0, mi = 0, s = 0] = parts;
  return new Date(y, mo - 1, d, h, mi, s).getTime();
};

test('seconds, minutes with the day where it changes, days, months', () => {
  expect(timeLabels([at(2026, 11, 22, 9, 5, 30)], 30_000)).toEqual(['09:05:30']);
  expect(timeLabels([at(2026, 11, 22, 23), at(2026, 11, 23), at(2026, 11, 23, 1)], 3_600_000)).toEqual([
    '23:00',
    '00:00\n11/23',
    '01:00',
  ]);
  expect(timeLabels([at(2026, 11, 22), at(2026, 11, 23)], 86_400_000)).toEqual(['11/22', '11/23']);
  expect(timeLabels([at(2026, 1, 1)], 30 * 86_400_000)).toEqual(['2026/01']);
});
