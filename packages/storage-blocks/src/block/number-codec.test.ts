import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from '../log/byte-reader.ts';
import { ByteWriter } from '../log/byte-writer.ts';
import { readNumbers, writeNumbers } from './number-codec.ts';

function roundTrip(values: readonly number[]): { readonly back: number[]; readonly size: number } {
  const out = new ByteWriter();
  writeNumbers(out, Float64Array.from(values), values.length);
  const into = new Float64Array(values.length);
  const reader = new ByteReader(out.bytes().slice());
  readNumbers(reader, into, values.length);
  expect(reader.done).toBe(true);
  return { back: [...into], size: out.length };
}

const decimal = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 10 })).map(([n, e]) => n / 10 ** e);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  decimal,
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 2 ** 49, 2 ** 49 - 1, -(2 ** 49) + 1, 2 ** 53, 2 ** 63, 5e-324, 0.1),
);
const column = fc.oneof(
  fc.array(number, { minLength: 1, maxLength: 50 }),
  fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 50 }),
  fc.array(decimal, { minLength: 1, maxLength: 50 }),
  fc.array(
    fc.integer({ min: -1000, max: 1e6 }).map((pages) => pages * 4096),
    { minLength: 1, maxLength: 50 },
  ),
  fc.array(fc.integer({ min: -(2 ** 49) + 1, max: 2 ** 49 - 1 }), { minLength: 1, maxLength: 50 }),
  fc.tuple(number, fc.integer({ min: 1, max: 50 })).map(([value, n]) => Array.from({ length: n }, () => value)),
);

test('every column comes back bit for bit', () => {
  fc.assert(
    fc.property(column, (values) => {
      const { back } = roundTrip(values);
      values.forEach((value, i) => expect(Object.is(back[i], value), `${value} became ${back[i]}`).toBe(true));
    }),
    { numRuns: 3000 },
  );
});

test.each([
  { name: 'constant', values: Array.from({ length: 100 }, () => 7), most: 3 },
  { name: 'constant fraction', values: Array.from({ length: 100 }, () => 0.1), most: 9 },
  { name: 'steady counter', values: Array.from({ length: 100 }, (_, i) => 1e9 + i * 15), most: 110 },
  { name: 'pages', values: Array.from({ length: 100 }, (_, i) => 4096 * (1000 + (i % 7))), most: 110 },
  { name: 'decimals', values: Array.from({ length: 100 }, (_, i) => (100_000 + i * 3) / 100), most: 110 },
])('$name takes $most bytes at most', ({ values, most }) => {
  expect(roundTrip(values).size).toBeLessThanOrEqual(most);
});
