import { formatGeneral, plainDecimal } from '@binnacle/model';

const SLOT_BITS = 13;
const SLOTS = 1 << SLOT_BITS;
/** The longest text has a sign, 17 digits, and zeros after the point or an exponent. */
const SLOT_BYTES = 32;

/**
 * Texts of numbers as Prometheus writes them, as ASCII bytes. Remembers those made last: in a result the same values come
 * again and again, and finding the shortest digits of a number is the dearest part of writing it.
 */
export class NumberTexts {
  private readonly values = new Float64Array(SLOTS).fill(NaN);
  private readonly lengths = new Uint8Array(SLOTS);
  /** The text of a number begins at its slot times 32. There is room behind the last. */
  private readonly bytes = new Uint8Array((SLOTS + 1) * SLOT_BYTES);
  readonly view = new DataView(this.bytes.buffer);
  /** How many texts have been made: when it has changed, the slot that was found has another text than before. */
  made = 0;
  private readonly one = new Float64Array(1);
  private readonly halves = new Uint32Array(this.one.buffer);

  /** Makes sure that the text is in `bytes`. Returns where: the offset times 32, plus the length. */
  find(value: number): number {
    this.one[0] = value;
    const hash = Math.imul(this.halves[0]! ^ Math.imul(this.halves[1]!, 0x9e37_79b1), 0x85eb_ca6b);
    const slot = hash >>> (32 - SLOT_BITS);
    // Zero and minus zero are equal but have different texts.
    if (this.values[slot] !== value || value === 0) this.make(value, slot);
    return slot * SLOT_BYTES * SLOT_BYTES + this.lengths[slot]!;
  }

  private make(value: number, slot: number): void {
    const text = numberText(value);
    this.made++;
    for (let i = 0; i < text.length; i++) this.bytes[slot * SLOT_BYTES + i] = text.charCodeAt(i);
    this.values[slot] = value;
    this.lengths[slot] = text.length;
  }
}

/** Plain digits from 1e-6 up to 1e21, otherwise with an exponent, like `1e-07`. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  const exponential = size !== 0 && (size < 1e-6 || size >= 1e21) && size !== Infinity;
  return exponential ? formatGeneral(value) : plainDecimal(value);
}
