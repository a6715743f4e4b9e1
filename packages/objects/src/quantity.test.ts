import { expect, test } from 'vitest';
import { parseQuantity } from './quantity.ts';

test.each([
  ['1', 1],
  ['500m', 0.5],
  ['250u', 0.00025],
  ['1.5', 1.5],
  ['8Gi', 8_589_934_592],
  ['128974848', 128_974_848],
  ['129e6', 129_000_000],
  ['129M', 129_000_000],
  ['2E', 2e18],
  ['0.5Ki', 512],
  ['', undefined],
  ['8 GB', undefined],
  ['1GiB', undefined],
  ['x', undefined],
])('%s', (text, want) => {
  expect(parseQuantity(text)).toBe(want);
});
