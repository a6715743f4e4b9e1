const encoder = new TextEncoder();

/** Writes protobuf fields into a buffer that grows and is used again. Zero values are the caller's to leave out. */
export class ProtoWriter {
  bytes: Uint8Array;
  length = 0;
  #view: DataView;

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.bytes.buffer);
  }

  reset(): void {
    this.length = 0;
  }

  /** An unsigned whole number up to 2^53. */
  varint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest >= 0x8000_0000) {
      this.bytes[this.length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    let small = rest | 0;
    while (small >= 0x80) {
      this.bytes[this.length++] = (small & 0x7f) | 0x80;
      small >>>= 7;
    }
    this.bytes[this.length++] = small;
  }

  /** A signed whole number from -2^53 to 2^53 as int64. */
  int64(value: number): void {
    if (value >= 0) {
      this.varint(value);
      return;
    }
    this.reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 0x80n) {
      this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.length++] = Number(rest);
  }

  /** A signed whole number from -2^52 to 2^52 as zigzag. */
  sint(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  double(value: number): void {
    this.reserve(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** A double by its bits, for a NaN whose payload a number cannot carry. */
  doubleBits(low: number, high: number): void {
    this.reserve(8);
    this.#view.setUint32(this.length, low, true);
    this.#view.setUint32(this.length + 4, high, true);
    this.length += 8;
  }

  /** Length and bytes of a string. */
  text(value: string): void {
    // A UTF-16 unit becomes at most three bytes; short ASCII, the usual case, is written without the encoder.
    this.reserve(10 + value.length * 3);
    const { bytes } = this;
    const start = this.length;
    if (value.length < 64) {
      let at = start + 1;
      for (let i = 0; i < value.length; i++) {
        const unit = value.charCodeAt(i);
        if (unit > 0x7f) {
          at = -1;
          break;
        }
        bytes[at++] = unit;
      }
      if (at >= 0) {
        bytes[start] = value.length;
        this.length = at;
        return;
      }
    }
    const encoded = encoder.encode(value);
    this.varint(encoded.length);
    this.raw(encoded, 0, encoded.length);
  }

  /** A tag with the length and the bytes that another writer holds. */
  nested(tag: number, message: ProtoWriter): void {
    this.varint(tag);
    this.varint(message.length);
    this.raw(message.bytes, 0, message.length);
  }

  raw(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    this.bytes.set(from.subarray(start, end), this.length);
    this.length += end - start;
  }

  /** Makes room for `size` bytes behind `length`: a caller may then write them into `bytes` itself, and add to `length`. */
  reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
