import { choose, GET, i32, i64, SET, type Code } from '@binnacle/wasm';

/**
 * Code of WebAssembly that finds the shortest digits of a number which is read back as the same double, and of those the nearest to it: the
 * algorithm of Raffaello Giulietti ("The Schubfach way to render doubles", 2020). Here it is for numbers from 1e-6 to 1e15, which are written without an exponent; for them all powers
 * of ten that it needs are exact in 64 bits.
 */

/** The powers of ten that numbers in that range are multiplied by: 10^0 to 10^22, their first bit the highest of 64. */
export const SCALES: readonly bigint[] = Array.from({ length: 23 }, (_, exponent) => {
  const power = 10n ** BigInt(exponent);
  const bits = power.toString(2).length;
  return bits <= 64 ? power << BigInt(64 - bits) : power >> BigInt(bits - 64);
});

/** Where in memory `digitsOf` finds {@link SCALES}, and the locals it works with. */
export interface DigitsPlaces {
  readonly scalesAt: number;
  readonly integers: readonly [exponent: number, tenth: number, shift: number, isOdd: number, isPower: number];
  readonly longs: readonly [
    scale: number,
    factor: number,
    below: number,
    middle: number,
    above: number,
    short: number,
    mid: number,
  ];
}

const increaseLong = (local: number, by: Code): Code => [...i64.add(GET(local), by), ...SET(local)];
const LOW_HALF = 0xffff_ffff;

/**
 * Turns the bits of a double in `bits`, which is not negative, not whole and at least 1e-6, into its digits in the same place as a whole number below 10^17, and sets
 * `tenth` to the power of ten (negative) that it is multiplied by.
 */
// prettier-ignore
export function digitsOf(bits: number, { scalesAt, integers, longs }: DigitsPlaces): Code {
  const [EXPONENT, TENTH, SHIFT, IS_ODD, IS_POWER] = integers;
  const [SCALE, FACTOR, BELOW, MIDDLE, ABOVE, SHORT, MID] = longs;

  /** The upper half of `SCALE` times `FACTOR`, with the lowest bit set when anything is below it. */
  const product = (into: number): Code => {
    const low = (local: number): Code => i64.and(GET(local), i64.of(LOW_HALF));
    const high = (local: number): Code => i64.shr(GET(local), i64.of(32));
    return [
      ...i64.add(
        i64.add(i64.shr(i64.mul(low(SCALE), low(FACTOR)), i64.of(32)), i64.and(i64.mul(low(SCALE), high(FACTOR)), i64.of(LOW_HALF))),
        i64.and(i64.mul(high(SCALE), low(FACTOR)), i64.of(LOW_HALF)),
      ), ...SET(MID),
      ...i64.or(
        i64.add(
          i64.add(i64.mul(high(SCALE), high(FACTOR)), i64.shr(i64.mul(low(SCALE), high(FACTOR)), i64.of(32))),
          i64.add(i64.shr(i64.mul(high(SCALE), low(FACTOR)), i64.of(32)), i64.shr(GET(MID), i64.of(32))),
        ),
        i64.ofInteger(i64.more(i64.mul(GET(SCALE), GET(FACTOR)), i64.of(1))),
      ), ...SET(into),
    ];
  };
  /** `FACTOR` is four times the number and something, as a multiple of what its last bit stands for. */
  const factor = (more: Code): Code => [...i64.shl(i64.add(i64.shl(GET(bits), i64.of(2)), more), i64.ofInteger(GET(SHIFT))), ...SET(FACTOR)];
  const inside = (lower: Code, upper: Code): readonly [Code, Code] => [i64.atMost(GET(BELOW), lower), i64.atMost(upper, GET(ABOVE))];
  const [shortLower, shortUpper] = inside(i64.mul(GET(SHORT), i64.of(40)), i64.add(i64.mul(GET(SHORT), i64.of(40)), i64.of(40)));
  const fours: Code = i64.and(GET(MIDDLE), i64.of(-4));
  const [lower, upper] = inside(fours, i64.add(fours, i64.of(4)));
  const half: Code = i64.add(fours, i64.of(2));
  return [
    ...i32.sub(i32.ofLong(i64.shr(GET(bits), i64.of(52))), i32.of(1075)), ...SET(EXPONENT),
    ...i64.and(GET(bits), i64.of(2n ** 52n - 1n)), ...SET(bits),
    ...i64.isZero(GET(bits)), ...SET(IS_POWER),
    ...i64.or(GET(bits), i64.of(2n ** 52n)), ...SET(bits),
    ...i32.and(i32.ofLong(GET(bits)), i32.of(1)), ...SET(IS_ODD),
    // The logarithm of ten of two to the exponent, or of three quarters of it; both constants are of fixed point.
    ...i32.shrSigned(i32.sub(i32.mul(GET(EXPONENT), i32.of(1_262_611)), i32.mul(GET(IS_POWER), i32.of(524_031))), i32.of(22)), ...SET(TENTH),
    ...i32.add(i32.add(GET(EXPONENT), i32.shrSigned(i32.mul(i32.sub(i32.of(0), GET(TENTH)), i32.of(1_741_647)), i32.of(19))), i32.of(1)), ...SET(SHIFT),
    ...i64.load(i32.add(i32.of(scalesAt), i32.shl(i32.sub(i32.of(0), GET(TENTH)), i32.of(3)))), ...SET(SCALE),
    ...factor(i64.sub(i64.ofInteger(GET(IS_POWER)), i64.of(2))), ...product(BELOW),
    ...increaseLong(BELOW, i64.ofInteger(GET(IS_ODD))),
    ...factor(i64.of(2)), ...product(ABOVE),
    ...i64.sub(GET(ABOVE), i64.ofInteger(GET(IS_ODD))), ...SET(ABOVE),
    ...factor(i64.of(0)), ...product(MIDDLE),
    ...i64.div(GET(MIDDLE), i64.of(40)), ...SET(SHORT),
    // One digit less, if just one of the two neighbours is read back as the same.
    ...i32.differ(shortLower, shortUpper), 0x04, 0x40,
    ...i64.add(GET(SHORT), i64.ofInteger(shortUpper)), ...SET(bits),
    ...i32.add(GET(TENTH), i32.of(1)), ...SET(TENTH),
    0x05,
    ...i64.add(
      i64.shr(GET(MIDDLE), i64.of(2)),
      i64.ofInteger(choose(
        upper,
        i32.or(i64.more(GET(MIDDLE), half), i32.and(i64.equal(GET(MIDDLE), half), i32.ofLong(i64.and(i64.shr(GET(MIDDLE), i64.of(2)), i64.of(1))))),
        i32.differ(lower, upper),
      )),
    ), ...SET(bits),
    0x0b,
  ];
}

/** The eight digits of a number below 10^8, zeros in front, as the bytes that they are in memory. */
// prettier-ignore
export function eightDigits(number: Code, scratch: number): Code {
  const lanes = (size: bigint, mask: bigint): Code => i64.of(BigInt.asIntN(64, Array.from({ length: Number(64n / size) }, (_, i) => mask << (size * BigInt(i))).reduce((a, b) => a | b)));
  /** Splits each lane by a divisor, with a multiplication by its inverse: what is above stays, what is left goes to the lane behind. */
  const split = (inverse: number, shift: number, quotients: Code, divisor: number, size: number): Code => [
    ...i64.and(i64.shr(i64.mul(GET(scratch), i64.of(inverse)), i64.of(shift)), quotients), ...SET(scratch + 1),
    ...i64.or(GET(scratch + 1), i64.shl(i64.sub(GET(scratch), i64.mul(GET(scratch + 1), i64.of(divisor))), i64.of(size))), ...SET(scratch),
  ];
  return [
    ...number, ...SET(scratch),
    ...i64.div(GET(scratch), i64.of(10_000)), ...SET(scratch + 1),
    ...i64.or(GET(scratch + 1), i64.shl(i64.sub(GET(scratch), i64.mul(GET(scratch + 1), i64.of(10_000))), i64.of(32))), ...SET(scratch),
    ...split(10_486, 20, lanes(32n, 0x7fn), 100, 16),
    ...split(103, 10, lanes(16n, 0xfn), 10, 8),
    ...i64.add(GET(scratch), i64.of(0x3030_3030_3030_3030n)),
  ];
}
