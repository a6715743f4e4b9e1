/** Bits into bytes, the highest bit of a byte first. */
class BitWriter {
  #bytes = new Uint8Array(256);
  #bits = 0;

  /** Writes the lowest `count` (0 to 32) bits of `value`. */
  bits(value: number, count: number): void {
    const needed = (this.#bits + count + 7) >>> 3;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(needed * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    for (let left = count; left > 0;) {
      const free = 8 - (this.#bits & 7);
      const take = Math.min(free, left);
      const part = (value >>> (left - take)) & ((1 << take) - 1);
      const at = this.#bits >>> 3;
      this.#bytes[at] = this.#bytes[at]! | (part << (free - take));
      this.#bits += take;
      left -= take;
    }
  }

  byte(value: number): void {
    this.bits(value & 0xff, 8);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, (this.#bits + 7) >>> 3);
  }
}

/** Most samples of a chunk; the count is two bytes. */
export const SAMPLES_PER_CHUNK = 120;

/**
 * Writes samples as a Prometheus XOR chunk: differences of differences of the timestamps, values as the bits in which they
 * differ from the one before. `halves` are the 32-bit halves of the values, low first, so that every NaN keeps its bits.
 *
 * @see https://github.com/prometheus/prometheus/blob/main/tsdb/docs/format/chunks.md#xor-chunk-data
 */
export function encodeXorChunk(timestamps: ArrayLike<number>, halves: Uint32Array, at: readonly number[]): Uint8Array {
  const out = new BitWriter();
  out.byte(at.length >>> 8);
  out.byte(at.length);
  let [previousMs, delta] = [0, 0];
  let [previousLow, previousHigh] = [0, 0];
  // No window of bits yet.
  let [leading, trailing] = [255, 0];
  for (const [n, i] of at.entries()) {
    const t = timestamps[i]!;
    const low = halves[2 * i]!;
    const high = halves[2 * i + 1]!;
    if (n === 0) {
      writeVarint(out, t);
      out.bits(high, 32);
      out.bits(low, 32);
    } else {
      const next = t - previousMs;
      if (n === 1) writeUvarint(out, BigInt(next));
      else writeDeltaOfDelta(out, next - delta);
      delta = next;
      const [xorLow, xorHigh] = [(low ^ previousLow) >>> 0, (high ^ previousHigh) >>> 0];
      if (xorLow === 0 && xorHigh === 0) out.bits(0, 1);
      else {
        out.bits(1, 1);
        // Five bits hold the number of leading zeros.
        const newLeading = Math.min(31, xorHigh === 0 ? 32 + Math.clz32(xorLow) : Math.clz32(xorHigh));
        const newTrailing = xorLow === 0 ? 32 + trailingZeros(xorHigh) : trailingZeros(xorLow);
        if (leading !== 255 && newLeading >= leading && newTrailing >= trailing) {
          out.bits(0, 1);
        } else {
          [leading, trailing] = [newLeading, newTrailing];
          const significant = 64 - leading - trailing;
          out.bits(1, 1);
          out.bits(leading, 5);
          // 64 does not fit six bits, and 0 cannot occur.
          out.bits(significant & 63, 6);
        }
        writeMiddle(out, xorHigh, xorLow, leading, trailing);
      }
    }
    [previousMs, previousLow, previousHigh] = [t, low, high];
  }
  return out.finish();
}

const trailingZeros = (word: number): number => 31 - Math.clz32(word & -word);

/** The bits of a 64-bit word between `leading` bits above and `trailing` bits below. */
function writeMiddle(out: BitWriter, high: number, low: number, leading: number, trailing: number): void {
  const highBits = 32 - leading - Math.max(0, trailing - 32);
  if (highBits > 0) out.bits(trailing > 32 ? high >>> (trailing - 32) : high, highBits);
  const lowBits = Math.min(32, 32 - trailing);
  if (lowBits > 0) out.bits(trailing === 0 ? low : low >>> trailing, lowBits);
}

function writeDeltaOfDelta(out: BitWriter, value: number): void {
  if (value === 0) out.bits(0, 1);
  else if (fits(value, 14)) {
    out.bits(0b10, 2);
    out.bits(value, 14);
  } else if (fits(value, 17)) {
    out.bits(0b110, 3);
    out.bits(value, 17);
  } else if (fits(value, 20)) {
    out.bits(0b1110, 4);
    out.bits(value, 20);
  } else {
    out.bits(0b1111, 4);
    const wide = BigInt.asUintN(64, BigInt(value));
    out.bits(Number(wide >> 32n), 32);
    out.bits(Number(wide & 0xffff_ffffn), 32);
  }
}

/** From -(2^(bits-1) - 1) to 2^(bits-1), as the reader expects it. */
const fits = (value: number, bits: number): boolean => value >= -(2 ** (bits - 1) - 1) && value <= 2 ** (bits - 1);

function writeVarint(out: BitWriter, value: number): void {
  const wide = BigInt(value);
  writeUvarint(out, wide < 0n ? -wide * 2n - 1n : wide * 2n);
}

function writeUvarint(out: BitWriter, value: bigint): void {
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) out.byte(Number(rest & 0x7fn) | 0x80);
  out.byte(Number(rest));
}
