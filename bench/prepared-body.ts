import { encodeLabels, varint } from './remote-write.ts';
import type { WorkloadSeries } from './workload.ts';

/** Timestamps between 2005 and 2109 take so many bytes. */
const TIME_BYTES = 6;
/** Value, tag of the timestamp, timestamp: what changes from scrape to scrape, and the byte between. */
const CELL_BYTES = 8 + 1 + TIME_BYTES;
const STALE_HI = 0x7ff0_0000;
const STALE_LO = 0x0000_0002;

/**
 * A remote write 1.0 request that is compressed once: values and timestamps lie in it as literals, and are written where they lie. What it
 * costs to send a scrape is then next to nothing, and a client measures the server, not itself.
 */
export class PreparedBody {
  readonly bytes: Buffer;
  /** By series: where its value lies. */
  private readonly cells: Uint32Array;

  constructor(series: readonly WorkloadSeries[]) {
    const parts: Uint8Array[] = [];
    const cells = new Uint32Array(series.length);
    let length = 0;
    series.forEach((each, i) => {
      const labels = encodeLabels(each);
      const sample = [0x12, 1 + CELL_BYTES, 0x09];
      const head = [0x0a, ...varint(labels.length + sample.length + CELL_BYTES)];
      const part = new Uint8Array(head.length + labels.length + sample.length + CELL_BYTES);
      part.set(head);
      part.set(labels, head.length);
      part.set(sample, head.length + labels.length);
      part[part.length - TIME_BYTES - 1] = 0x10;
      length += part.length;
      cells[i] = length - CELL_BYTES;
      parts.push(part);
    });
    const packed = compressAround(Buffer.concat(parts, length), cells, CELL_BYTES);
    this.bytes = packed.bytes;
    this.cells = packed.cells;
  }

  get size(): number {
    return this.cells.length;
  }

  /** One sample of each series at one time. */
  fill(timestampMs: number, value: (i: number) => number): void {
    const { bytes, cells } = this;
    const low = timestampMs % 2 ** 21;
    const high = Math.floor(timestampMs / 2 ** 21);
    for (let i = 0; i < cells.length; i++) {
      const at = cells[i]!;
      bytes.writeDoubleLE(value(i), at);
      bytes[at + 9] = (low & 0x7f) | 0x80;
      bytes[at + 10] = ((low >>> 7) & 0x7f) | 0x80;
      bytes[at + 11] = (low >>> 14) | 0x80;
      bytes[at + 12] = (high & 0x7f) | 0x80;
      bytes[at + 13] = ((high >>> 7) & 0x7f) | 0x80;
      bytes[at + 14] = high >>> 14;
    }
  }

  /** The marker that ends each of the series. */
  fillStale(timestampMs: number): void {
    this.fill(timestampMs, () => 0);
    for (const at of this.cells) {
      this.bytes.writeUInt32LE(STALE_LO, at);
      this.bytes.writeUInt32LE(STALE_HI, at + 4);
    }
  }
}

const HASH_BITS = 14;
const MAX_DISTANCE = 65_535;

/**
 * Compresses to a snappy block in which each of the cells, `size` bytes each, stands as it is: none is copied from elsewhere or to
 * elsewhere. Returns where they are.
 */
export function compressAround(
  input: Buffer,
  cells: Uint32Array,
  size: number,
): { readonly bytes: Buffer; readonly cells: Uint32Array } {
  const isCell = new Uint8Array(input.length + 1);
  for (const at of cells) isCell.fill(1, at, at + size);
  const seen = new Int32Array(1 << HASH_BITS).fill(-1);
  const out = Buffer.allocUnsafe(input.length + (input.length >>> 4) + 64);
  const places = new Uint32Array(cells.length);
  let length = 0;
  let cell = 0;
  for (const byte of varint(input.length)) out[length++] = byte;

  const literal = (from: number, to: number): void => {
    if (from === to) return;
    const n = to - from - 1;
    if (n < 60) out[length++] = n << 2;
    else {
      out[length++] = 62 << 2;
      out[length++] = n & 0xff;
      out[length++] = (n >>> 8) & 0xff;
      out[length++] = n >>> 16;
    }
    for (; cell < cells.length && cells[cell]! < to; cell++) places[cell] = length + cells[cell]! - from;
    length += input.copy(out, length, from, to);
  };
  let kept = 0;
  for (let at = 0; at + 4 <= input.length;) {
    const slot = Math.imul(input.readUInt32LE(at), 0x1e35_a7bd) >>> (32 - HASH_BITS);
    const from = seen[slot]!;
    seen[slot] = at;
    let n = 0;
    if (from >= 0 && at - from <= MAX_DISTANCE) {
      while (at + n < input.length && input[from + n] === input[at + n] && !isCell[from + n] && !isCell[at + n]) n++;
    }
    if (n < 4) {
      at++;
      continue;
    }
    literal(kept, at);
    for (let left = n; left > 0; left -= 64) {
      out[length++] = ((Math.min(64, left) - 1) << 2) | 2;
      out[length++] = (at - from) & 0xff;
      out[length++] = (at - from) >>> 8;
    }
    at += n;
    kept = at;
  }
  literal(kept, input.length);
  return { bytes: Buffer.from(out.subarray(0, length)), cells: places };
}
