import { LENGTH_DELIMITED, MalformedMessage, ProtoReader, readText, VARINT } from '@binnacle/protobuf';

/** How one field of a message is read. `zero` is its value where the message does not have it. */
export interface Field<T> {
  readonly number: number;
  readonly wireType: number;
  readonly zero: T;
  read(reader: ProtoReader, before: T): T;
}

export type Shape = Readonly<Record<string, Field<unknown>>>;
export type MessageOf<S extends Shape> = { readonly [Name in keyof S]: S[Name] extends Field<infer T> ? T : never };

function readString(reader: ProtoReader): string {
  const end = reader.lengthDelimited();
  const text = readText(reader.bytes, reader.pos, end);
  reader.pos = end;
  return text;
}

/** Reads what is inside a nested message with `read`. */
function nestedIn<T>(reader: ProtoReader, read: (reader: ProtoReader) => T): T {
  const outer = reader.end;
  const end = reader.lengthDelimited();
  reader.end = end;
  const value = read(reader);
  reader.pos = end;
  reader.end = outer;
  return value;
}

export const text = (number: number): Field<string> => ({
  number,
  wireType: LENGTH_DELIMITED,
  zero: '',
  read: readString,
});

export const integer = (number: number): Field<number> => ({
  number,
  wireType: VARINT,
  zero: 0,
  read: (reader) => reader.int64(),
});

export const flag = (number: number): Field<boolean> => ({
  number,
  wireType: VARINT,
  zero: false,
  read: (reader) => reader.uint64() !== 0,
});

const VALUE = 1 * 8 + VARINT;

/** A `UInt64Value`, which can be absent where a number alone would be 0. */
export const optionalCount = (number: number): Field<number | undefined> => ({
  number,
  wireType: LENGTH_DELIMITED,
  zero: undefined,
  read: (reader) =>
    nestedIn(reader, (inner) => {
      let value = 0;
      while (inner.pos < inner.end) {
        const tag = inner.tag();
        if (tag === VALUE) value = inner.uint64();
        else inner.skip(tag);
      }
      return value;
    }),
});

/** A `map<string, string>`. */
export const texts = (number: number): Field<Readonly<Record<string, string>>> => ({
  number,
  wireType: LENGTH_DELIMITED,
  zero: {},
  read: (reader, before) => {
    const entry = nestedIn(reader, (inner) => readFields({ key: text(1), value: text(2) }, inner));
    return { ...before, [entry.key]: entry.value };
  },
});

export const nested = <S extends Shape>(number: number, shape: S): Field<MessageOf<S> | undefined> => ({
  number,
  wireType: LENGTH_DELIMITED,
  zero: undefined,
  read: (reader) => nestedIn(reader, (inner) => readFields(shape, inner)),
});

export const repeated = <S extends Shape>(number: number, shape: S): Field<MessageOf<S>[]> => {
  const zero: MessageOf<S>[] = [];
  return {
    number,
    wireType: LENGTH_DELIMITED,
    zero,
    read(reader, before) {
      // The first one begins a list of this message's own; the rest is appended to it.
      const list = before === zero ? [] : before;
      list.push(nestedIn(reader, (inner) => readFields(shape, inner)));
      return list;
    },
  };
};

function readFields<S extends Shape>(shape: S, reader: ProtoReader): MessageOf<S> {
  const fields = fieldsByTag(shape);
  const message: Record<string, unknown> = {};
  for (const name in shape) message[name] = shape[name]!.zero;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    const found = fields.get(tag);
    if (found === undefined) reader.skip(tag);
    else message[found.name] = found.field.read(reader, message[found.name]);
  }
  return message as MessageOf<S>;
}

interface NamedField {
  readonly name: string;
  readonly field: Field<unknown>;
}

const byShape = new WeakMap<Shape, ReadonlyMap<number, NamedField>>();

function fieldsByTag(shape: Shape): ReadonlyMap<number, NamedField> {
  let fields = byShape.get(shape);
  if (fields === undefined) {
    fields = new Map(
      Object.entries(shape).map(([name, field]) => [field.number * 8 + field.wireType, { name, field }]),
    );
    byShape.set(shape, fields);
  }
  return fields;
}

/** The message that the bytes hold, with the fields that the shape names; undefined when they are no message. */
export function decodeMessage<S extends Shape>(shape: S, bytes: Uint8Array): MessageOf<S> | undefined {
  try {
    return readFields(shape, new ProtoReader(bytes));
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}
