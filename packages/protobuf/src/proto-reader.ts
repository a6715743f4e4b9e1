import { MalformedMessage } from './malformed-message.ts';

/** Wire types of protobuf. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
export const FIXED32 = 5;

/**
 * Reads protobuf fields from bytes without making objects. Every read checks that it stays below `end`.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class ProtoReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  pos: number;
  end: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.pos = 0;
    this.end = bytes.length;
  }

  /** Field number times 8 plus wire type. */
  tag(): number {
    const tag = this.varint32();
    if (tag < 8) throw new MalformedMessage(this.pos, 'field number 0');
    return tag;
  }

  /** An unsigned number below 2^32 (higher bits of a longer varint are dropped, as protobuf says). */
  varint32(): number {
    const { bytes } = this;
    let byte = this.#next();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      byte = this.#next();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    for (let i = 0; i < 5; i++) if (bytes[this.pos] !== undefined && this.#next() < 0x80) return value >>> 0;
    throw new MalformedMessage(this.pos, 'a number of more than ten bytes');
  }

  /** An int64; beyond 2^53 the nearest float64. */
  int64(): number {
    this.#readHalves();
    return (this.#high | 0) * 0x1_0000_0000 + this.#low;
  }

  uint64(): number {
    this.#readHalves();
    return this.#high * 0x1_0000_0000 + this.#low;
  }

  /** A zigzag int64. */
  sint64(): number {
    this.#readHalves();
    const negative = (this.#low & 1) === 1;
    const low = ((this.#low >>> 1) | (this.#high << 31)) >>> 0;
    const size = (this.#high >>> 1) * 0x1_0000_0000 + low;
    return negative ? -size - 1 : size;
  }

  sint32(): number {
    const value = this.varint32();
    return (value >>> 1) ^ -(value & 1);
  }

  double(): number {
    const at = this.fixed(8);
    return this.view.getFloat64(at, true);
  }

  /** Takes `size` bytes. @returns the offset of the first one */
  fixed(size: number): number {
    const at = this.pos;
    if (at + size > this.end) throw new MalformedMessage(at, 'a field that ends beyond its message');
    this.pos = at + size;
    return at;
  }

  /** Reads the length of a nested message, string or packed field. @returns the offset behind it */
  lengthDelimited(): number {
    const length = this.varint32();
    const end = this.pos + length;
    if (end > this.end) throw new MalformedMessage(this.pos, 'a field that ends beyond its message');
    return end;
  }

  /** Appends the number of a repeated double field, or all of them where they are packed. */
  doubles(tag: number, into: number[]): void {
    if ((tag & 7) !== LENGTH_DELIMITED) {
      into.push(this.double());
      return;
    }
    const end = this.lengthDelimited();
    while (this.pos < end) into.push(this.double());
  }

  /** The same for zigzag int64. */
  sint64s(tag: number, into: number[]): void {
    if ((tag & 7) !== LENGTH_DELIMITED) {
      into.push(this.sint64());
      return;
    }
    const end = this.lengthDelimited();
    while (this.pos < end) into.push(this.sint64());
  }

  skip(tag: number): void {
    switch (tag & 7) {
      case VARINT:
        this.#readHalves();
        return;
      case FIXED64:
        this.fixed(8);
        return;
      case LENGTH_DELIMITED:
        this.pos = this.lengthDelimited();
        return;
      case FIXED32:
        this.fixed(4);
        return;
      default:
        throw new MalformedMessage(this.pos, `wire type ${tag & 7}`);
    }
  }

  #low = 0;
  #high = 0;

  #next(): number {
    if (this.pos >= this.end) throw new MalformedMessage(this.pos, 'a field that ends beyond its message');
    return this.bytes[this.pos++]!;
  }

  #readHalves(): void {
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      const byte = this.#next();
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (7 * i);
      else if (i === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else if (i < 9) high |= bits << (7 * i - 32);
      else high |= bits << 31;
      if (byte < 0x80) {
        this.#low = low >>> 0;
        this.#high = high >>> 0;
        return;
      }
    }
    throw new MalformedMessage(this.pos, 'a number of more than ten bytes');
  }
}
