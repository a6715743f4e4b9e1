import { expect, test } from 'vitest';
import { handedOver } from './handed-over.ts';

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
/** As a writer leaves it: part of memory that serves again. */
const inRoom = (text: string): Uint8Array<ArrayBuffer> => {
  const room = bytes(`before${text}behind`);
  return room.subarray(6, room.length - 6);
};

test.each([
  { name: 'a small body is a text', body: inRoom('{"a":1}'), want: '{"a":1}' },
  { name: 'an empty one, too', body: inRoom(''), want: '' },
  { name: 'what is not ASCII stays bytes', body: inRoom('für ☸'), want: bytes('für ☸') },
  { name: 'what is large stays bytes', body: inRoom('x'.repeat(9000)), want: bytes('x'.repeat(9000)) },
])('$name', ({ body, want }) => {
  expect(handedOver(body)).toEqual(want);
});

test('of memory that serves again nothing is taken along', () => {
  const got = handedOver(inRoom('☸'));
  expect(typeof got === 'string' ? undefined : got.buffer.byteLength).toBe(3);
});

test('bytes that have a buffer of their own are not copied', () => {
  const body = new Uint8Array(9000);
  expect(handedOver(body)).toBe(body);
});
