import { ABSENT_HI, ABSENT_LO } from '@binnacle/model';
import {
  asLongAsHolds,
  call,
  choose,
  compile,
  drop,
  END,
  f64,
  GET,
  give,
  i32,
  i64,
  instantiate,
  moduleBytes,
  SET,
  TYPE,
  v128,
  where,
  type Code,
  type WasmFunction,
  type WasmMemory,
  type WasmModule,
} from '@binnacle/wasm';
import { digitsOf, eightDigits, SCALES } from './number-code.ts';

/** Writes the points of series as JSON, in memory of its own. */
export interface PointWriterModule {
  readonly memory: WasmMemory;
  /**
   * Writes points from the one at {@link STATE.point} on behind {@link STATE.out}.
   *
   * @param count    points of the series
   * @param values   where they lie
   * @param before   where those of the series before lie, if it had the same timestamps; else 0
   * @param base     where in the document {@link OUT_AT} is
   * @param isNoted  1 to take note of repetitions, 0 not to
   * @returns 1 when all are written; 0 when {@link STATE.point} is begun, and its number is for somebody else to write
   */
  points(count: number, values: number, before: number, base: number, isNoted: number): number;
  /** What `KnownRepeats.note` says. */
  note(at: number, from: number, length: number): number;
  /** Writes the number of a slot as its text. @returns its length */
  format(slot: number): number;
}

/** Words of memory that both sides know. */
export const STATE = {
  /** How many repetitions are noted, and how many bytes they have. */
  notes: 0,
  noted: 4,
  point: 8,
  out: 12,
  /** 1 before the first point of a series. */
  isFirst: 16,
  /** The last point whose start is whole, and where that begins; -1 for none. */
  lastPoint: 20,
  lastAt: 24,
  /** What is added to places in a document: those of documents before are below. */
  stamp: 28,
} as const;

/** More points of a series than these are written by others. */
export const MAX_POINTS = 12_000;
/** Repetitions of one document. */
export const MAX_NOTES = 1 << 18;
const SLOT_BITS = 13;
export const SLOTS: number = 1 << SLOT_BITS;
/** A number, where it was written last, its length, and its text: at most 25 letters. */
export const SLOT_BYTES = 48;
const SLOT_PLACE = 8;
const SLOT_LENGTH = 12;
const SLOT_TEXT = 16;

const HEAD_AT = 64;
const POWERS_AT = 96;
const SCALES_AT = 256;
const DIGITS_AT = 512;
const TEXT_AT = 640;
/** By point, and behind the last: where its start begins in {@link STARTS_AT}. */
export const OFFSETS_AT = 1024;
/** By point: where its start ends in a series before, doubled, plus 1 where it is whole; 0 for nowhere. */
export const ENDS_AT: number = after(OFFSETS_AT, 4 * (MAX_POINTS + 1));
/** `"],[1435781430.781,"` of each point: at most 32 bytes. */
export const STARTS_AT: number = after(ENDS_AT, 4 * MAX_POINTS);
export const VALUES_AT: readonly [number, number] = [
  after(STARTS_AT, 32 * (MAX_POINTS + 1)),
  after(after(STARTS_AT, 32 * (MAX_POINTS + 1)), 8 * MAX_POINTS),
];
export const SLOTS_AT: number = after(VALUES_AT[1], 8 * MAX_POINTS);
/** See `KnownRepeats`. */
export const NOTE_STARTS_AT: number = after(SLOTS_AT, SLOTS * SLOT_BYTES);
export const NOTE_PACKED_AT: number = after(NOTE_STARTS_AT, 4 * MAX_NOTES);
export const OUT_AT: number = after(NOTE_PACKED_AT, 4 * MAX_NOTES);
const PAGES = Math.ceil(after(OUT_AT, 64 * (MAX_POINTS + 1)) / 65_536);

function after(at: number, bytes: number): number {
  return Math.ceil((at + bytes) / 64) * 64;
}

const HEAD = ',"values":[';
/** `"],` of the point before, which the first one does not have. */
const AFTER_POINT = 3;
/** The longest repetition, and the farthest, that deflate can say; and the shortest that pays: it costs some twenty bits, which is what five digits take. */
const LONGEST = 258;
const FARTHEST = 32_768;
const LEAST_LENGTH = 5;

const NOTE = 0;
const FORMAT = 1;
const IF = [0x04, 0x40];
const ELSE = 0x05;

let compiled: WasmModule | undefined;

/** A module of its own memory, of which it takes what has been written to. */
export function makePointWriterModule(): PointWriterModule {
  compiled ??= compile(moduleBytes(PAGES, [noteFunction(), formatFunction(), pointsFunction()]));
  const { memory, call: named } = instantiate(compiled);
  const bytes = new Uint8Array(memory.buffer);
  const longs = new BigUint64Array(memory.buffer);
  for (let i = 0; i < HEAD.length; i++) bytes[HEAD_AT + i] = HEAD.charCodeAt(i);
  for (let i = 0; i < 18; i++) longs[POWERS_AT / 8 + i] = 10n ** BigInt(i);
  longs.set(SCALES, SCALES_AT / 8);
  // Zeros in front of the first digit.
  bytes.fill(0x30, DIGITS_AT, DIGITS_AT + 8);
  return { memory, points: named('points'), note: named('note'), format: named('format') };
}

const state = (word: number): Code => i32.load(i32.of(word));
const setState = (word: number, value: Code): Code => i32.store(i32.of(word), value);
const increase = (local: number, by: Code): Code => [...i32.add(GET(local), by), ...SET(local)];

// prettier-ignore
function noteFunction(): WasmFunction {
  const [AT, FROM, LENGTH, NOTES, DISTANCE, PACKED, BEFORE] = [0, 1, 2, 3, 4, 5, 6];
  const place = (base: number, of: Code): Code => i32.add(i32.of(base), i32.shl(of, i32.of(2)));
  const last: Code = i32.sub(GET(NOTES), i32.of(1));
  const countBytes: Code = setState(STATE.noted, i32.add(state(STATE.noted), GET(LENGTH)));
  return {
    name: 'note',
    parameters: 3,
    hasResult: true,
    locals: [[4, TYPE.I32]],
    body: [
      ...i32.sub(GET(AT), GET(FROM)), ...SET(DISTANCE),
      ...where(i32.more(GET(DISTANCE), i32.of(FARTHEST)), give(i32.of(0))),
      ...state(STATE.notes), ...SET(NOTES),
      // One that goes on where the last one ends is part of it.
      ...where(GET(NOTES), [
        ...i32.load(place(NOTE_PACKED_AT, last)), ...SET(PACKED),
        ...i32.shr(GET(PACKED), i32.of(16)), ...SET(BEFORE),
        ...where(
          i32.and(
            i32.and(
              i32.equal(i32.add(i32.load(place(NOTE_STARTS_AT, last)), GET(BEFORE)), GET(AT)),
              i32.equal(i32.and(GET(PACKED), i32.of(0xffff)), i32.sub(GET(DISTANCE), i32.of(1))),
            ),
            i32.atMost(i32.add(GET(BEFORE), GET(LENGTH)), i32.of(LONGEST)),
          ),
          [
            ...i32.store(place(NOTE_PACKED_AT, last), i32.add(GET(PACKED), i32.shl(GET(LENGTH), i32.of(16)))),
            ...countBytes,
            ...give(i32.of(1)),
          ],
        ),
      ]),
      ...where(
        i32.or(i32.or(i32.less(GET(LENGTH), i32.of(LEAST_LENGTH)), i32.more(GET(LENGTH), i32.of(LONGEST))), i32.atLeast(GET(NOTES), i32.of(MAX_NOTES))),
        give(i32.of(0)),
      ),
      ...i32.store(place(NOTE_STARTS_AT, GET(NOTES)), GET(AT)),
      ...i32.store(place(NOTE_PACKED_AT, GET(NOTES)), i32.or(i32.shl(GET(LENGTH), i32.of(16)), i32.sub(GET(DISTANCE), i32.of(1)))),
      ...setState(STATE.notes, i32.add(GET(NOTES), i32.of(1))),
      ...countBytes,
      ...i32.of(1),
      END,
    ],
  };
}

/** How many digits a number has, above 0 and below 10^17: roughly from its bits, less one where that is too much. */
// prettier-ignore
function sizeOf(number: number, into: number): Code {
  const roughly: Code = i32.shr(i32.mul(i32.sub(i32.of(64), i32.ofLong(i64.leadingZeros(GET(number)))), i32.of(1233)), i32.of(12));
  return [
    ...roughly, ...SET(into),
    ...i32.add(GET(into), i64.atLeast(GET(number), i64.load(i32.add(i32.of(POWERS_AT), i32.shl(GET(into), i32.of(3)))))), ...SET(into),
  ];
}

/** Numbers that are not whole, from 1e-6 to 1e15. */
// prettier-ignore
function formatFunction(): WasmFunction {
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

// prettier-ignore
function pointsFunction(): WasmFunction {
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
