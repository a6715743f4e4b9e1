const encoder = new TextEncoder();

/** Bytes that grow as they are written; kept and used again, so that writing allocates nothing once it has its size. */
export class ByteWriter {
  length = 0;
  private buffer: Uint8Array<ArrayBuffer>;
  private view: DataView;

  constructor(capacity = 64 * 1024) {
    this.buffer = new Uint8Array(capacity);
    this.view = new DataView(this.buffer.buffer);
  }

  /** What is written so far; valid until the next write. */
  bytes(from = 0): Uint8Array {
    return this.buffer.subarray(from, this.length);
  }

  /** Forgets what is written, and gives memory back when it is far more than usual. */
  clear(): void {
    this.length = 0;
    if (this.buffer.length > 8 * 1024 * 1024) this.use(new Uint8Array(64 * 1024));
  }

  u8(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value & 0xff;
  }

  u32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  f64(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  u16(value: number): void {
    this.u8(value);
    this.u8(value >>> 8);
  }

  /** An unsigned number below 2^53 in groups of seven bits, the lowest first. */
  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.length++] = (rest % 0x80) | 0x80;
      rest = rest >= 0x1_0000_0000 ? Math.floor(rest / 0x80) : rest >>> 7;
    }
    this.buffer[this.length++] = rest;
  }

  /** A number of either sign, the sign in the lowest bit; its size is below 2^52. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Length as a varint, then the bytes. */
  block(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  text(text: string): void {
    this.block(encoder.encode(text));
  }

  setU32(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }

  /** Doubles `from..to-1` of an array as they lie in memory (little endian on every machine we run on). */
  doubles(values: Float64Array, from: number, to: number): void {
    this.raw(new Uint8Array(values.buffer, values.byteOffset + from * 8, (to - from) * 8));
  }

  private reserve(count: number): void {
    if (this.length + count <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length + count));
    larger.set(this.buffer.subarray(0, this.length));
    this.use(larger);
  }

  private use(buffer: Uint8Array<ArrayBuffer>): void {
    this.buffer = buffer;
    this.view = new DataView(buffer.buffer);
  }
}
