import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedMessage } from './malformed-message.ts';
import { ProtoReader } from './proto-reader.ts';
import { ProtoWriter } from './proto-writer.ts';
import { readText } from './read-text.ts';

/** Characters of one to four bytes. */
const anyCharacter = fc.constantFrom(...'a_Z09\0\n"\\ é߿ࠀ漢\u{ffff}\u{10000}😀\u{10ffff}');

function roundTrip<T>(write: (writer: ProtoWriter) => void, read: (reader: ProtoReader) => T): T {
  const writer = new ProtoWriter(1);
  write(writer);
  const reader = new ProtoReader(writer.bytes.subarray(0, writer.length));
  const value = read(reader);
  expect(reader.pos).toBe(reader.end);
  return value;
}

const whole = fc.oneof(fc.maxSafeNat(), fc.nat(), fc.constantFrom(0, 127, 128, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53));

const signed = fc.oneof(fc.maxSafeInteger(), fc.integer());
const half = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });

function readString(reader: ProtoReader): string {
  const end = reader.lengthDelimited();
  const start = reader.pos;
  reader.pos = end;
  return readText(reader.bytes, start, end);
}

describe('what is written reads back', () => {
  test.each([
    ['uint64', whole, (w: ProtoWriter, n: number) => w.varint(n), (r: ProtoReader) => r.uint64()],
    ['uint32', fc.nat(), (w: ProtoWriter, n: number) => w.varint(n), (r: ProtoReader) => r.varint32()],
    ['int64', signed, (w: ProtoWriter, n: number) => w.int64(n), (r: ProtoReader) => r.int64()],
    ['sint64', half, (w: ProtoWriter, n: number) => w.sint(n), (r: ProtoReader) => r.sint64()],
    ['sint32', fc.integer(), (w: ProtoWriter, n: number) => w.sint(n), (r: ProtoReader) => r.sint32()],
    ['double', fc.double(), (w: ProtoWriter, n: number) => w.double(n), (r: ProtoReader) => r.double()],
  ] as const)('%s', (_, numbers, write, read) => {
    fc.assert(
      fc.property(numbers, (n) => {
        expect(roundTrip((writer) => write(writer, n), read)).toBe(n);
      }),
    );
  });

  test('text of any script and length', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 300 }), (text) => {
        expect(roundTrip((writer) => writer.text(text), readString)).toBe(text);
      }),
    );
  });
});

test('numbers beyond 2^53 read as the nearest float64, higher bits of an int32 are dropped', () => {
  const ones = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01);
  expect(new ProtoReader(ones).uint64()).toBe(2 ** 64);
  expect(new ProtoReader(ones).int64()).toBe(-1);
  expect(new ProtoReader(ones).varint32()).toBe(2 ** 32 - 1);
});

test('fields of every wire type can be passed over', () => {
  const bytes = Uint8Array.of(0x08, 0x96, 0x01, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1a, 2, 9, 9, 0x25, 1, 2, 3, 4);
  const reader = new ProtoReader(bytes);
  const numbers: number[] = [];
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    numbers.push(tag >>> 3);
    reader.skip(tag);
  }
  expect(numbers).toEqual([1, 2, 3, 4]);
});

test.each([
  ['a number that is cut off', [0x80], (r: ProtoReader) => r.varint32()],
  ['a number of eleven bytes', Array.from({ length: 11 }, () => 0x80), (r: ProtoReader) => r.uint64()],
  ['a short number of eleven bytes', Array.from({ length: 11 }, () => 0x80), (r: ProtoReader) => r.varint32()],
  ['a double that is cut off', [1, 2, 3], (r: ProtoReader) => r.double()],
  ['a length beyond the end', [5, 1], (r: ProtoReader) => r.lengthDelimited()],
  ['field number 0', [0x02, 0], (r: ProtoReader) => r.tag()],
  ['a group', [0x0b], (r: ProtoReader) => r.skip(r.tag())],
])('refuses %s', (_, bytes, read) => {
  expect(() => read(new ProtoReader(Uint8Array.from(bytes)))).toThrow(MalformedMessage);
});
