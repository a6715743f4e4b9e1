import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encode, map } from './encode.test-data.ts';
import { decodeMessage, flag, integer, nested, optionalCount, repeated, text, texts } from './message.ts';
import { listContainersResponse, listContainerStatsResponse } from './messages.ts';

const shape = {
  name: text(1),
  count: integer(2),
  isOn: flag(3),
  maybe: optionalCount(4),
  labels: texts(5),
  inner: nested(6, { id: text(1) }),
  list: repeated(7, { id: text(1) }),
};

test('each kind of field', () => {
  const bytes = encode([
    1,
    'a',
    2,
    -3,
    3,
    1,
    4,
    [1, 2 ** 53],
    ...map(5, { x: 'y', z: '' }),
    6,
    [1, 'in'],
    7,
    [1, 'p'],
    7,
    [1, 'q'],
  ]);
  expect(decodeMessage(shape, bytes)).toEqual({
    name: 'a',
    count: -3,
    isOn: true,
    maybe: 2 ** 53,
    labels: { x: 'y', z: '' },
    inner: { id: 'in' },
    list: [{ id: 'p' }, { id: 'q' }],
  });
});

test('what is not there: a count that is absent is not the same as one of 0', () => {
  expect(decodeMessage(shape, new Uint8Array(0))).toEqual({
    name: '',
    count: 0,
    isOn: false,
    maybe: undefined,
    labels: {},
    inner: undefined,
    list: [],
  });
  expect(decodeMessage(shape, encode([4, []]))).toMatchObject({ maybe: 0 });
});

test('the lists of two messages are not the same one', () => {
  const one = decodeMessage(shape, encode([7, [1, 'p']]));
  const two = decodeMessage(shape, encode([7, [1, 'q']]));
  expect([one?.list, two?.list]).toEqual([[{ id: 'p' }], [{ id: 'q' }]]);
});

test('fields of later versions, and fields of another type, are passed over', () => {
  expect(decodeMessage(shape, encode([99, 'new', 1, 5, 2, 'text', 1, 'a']))).toMatchObject({ name: 'a', count: 0 });
});

test.each([
  ['a field that ends beyond the message', [0x0a, 5, 65]],
  ['a nested message that ends beyond its own', [0x32, 2, 0x0a, 5]],
  ['a text that is no UTF-8', [0x0a, 1, 0xff]],
])('no message: %s', (_, bytes) => {
  expect(decodeMessage(shape, Uint8Array.from(bytes))).toBeUndefined();
});

test('any bytes are a message or none, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const any of [listContainersResponse, listContainerStatsResponse]) {
        const message = decodeMessage(any, bytes);
        expect(Object.keys(message ?? any)).toEqual(Object.keys(any));
      }
    }),
    { numRuns: 500 },
  );
});

test('a message that is changed or cut off anywhere is read or refused', () => {
  const stats = [1, [1, 'ab'.repeat(32), 2, [1, 'main']], 2, [1, 1e18, 2, [1, 5]], 3, [1, 1e18, 2, [1, 4096]]] as const;
  const whole = encode([1, stats, 1, stats]);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, end) => {
      const bytes = whole.slice(0, end);
      if (at < end) bytes[at] = byte;
      expect(decodeMessage(listContainerStatsResponse, bytes)?.stats ?? []).toSatisfy(Array.isArray);
    }),
    { numRuns: 500 },
  );
});
