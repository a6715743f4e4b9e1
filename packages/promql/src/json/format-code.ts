import {
  asLongAsHolds,
  choose,
  END,
  GET,
  i32,
  i64,
  increase,
  SET,
  TYPE,
  v128,
  where,
  type Code,
  type WasmFunction,
} from '@binnacle/wasm';
import { DIGITS_AT, POWERS_AT, SCALES_AT, SLOT_TEXT, TEXT_AT } from './point-memory.ts';
import { digitsOf, eightDigits } from './shortest-digits.ts';

/** How many digits a number has, above 0 and below 10^17: roughly from its bits, less one where that is too much. */
// prettier-ignore
export function sizeOf(number: number, into: number): Code {
  const roughly: Code = i32.shr(i32.mul(i32.sub(i32.of(64), i32.ofLong(i64.leadingZeros(GET(number)))), i32.of(1233)), i32.of(12));
  return [
    ...roughly, ...SET(into),
    ...i32.add(GET(into), i64.atLeast(GET(number), i64.load(i32.add(i32.of(POWERS_AT), i32.shl(GET(into), i32.of(3)))))), ...SET(into),
  ];
}

/** Writes the number of a slot as its text, and gives its length: one that is not whole, from 1e-6 to 1e15. */
// prettier-ignore
export function formatFunction(): WasmFunction {
  const [SLOT, EXPONENT, TENTH, SHIFT, IS_ODD, IS_POWER, OUT, SIZE] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [BITS, SCALE, FACTOR, BELOW, MIDDLE, ABOVE, SHORT, MID, QUOTIENT] = [8, 9, 10, 11, 12, 13, 14, 15, 16];
  const dropZeros = (zeros: number): Code => {
    const power = i64.of(10n ** BigInt(zeros));
    return [
      ...i64.div(GET(BITS), power), ...SET(QUOTIENT),
      ...i64.equal(i64.mul(GET(QUOTIENT), power), GET(BITS)),
    ];
  };
  const dropped = (zeros: number): Code => [...GET(QUOTIENT), ...SET(BITS), ...increase(TENTH, i32.of(zeros))];
  const digits = (offset: number, number: Code): Code => i64.store(i32.of(DIGITS_AT), eightDigits(number, SCALE), offset);
  return {
    name: 'format',
    parameters: 1,
    hasResult: true,
    locals: [
      [7, TYPE.I32],
      [9, TYPE.I64],
    ],
    body: [
      ...i64.load(GET(SLOT)), ...SET(BITS),
      ...i32.storeByte(i32.of(TEXT_AT), i32.of(0x2d)),
      ...i32.add(i32.of(TEXT_AT), i32.ofLong(i64.shr(GET(BITS), i64.of(63)))), ...SET(OUT),
      ...i64.and(GET(BITS), i64.of(2n ** 63n - 1n)), ...SET(BITS),
      ...digitsOf(BITS, { scalesAt: SCALES_AT, integers: [EXPONENT, TENTH, SHIFT, IS_ODD, IS_POWER], longs: [SCALE, FACTOR, BELOW, MIDDLE, ABOVE, SHORT, MID] }),
      ...where(dropZeros(8), dropped(8)),
      ...asLongAsHolds(dropZeros(1), dropped(1)),
      // Behind eight zeros: one digit, and twice eight.
      ...i64.div(GET(BITS), i64.of(100_000_000)), ...SET(QUOTIENT),
      ...digits(17, i64.sub(GET(BITS), i64.mul(GET(QUOTIENT), i64.of(100_000_000)))),
      ...i64.div(GET(QUOTIENT), i64.of(100_000_000)), ...SET(MID),
      ...digits(9, i64.sub(GET(QUOTIENT), i64.mul(GET(MID), i64.of(100_000_000)))),
      ...i32.storeByte(i32.of(DIGITS_AT), i32.add(i32.ofLong(GET(MID)), i32.of(0x30)), 8),
      ...sizeOf(BITS, SIZE),
      // Digits behind the point; at least one is before it.
      ...i32.sub(i32.of(0), GET(TENTH)), ...SET(TENTH),
      ...choose(GET(SIZE), i32.add(GET(TENTH), i32.of(1)), i32.more(GET(SIZE), GET(TENTH))), ...SET(SIZE),
      ...v128.store(GET(OUT), v128.load(i32.sub(i32.of(DIGITS_AT + 25), GET(SIZE)))),
      ...increase(OUT, i32.sub(GET(SIZE), GET(TENTH))),
      ...i32.storeByte(GET(OUT), i32.of(0x2e)),
      ...i32.sub(i32.of(DIGITS_AT + 25), GET(TENTH)), ...SET(SIZE),
      ...v128.store(GET(OUT), v128.load(GET(SIZE)), 1),
      ...v128.store(GET(OUT), v128.load(GET(SIZE), 16), 17),
      ...v128.store(GET(SLOT), v128.load(i32.of(TEXT_AT)), SLOT_TEXT),
      ...v128.store(GET(SLOT), v128.load(i32.of(TEXT_AT + 16)), SLOT_TEXT + 16),
      ...i32.sub(i32.add(i32.add(GET(OUT), GET(TENTH)), i32.of(1)), i32.of(TEXT_AT)),
      END,
    ],
  };
}
