import { ProtoWriter } from '@binnacle/protobuf';

/** Fields of a message: a number, its value, the next number, … as protobuf writes them. */
export type Fields = readonly (number | string | Fields)[];

/** Encodes a message from `[number, value, number, value, …]`; a list is a nested message. */
export function encode(fields: Fields): Uint8Array {
  const writer = new ProtoWriter();
  for (let i = 0; i < fields.length; i += 2) {
    const number = fields[i] as number;
    const value = fields[i + 1]!;
    if (typeof value === 'number') {
      writer.varint(number * 8);
      writer.int64(value);
      continue;
    }
    writer.varint(number * 8 + 2);
    if (typeof value === 'string') {
      writer.text(value);
      continue;
    }
    const nested = encode(value);
    writer.varint(nested.length);
    writer.raw(nested, 0, nested.length);
  }
  return writer.bytes.slice(0, writer.length);
}

/** Entries of a `map<string, string>` in field `number`. */
export const map = (number: number, entries: Readonly<Record<string, string>>): Fields =>
  Object.entries(entries).flatMap(([key, value]) => [number, [1, key, 2, value]]);
