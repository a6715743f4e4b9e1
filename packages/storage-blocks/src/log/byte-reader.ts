const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads what `ByteWriter` wrote. Reading past the end throws a RangeError: the bytes then are not what they should be. */
export class ByteReader {
  at: number;
  end: number;
  private readonly buffer: Uint8Array;
  private readonly view: DataView;

  constructor(buffer: Uint8Array, start = 0, end = buffer.length) {
    this.buffer = buffer;
    this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    this.at = start;
    this.end = end;
  }

  /** Goes to another part of the bytes. */
  moveTo(start: number, end: number): this {
    this.at = start;
    this.end = end;
    return this;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  /** The next byte, without moving on. */
  peek(): number {
    return this.view.getUint8(this.at);
  }

  u8(): number {
    return this.view.getUint8(this.at++);
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  f64(): number {
    this.at += 8;
    return this.view.getFloat64(this.at - 8, true);
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.view.getUint8(this.at++);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  /**
   * Running sums of zigzag varints: those of rows `from..to-1` go to `into[at…]`, each divided by `divisor`. What lies before is
   * added up alone, what lies behind is not read.
   */
  deltas(into: Float64Array, at: number, from: number, to: number, divisor: number): void {
    const { buffer } = this;
    // Numbers of two bytes are read without a branch, which the processor could not foresee; the last byte has none behind it.
    const safe = buffer.length - 1;
    let position = this.at;
    let sum = 0;
    for (let i = 0, out = at - from; i < to; i++, out++) {
      const low = buffer[position]!;
      const high = position < safe ? buffer[position + 1]! : 0;
      if ((low & high) < 0x80) {
        const more = low >>> 7;
        const value = (low & 0x7f) | ((high << 7) & -more);
        position += 1 + more;
        sum += (value >>> 1) ^ -(value & 1);
      } else {
        this.at = position;
        sum += this.zigzag();
        position = this.at;
      }
      if (i >= from) into[out] = sum;
    }
    this.at = this.moved(position);
    if (divisor !== 1) divide(into, at, at + to - from, divisor);
  }

  /** Like {@link deltas}, of differences of differences. */
  secondDeltas(into: Float64Array, at: number, from: number, to: number, divisor: number): void {
    const { buffer } = this;
    const safe = buffer.length - 1;
    let position = this.at;
    let sum = 0;
    let difference = 0;
    for (let i = 0, out = at - from; i < to; i++, out++) {
      const low = buffer[position]!;
      const high = position < safe ? buffer[position + 1]! : 0;
      let change: number;
      if ((low & high) < 0x80) {
        const more = low >>> 7;
        const value = (low & 0x7f) | ((high << 7) & -more);
        position += 1 + more;
        change = (value >>> 1) ^ -(value & 1);
      } else {
        this.at = position;
        change = this.zigzag();
        position = this.at;
      }
      // The first is the value itself, not a difference.
      if (i > 0) difference += change;
      sum += i > 0 ? difference : change;
      if (i >= from) into[out] = sum;
    }
    this.at = this.moved(position);
    if (divisor !== 1) divide(into, at, at + to - from, divisor);
  }

  private moved(at: number): number {
    if (at > this.end) throw new RangeError('the bytes end too early');
    return at;
  }

  /** Passes over the next bytes. */
  skip(length: number): void {
    if (this.at + length > this.end) throw new RangeError('the bytes end too early');
    this.at += length;
  }

  /** A view of the next bytes, without copying. */
  raw(length: number): Uint8Array {
    if (this.at + length > this.end) throw new RangeError('the bytes end too early');
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }

  block(): Uint8Array {
    return this.raw(this.varint());
  }

  text(): string {
    return decoder.decode(this.block());
  }

  /** `count` doubles into an array that has room for them. */
  doublesInto(values: Float64Array, count: number): void {
    new Uint8Array(values.buffer, values.byteOffset, count * 8).set(this.raw(count * 8));
  }

  /** `count` doubles, copied (the bytes may lie at any address). */
  doubles(count: number): Float64Array {
    const bytes = this.raw(count * 8);
    const values = new Float64Array(count);
    new Uint8Array(values.buffer).set(bytes);
    return values;
  }
}

function divide(values: Float64Array, from: number, to: number, divisor: number): void {
  for (let i = from; i < to; i++) values[i] = values[i]! / divisor;
}
