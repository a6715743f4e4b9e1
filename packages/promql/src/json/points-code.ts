import { ABSENT_HI, ABSENT_LO } from '@binnacle/model';
import {
  asLongAsHolds,
  call,
  choose,
  drop,
  END,
  f64,
  GET,
  give,
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
import { sizeOf } from './format-code.ts';
import {
  AFTER_POINT,
  DIGITS_AT,
  ENDS_AT,
  HEAD,
  HEAD_AT,
  OFFSETS_AT,
  OUT_AT,
  SLOT_BITS,
  SLOT_BYTES,
  SLOT_LENGTH,
  SLOT_PLACE,
  SLOT_TEXT,
  SLOTS_AT,
  STARTS_AT,
  STATE,
} from './point-memory.ts';
import { setState, state } from './point-state.ts';
import { eightDigits } from './shortest-digits.ts';

/** Numbers of the functions that this one calls. */
const NOTE = 0;
const FORMAT = 1;
const IF = [0x04, 0x40];
const ELSE = 0x05;

/** Writes the points of a series: see `PointWriterModule.points`. */
// prettier-ignore
export function pointsFunction(): WasmFunction {
  const [COUNT, VALUES, BEFORE, BASE, IS_NOTED, POINT, OUT, AT, FROM, LENGTH, SKIP, SAME, SLOT, PLACE, ENDS, IS_FOUND] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  ];
  const [BITS, SIZE, LOW, SCRATCH] = [16, 17, 18, 19];

  const word = (base: number, index: Code): Code => i32.load(i32.add(i32.of(base), i32.shl(index, i32.of(2))));
  const bitsAt = (base: Code): Code => i64.load(i32.add(base, i32.shl(GET(POINT), i32.of(3))));
  /** Where in the document the next byte is written. */
  const here: Code = i32.add(GET(BASE), i32.sub(GET(OUT), i32.of(OUT_AT)));
  const leave = (result: number): Code => [...setState(STATE.point, GET(POINT)), ...setState(STATE.out, GET(OUT)), ...give(i32.of(result))];
  const nextPoint: Code = increase(POINT, i32.of(1));

  /** The start of this point as it was written for a series before; `SAME` becomes where the value behind it stands, if that is the same. */
  const noteStart: Code = [
    ...i32.add(i32.of(ENDS_AT), i32.shl(GET(POINT), i32.of(2))), ...SET(PLACE),
    ...i32.load(GET(PLACE)), ...SET(ENDS),
    ...i32.store(GET(PLACE), i32.or(i32.shl(i32.add(GET(AT), GET(LENGTH)), i32.of(1)), i32.isZero(GET(SKIP)))),
    ...where(GET(ENDS), [
      // What ends the point before is not there, if it was left out.
      ...choose(i32.of(AFTER_POINT), i32.of(0), i32.isZero(i32.or(GET(SKIP), i32.and(GET(ENDS), i32.of(1))))), ...SET(PLACE),
      ...i32.shr(GET(ENDS), i32.of(1)), ...SET(ENDS),
      ...call(NOTE, i32.add(GET(AT), GET(PLACE)), i32.add(i32.sub(GET(ENDS), GET(LENGTH)), GET(PLACE)), i32.sub(GET(LENGTH), GET(PLACE))),
      ...SET(IS_FOUND),
      ...where(i32.and(GET(IS_FOUND), i32.differ(GET(BEFORE), i32.of(0))), [
        ...choose(GET(ENDS), i32.of(0), i64.equal(bitsAt(GET(BEFORE)), GET(BITS))), ...SET(SAME),
      ]),
    ]),
  ];
  const letterOf = (point: Code): Code => i32.loadByte(i32.add(i32.add(i32.of(STARTS_AT), word(OFFSETS_AT, point)), GET(PLACE)));
  /** Else what it has in common with the start of the point before, whose last letter is another one. */
  const noteShared: Code = [
    ...i32.of(0), ...SET(PLACE),
    ...asLongAsHolds(
      i32.and(i32.less(GET(PLACE), GET(LENGTH)), i32.equal(letterOf(i32.sub(GET(POINT), i32.of(1))), letterOf(GET(POINT)))),
      increase(PLACE, i32.of(1)),
    ),
    ...drop(call(NOTE, GET(AT), state(STATE.lastAt), GET(PLACE))),
  ];
  const noteAll: Code = [
    ...here, ...SET(AT), ...i32.of(0), ...SET(SAME), ...i32.of(0), ...SET(IS_FOUND),
    ...noteStart,
    ...where(
      i32.and(i32.isZero(i32.or(GET(IS_FOUND), GET(SKIP))), i32.equal(i32.add(state(STATE.lastPoint), i32.of(1)), GET(POINT))),
      where(GET(POINT), noteShared),
    ),
    ...setState(STATE.lastPoint, choose(i32.of(-2), GET(POINT), GET(SKIP))),
    ...setState(STATE.lastAt, GET(AT)),
  ];
  const writeStart: Code = [
    ...i32.mul(state(STATE.isFirst), i32.of(AFTER_POINT)), ...SET(SKIP),
    ...where(GET(SKIP), [
      ...v128.store(GET(OUT), v128.load(i32.of(HEAD_AT))),
      ...increase(OUT, i32.of(HEAD.length)),
      ...setState(STATE.isFirst, i32.of(0)),
    ]),
    ...i32.add(word(OFFSETS_AT, GET(POINT)), GET(SKIP)), ...SET(FROM),
    ...i32.sub(word(OFFSETS_AT, i32.add(GET(POINT), i32.of(1))), GET(FROM)), ...SET(LENGTH),
    ...where(GET(IS_NOTED), noteAll),
    ...i32.add(i32.of(STARTS_AT), GET(FROM)), ...SET(PLACE),
    ...v128.store(GET(OUT), v128.load(GET(PLACE))), ...v128.store(GET(OUT), v128.load(GET(PLACE), 16), 16),
    ...increase(OUT, GET(LENGTH)),
  ];
  const noteSame: Code = where(GET(SAME), [...call(NOTE, GET(AT), GET(SAME), GET(LENGTH)), ...SET(IS_FOUND)]);
  /** Whole numbers from 1 to 10^15, and zero; `SIZE` is the number. */
  const writeWhole: Code = [
    ...i64.div(GET(SIZE), i64.of(100_000_000)), ...SET(LOW),
    ...i64.store(i32.of(DIGITS_AT), eightDigits(i64.sub(GET(SIZE), i64.mul(GET(LOW), i64.of(100_000_000))), SCRATCH), 16),
    ...i64.store(i32.of(DIGITS_AT), eightDigits(GET(LOW), SCRATCH), 8),
    ...i64.or(GET(SIZE), i64.ofInteger(i64.isZero(GET(SIZE)))), ...SET(SIZE),
    ...sizeOf(SIZE, LENGTH),
    ...v128.store(GET(OUT), v128.load(i32.sub(i32.of(DIGITS_AT + 24), GET(LENGTH)))),
  ];
  const slotOf: Code = i32.shr(
    i32.mul(
      i32.xor(i32.ofLong(GET(BITS)), i32.mul(i32.ofLong(i64.shr(GET(BITS), i64.of(32))), i32.of(0x9e37_79b1 | 0))),
      i32.of(0x85eb_ca6b | 0),
    ),
    i32.of(32 - SLOT_BITS),
  );
  /** Numbers with fractions: from the slot, where they are made if it has another one. */
  const writeFraction: Code = [
    ...i32.add(i32.of(SLOTS_AT), i32.mul(slotOf, i32.of(SLOT_BYTES))), ...SET(SLOT),
    ...where(i64.differ(i64.load(GET(SLOT)), GET(BITS)), [
      ...i64.store(GET(SLOT), GET(BITS)),
      ...i32.store(GET(SLOT), i32.of(0), SLOT_PLACE),
      ...i32.store(GET(SLOT), call(FORMAT, GET(SLOT)), SLOT_LENGTH),
    ]),
    ...i32.load(GET(SLOT), SLOT_LENGTH), ...SET(LENGTH),
    ...v128.store(GET(OUT), v128.load(GET(SLOT), SLOT_TEXT)), ...v128.store(GET(OUT), v128.load(GET(SLOT), SLOT_TEXT + 16), 16),
  ];
  const noteFraction: Code = [
    ...i32.load(GET(SLOT), SLOT_PLACE), ...SET(PLACE),
    ...i32.store(GET(SLOT), i32.add(i32.add(state(STATE.stamp), GET(AT)), i32.of(1)), SLOT_PLACE),
    ...where(i32.and(i32.isZero(GET(IS_FOUND)), i32.more(GET(PLACE), state(STATE.stamp))),
      drop(call(NOTE, GET(AT), i32.sub(i32.sub(GET(PLACE), state(STATE.stamp)), i32.of(1)), GET(LENGTH)))),
  ];
  const size = f64.size(f64.load(i32.add(GET(VALUES), i32.shl(GET(POINT), i32.of(3)))));
  const beginNumber: Code = [...here, ...SET(AT), ...i32.of(0), ...SET(IS_FOUND)];
  return {
    name: 'points',
    parameters: 5,
    hasResult: true,
    locals: [
      [11, TYPE.I32],
      [5, TYPE.I64],
    ],
    body: [
      ...state(STATE.point), ...SET(POINT),
      ...state(STATE.out), ...SET(OUT),
      ...asLongAsHolds(i32.less(GET(POINT), GET(COUNT)), [
        ...bitsAt(GET(VALUES)), ...SET(BITS),
        ...where(i64.differ(GET(BITS), i64.of((BigInt(ABSENT_HI) << 32n) | BigInt(ABSENT_LO))), [
          ...writeStart,
          // Neither NaN nor what is too large is below.
          ...where(i32.isZero(f64.less(size, f64.of(1e15))), leave(0)),
          ...f64.truncatedToLong(size), ...SET(SIZE),
          ...f64.equal(f64.ofLong(GET(SIZE)), size), ...IF,
            // Minus zero is written by others, as are negative numbers that are whole: both are rare.
            ...where(i32.ofLong(i64.shr(GET(BITS), i64.of(63))), leave(0)),
            ...writeWhole,
            ...where(GET(IS_NOTED), [...beginNumber, ...noteSame]),
          ELSE,
            ...where(f64.less(size, f64.of(1e-6)), leave(0)),
            ...writeFraction,
            ...where(GET(IS_NOTED), [...beginNumber, ...noteSame, ...noteFraction]),
          END,
          ...increase(OUT, GET(LENGTH)),
        ]),
        ...nextPoint,
      ]),
      ...leave(1),
      ...i32.of(1),
      END,
    ],
  };
}
