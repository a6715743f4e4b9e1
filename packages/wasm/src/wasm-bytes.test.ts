import { assert as check, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile, instantiate, moduleBytes, signed, TYPE, unsigned, type WasmFunction } from './wasm-bytes.ts';
import { END, GET, I32, increase, SET, until } from './wasm-code.ts';

const ADD = 0x6a;
const STORE = [0x36, 0, 0];
const add: WasmFunction = {
  name: 'add',
  parameters: 2,
  hasResult: true,
  locals: [],
  body: [...GET(0), ...GET(1), ADD, END],
};
/** Adds up 0 to below its argument, with a local of its own for each number. */
const sum: WasmFunction = {
  name: 'sum',
  parameters: 1,
  hasResult: true,
  locals: [[2, TYPE.I32]],
  body: [...until(1, 0, [...increase(2, GET(1)), ...increase(1, I32(1))]), ...GET(2), END],
};
const store: WasmFunction = {
  name: 'store',
  parameters: 2,
  hasResult: false,
  locals: [[1, TYPE.I32]],
  body: [...GET(1), ...SET(2), ...GET(0), ...GET(2), ...STORE, END],
};
const module = compile(moduleBytes(1, [add, sum, store]));

describe('a module', () => {
  test('has its functions', () => {
    const { call } = instantiate(module);
    expect([call('add')(40, 2), call('sum')(0), call('sum')(101)]).toEqual([42, 0, 5050]);
  });

  test('has a memory of its own in each instance, which can grow', () => {
    const [one, other] = [instantiate(module), instantiate(module)];
    one.call('store')(8, 77);
    expect(new Int32Array(one.memory.buffer)[2]).toBe(77);
    expect(new Int32Array(other.memory.buffer)[2]).toBe(0);
    one.memory.grow(2);
    expect(one.memory.buffer.byteLength).toBe(3 * 65_536);
    expect(new Int32Array(one.memory.buffer)[2]).toBe(77);
  });

  test('says what it does not have', () => {
    expect(() => instantiate(module).call('subtract')).toThrow('BUG: a module without subtract');
  });
});

describe('LEB128', () => {
  test.each([
    { value: 0, bytes: [0] },
    { value: 127, bytes: [0x7f] },
    { value: 128, bytes: [0x80, 1] },
    { value: 624_485, bytes: [0xe5, 0x8e, 0x26] },
    { value: 0xffff_ffff, bytes: [0xff, 0xff, 0xff, 0xff, 0x0f] },
  ])('of $value without a sign', ({ value, bytes }) => expect(unsigned(value)).toEqual(bytes));

  test.each([
    { value: 0n, bytes: [0] },
    { value: 63n, bytes: [0x3f] },
    { value: 64n, bytes: [0xc0, 0] },
    { value: -1n, bytes: [0x7f] },
    { value: -64n, bytes: [0x40] },
    { value: -123_456n, bytes: [0xc0, 0xbb, 0x78] },
  ])('of $value with a sign', ({ value, bytes }) => expect(signed(value)).toEqual(bytes));

  test('every constant comes out as it went in', () => {
    check(
      property(integer(), (value) => {
        const constant = { name: 'c', parameters: 0, hasResult: true, locals: [], body: [...I32(value), END] };
        expect(instantiate(compile(moduleBytes(0, [constant]))).call('c')()).toBe(value);
      }),
    );
  });
});
