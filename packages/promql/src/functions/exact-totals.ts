import { kernelMemory } from '../kernels/number-kernels.ts';

/**
 * What windows of a series add up to, exactly: each sum as two numbers whose sum it is.
 *
 * Values are split into a high part, a multiple of a power of two that is so large that adding the parts of all values never rounds, and the
 * low rest, of which the same holds as long as values do not differ too much in size. Sums from the beginning on are exact then, and
 * so are differences of them.
 */
export interface ExactTotals {
  /** Sums of the parts of `values[lo]` to `values[i - 1]`; nothing is at an index below `lo`. */
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** Doubles have so many bits. */
const DIGITS = 53;
/** Away from where exponents end. */
const LARGEST_EXPONENT = 900;

const one = new Float64Array(1);
const halves = new Uint32Array(one.buffer);

/** Of a finite number that is not zero: it is at least 2 to the power of this, and less than twice that. */
function exponentOf(value: number): number {
  one[0] = value;
  return ((halves[1]! >>> 20) & 0x7ff) - 1023;
}

/** Makes sums in arrays that serve again; undefined where values are not finite, or too different in size. */
export function exactTotals(): (values: Float64Array, lo: number, hi: number) => ExactTotals | undefined {
  let high: Float64Array = new Float64Array(0);
  let low: Float64Array = new Float64Array(0);
  let made = { high, low };
  return (values, lo, hi) => {
    let largest = 0;
    let smallest = Infinity;
    for (let i = lo; i < hi; i++) {
      const size = Math.abs(values[i]!);
      // What is not a number is found below: sums with it are not finite.
      if (size > largest) largest = size;
      if (size < smallest && size > 0) smallest = size;
    }
    const shift = splitFrom(largest, smallest, hi - lo);
    if (shift === undefined) return undefined;
    if (high.length <= hi) {
      const memory = kernelMemory();
      high = memory?.takeArray(2 * hi + 1) ?? new Float64Array(2 * hi + 1);
      low = memory?.takeArray(2 * hi + 1) ?? new Float64Array(2 * hi + 1);
      made = { high, low };
    }
    let [sumOfHigh, sumOfLow] = [0, 0];
    high[lo] = 0;
    low[lo] = 0;
    for (let i = lo; i < hi; i++) {
      const value = values[i]!;
      // Adding a large number rounds to the multiple of what that number can hold.
      const part = value + shift - shift;
      sumOfHigh += part;
      sumOfLow += value - part;
      high[i + 1] = sumOfHigh;
      low[i + 1] = sumOfLow;
    }
    return sumOfHigh - sumOfHigh === 0 ? made : undefined;
  };
}

/**
 * The number by which values are split. With `count` below 2^k, values are whole multiples of 2^(smallest - 52) and less than 2^(largest + 1), so their
 * sums are less than 2^(largest + 1 + k). High parts are multiples of 2^(largest + k - 52); the rests have sums of at most
 * 2^(largest + 2k - 53). What compensated addition has lost is at most 2^(largest + 2k - 52) and a multiple of 2^(smallest - 52) as well.
 * All of these, and the differences of any two, have no more digits than a double as long as `largest - smallest + 2k <= 52`.
 */
function splitFrom(largest: number, smallest: number, count: number): number | undefined {
  if (largest === 0 || largest === Infinity) return undefined;
  const [top, bottom] = [exponentOf(largest), exponentOf(smallest)];
  const bits = Math.max(2, 32 - Math.clz32(count));
  if (top - bottom + 2 * bits >= DIGITS) return undefined;
  if (top > LARGEST_EXPONENT || bottom < -LARGEST_EXPONENT) return undefined;
  return 1.5 * 2 ** (top + bits);
}
