import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { asLongAsHolds, choose, f64, give, i32, i64, where } from './expressions.ts';
import { compile, instantiate, moduleBytes, TYPE } from './wasm-bytes.ts';
import { END, GET, SET } from './wasm-code.ts';

const [A, B, LEFT, RIGHT] = [0, 1, 2, 3];

/** A function of two integers that gives what an expression leaves. */
const functionOf = (body: readonly number[]): ((a: number, b: number) => number) =>
  instantiate(
    compile(
      moduleBytes(1, [{ name: 'f', parameters: 2, hasResult: true, locals: [[2, TYPE.I64]], body: [...body, END] }]),
    ),
  ).call('f');

const uint = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const a = GET(A);
const b = GET(B);

test.each([
  { name: 'add', code: i32.add(a, b), as: (x: number, y: number) => x + y },
  { name: 'sub', code: i32.sub(a, b), as: (x: number, y: number) => x - y },
  { name: 'mul', code: i32.mul(a, b), as: Math.imul },
  { name: 'and', code: i32.and(a, b), as: (x: number, y: number) => x & y },
  { name: 'or', code: i32.or(a, b), as: (x: number, y: number) => x | y },
  { name: 'xor', code: i32.xor(a, b), as: (x: number, y: number) => x ^ y },
  { name: 'shl', code: i32.shl(a, b), as: (x: number, y: number) => x << y },
  { name: 'shr', code: i32.shr(a, b), as: (x: number, y: number) => x >>> y },
  { name: 'shrSigned', code: i32.shrSigned(a, b), as: (x: number, y: number) => x >> y },
  { name: 'less', code: i32.less(a, b), as: (x: number, y: number) => Number(x < y) },
  { name: 'lessSigned', code: i32.lessSigned(a, b), as: (x: number, y: number) => Number((x | 0) < (y | 0)) },
  { name: 'more', code: i32.more(a, b), as: (x: number, y: number) => Number(x > y) },
  { name: 'atMost', code: i32.atMost(a, b), as: (x: number, y: number) => Number(x <= y) },
  { name: 'atLeast', code: i32.atLeast(a, b), as: (x: number, y: number) => Number(x >= y) },
  { name: 'equal', code: i32.equal(a, b), as: (x: number, y: number) => Number(x === y) },
  { name: 'differ', code: i32.differ(a, b), as: (x: number, y: number) => Number(x !== y) },
  { name: 'isZero', code: i32.isZero(a), as: (x: number) => Number(x === 0) },
  { name: 'leadingZeros', code: i32.leadingZeros(a), as: Math.clz32 },
  { name: 'choose', code: choose(a, b, i32.less(a, b)), as: Math.min },
  {
    name: 'where and give',
    code: [...where(i32.less(a, b), give(i32.of(7))), ...b],
    as: (x: number, y: number) => (x < y ? 7 : y),
  },
  {
    name: 'asLongAsHolds: the greatest common divisor by subtraction is too slow, so bits are counted',
    code: [
      ...i32.of(0),
      ...SET(B),
      ...asLongAsHolds(a, [...i32.add(b, i32.and(a, i32.of(1))), ...SET(B), ...i32.shr(a, i32.of(1)), ...SET(A)]),
      ...b,
    ],
    as: (x: number) => x.toString(2).replaceAll('0', '').length,
  },
])('$name', ({ code, as }) => {
  const f = functionOf(code);
  fc.assert(
    fc.property(uint, fc.oneof(uint, fc.integer({ min: 0, max: 40 })), (x, y) => {
      expect(f(x, y) >>> 0).toBe(as(x, y) >>> 0);
    }),
  );
});

/** Both integers, the one above the other, as 64 bits. */
const long = (high: readonly number[], low: readonly number[]): readonly number[] =>
  i64.or(i64.shl(i64.ofInteger(high), i64.of(32)), i64.ofInteger(low));
const l = GET(LEFT);
const r = GET(RIGHT);

test.each([
  { name: 'add', code: i64.add(l, r), as: (x: bigint, y: bigint) => x + y },
  { name: 'sub', code: i64.sub(l, r), as: (x: bigint, y: bigint) => x - y },
  { name: 'mul', code: i64.mul(l, r), as: (x: bigint, y: bigint) => x * y },
  { name: 'div', code: i64.div(l, i64.or(r, i64.of(1))), as: (x: bigint, y: bigint) => x / (y | 1n) },
  { name: 'and', code: i64.and(l, r), as: (x: bigint, y: bigint) => x & y },
  { name: 'or', code: i64.or(l, r), as: (x: bigint, y: bigint) => x | y },
  { name: 'xor', code: i64.xor(l, r), as: (x: bigint, y: bigint) => x ^ y },
  { name: 'shl', code: i64.shl(l, i64.of(5)), as: (x: bigint) => x << 5n },
  { name: 'shr', code: i64.shr(l, i64.of(5)), as: (x: bigint) => x >> 5n },
])('64 bits: $name', ({ code, as }) => {
  const prepare = [...long(a, b), ...SET(LEFT), ...long(b, a), ...SET(RIGHT)];
  const high = functionOf([...prepare, ...i32.ofLong(i64.shr(code, i64.of(32)))]);
  const low = functionOf([...prepare, ...i32.ofLong(code)]);
  fc.assert(
    fc.property(uint, uint, (x, y) => {
      const left = (BigInt(x) << 32n) | BigInt(y);
      const right = (BigInt(y) << 32n) | BigInt(x);
      const result = (BigInt(high(x, y) >>> 0) << 32n) | BigInt(low(x, y) >>> 0);
      expect(result).toBe(BigInt.asUintN(64, as(left, right)));
    }),
  );
});

test('a double is stored, loaded and looked at', () => {
  const at = i32.of(8);
  const third = i64.ofDouble(f64.load(at));
  const f = functionOf([...f64.store(at, f64.ofLong(i64.of(3))), ...i32.ofLong(i64.shr(third, i64.of(32)))]);
  expect(f(0, 0)).toBe(0x4008_0000);
  expect(functionOf([...i32.ofLong(f64.truncatedToLong(f64.ofLong(i64.ofInteger(a))))])(77, 0)).toBe(77);
});
