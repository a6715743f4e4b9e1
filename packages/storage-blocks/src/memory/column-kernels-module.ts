import {
  compile,
  END,
  GET,
  I32,
  increase,
  instantiate,
  moduleBytes,
  SET,
  TEE,
  TYPE,
  unsigned,
  until,
  type WasmFunction,
  type WasmMemory,
  type WasmModule,
} from '@binnacle/wasm';
import { decodeDeltas, decodeXor } from './decode-functions.ts';

/**
 * Functions of WebAssembly that do with two numbers at a time what JavaScript does with one. They reach what lies in the memory of
 * their module only: offsets and sizes are in bytes, counts in numbers.
 */
export interface ColumnKernelsModule {
  readonly memory: WasmMemory;
  /** Adds `count` integers of 32 bits to as many doubles. */
  addIntegers(from: number, into: number, count: number): void;
  /** Adds `count` doubles to as many doubles. */
  addDoubles(from: number, into: number, count: number): void;
  /**
   * Copies `count` doubles, bit for bit, from places `stride` bytes apart to neighbouring ones, which may be the same places.
   * @returns {@link IS_WHOLE} and {@link DESCENDS}; what is the largest magnitude of whole numbers goes to {@link SIZE_AT}
   */
  gather(from: number, stride: number, into: number, count: number): number;
  /** See `decode-functions.ts`. */
  decodeDeltas(from: number, count: number, into: number, isSecond: number): number;
  decodeXor(from: number, count: number, into: number): number;
}

/** Where `gather` leaves the largest magnitude. */
export const SIZE_AT = 0;
/** All numbers are whole. */
export const IS_WHOLE = 1;
/** A number is less than the one before. */
export const DESCENDS = 2;

/** What was compiled stays compiled when a thread drops its memory and makes another. */
const compiled = new Map<number, WasmModule>();

export function loadColumnKernels(pages: number): ColumnKernelsModule {
  const functions = [addIntegers, addDoubles, gather, decodeDeltas, decodeXor];
  const module = compiled.get(pages) ?? compile(moduleBytes(pages, functions));
  compiled.set(pages, module);
  const { memory, call } = instantiate(module);
  return {
    memory,
    addIntegers: call('addIntegers'),
    addDoubles: call('addDoubles'),
    gather: call('gather'),
    decodeDeltas: call('decodeDeltas'),
    decodeXor: call('decodeXor'),
  };
}

const vectorOp = (code: number, ...immediates: readonly number[]): number[] => [0xfd, ...unsigned(code), ...immediates];
/** Nothing is said about alignment. */
const at = (offset: number): number[] => [0, ...unsigned(offset)];
const bytesFrom = (first: number): number[] => Array.from({ length: 16 }, (_, i) => first + i);

const OP = {
  ADD: [0x6a],
  AND: [0x71],
  SHL: [0x74],
  OR: [0x72],
  IS_ZERO: [0x45],
  AT_LEAST: [0x4f],
  LOAD_INTEGER: [0x28, ...at(0)],
  LOAD_DOUBLE: [0x2b, ...at(0)],
  STORE_DOUBLE: [0x39, ...at(0)],
  ADD_DOUBLE: [0xa0],
  MAX_DOUBLE: [0xa5],
  TO_DOUBLE: [0xb7],
  LOAD: (offset: number) => vectorOp(0x00, ...at(offset)),
  LOAD_SAME: vectorOp(0x0a, ...at(0)),
  LOAD_FIRST: vectorOp(0x5d, ...at(0)),
  LOAD_SECOND: vectorOp(0x57, ...at(0), 1),
  STORE: (offset: number) => vectorOp(0x0b, ...at(offset)),
  STORE_FIRST: vectorOp(0x5b, ...at(0), 0),
  ZERO: vectorOp(0x0c, ...Array.from({ length: 16 }, () => 0)),
  /** The sixteen bytes from `first` on of two vectors. */
  BYTES_FROM: (first: number) => vectorOp(0x0d, ...bytesFrom(first)),
  LANE: (lane: number) => vectorOp(0x21, lane),
  NOT_EQUAL: vectorOp(0x48),
  LESS: vectorOp(0x49),
  EITHER: vectorOp(0x50),
  ANY: vectorOp(0x53),
  FLOOR: vectorOp(0x75),
  ABS: vectorOp(0xec),
  SUM: vectorOp(0xf0),
  DIFFERENCE: vectorOp(0xf1),
  LARGER: vectorOp(0xf7),
  DOUBLES: vectorOp(0xfe),
} as const;

/** `position + (count & mask) << shift`, to `end`. */
const endOf = (end: number, position: number, count: number, mask: number, shift: number): number[] =>
  // prettier-ignore
  [...GET(position), ...GET(count), ...I32(mask), ...OP.AND, ...I32(shift), ...OP.SHL, ...OP.ADD, ...SET(end)];

/** Parameters of the functions that add, and a local. */
const [FROM, INTO, COUNT, END_AT] = [0, 1, 2, 3];

const sumTo = (offset: number, numbers: readonly number[]): number[] =>
  // prettier-ignore
  [...GET(INTO), ...GET(INTO), ...OP.LOAD(offset), ...numbers, ...OP.SUM, ...OP.STORE(offset)];
const sumOne = (number: readonly number[]): number[] =>
  // prettier-ignore
  [...GET(INTO), ...GET(INTO), ...OP.LOAD_DOUBLE, ...number, ...OP.ADD_DOUBLE, ...OP.STORE_DOUBLE];

const INTEGERS = 4;
const addIntegers: WasmFunction = {
  name: 'addIntegers',
  parameters: 3,
  hasResult: false,
  locals: [
    [1, TYPE.I32],
    [1, TYPE.V128],
  ],
  // prettier-ignore
  body: [
    ...endOf(END_AT, FROM, COUNT, -4, 2),
    ...until(FROM, END_AT, [
      ...sumTo(0, [...GET(FROM), ...OP.LOAD(0), ...TEE(INTEGERS), ...OP.DOUBLES]),
      ...sumTo(16, [...GET(INTEGERS), ...GET(INTEGERS), ...OP.BYTES_FROM(8), ...OP.DOUBLES]),
      ...increase(FROM, I32(16)), ...increase(INTO, I32(32)),
    ]),
    ...endOf(END_AT, FROM, COUNT, 3, 2),
    ...until(FROM, END_AT, [
      ...sumOne([...GET(FROM), ...OP.LOAD_INTEGER, ...OP.TO_DOUBLE]),
      ...increase(FROM, I32(4)), ...increase(INTO, I32(8)),
    ]),
    END,
  ],
};

const addDoubles: WasmFunction = {
  name: 'addDoubles',
  parameters: 3,
  hasResult: false,
  locals: [[1, TYPE.I32]],
  // prettier-ignore
  body: [
    ...endOf(END_AT, FROM, COUNT, -4, 3),
    ...until(FROM, END_AT, [
      ...sumTo(0, [...GET(FROM), ...OP.LOAD(0)]),
      ...sumTo(16, [...GET(FROM), ...OP.LOAD(16)]),
      ...increase(FROM, I32(32)), ...increase(INTO, I32(32)),
    ]),
    ...endOf(END_AT, FROM, COUNT, 3, 3),
    ...until(FROM, END_AT, [
      ...sumOne([...GET(FROM), ...OP.LOAD_DOUBLE]),
      ...increase(FROM, I32(8)), ...increase(INTO, I32(8)),
    ]),
    END,
  ],
};

/** Parameters and locals of `gather`. */
const [SOURCE, STRIDE, TARGET, NUMBERS, STOP, PAIR, BEFORE, BROKEN, DROPS, SIZE] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Takes note of the two numbers in `PAIR`. */
const notePair: readonly number[] =
  // prettier-ignore
  [
    // What is not finite leaves a NaN, which is not zero either.
    ...GET(BROKEN), ...GET(PAIR), ...GET(PAIR), ...OP.FLOOR, ...OP.DIFFERENCE, ...OP.ZERO, ...OP.NOT_EQUAL, ...OP.EITHER, ...SET(BROKEN),
    ...GET(DROPS), ...GET(PAIR), ...GET(BEFORE), ...GET(PAIR), ...OP.BYTES_FROM(8), ...OP.LESS, ...OP.EITHER, ...SET(DROPS),
    ...GET(SIZE), ...GET(PAIR), ...OP.ABS, ...OP.LARGER, ...SET(SIZE),
    ...GET(PAIR), ...SET(BEFORE),
  ];

const gather: WasmFunction = {
  name: 'gather',
  parameters: 4,
  hasResult: true,
  locals: [
    [1, TYPE.I32],
    [5, TYPE.V128],
  ],
  // prettier-ignore
  body: [
    // Nothing is less than the first.
    ...GET(SOURCE), ...OP.LOAD_SAME, ...SET(BEFORE),
    ...endOf(STOP, TARGET, NUMBERS, -2, 3),
    ...until(TARGET, STOP, [
      ...GET(TARGET),
      ...GET(SOURCE), ...GET(STRIDE), ...OP.ADD,
      ...GET(SOURCE), ...OP.LOAD_FIRST, ...OP.LOAD_SECOND, ...TEE(PAIR), ...OP.STORE(0),
      ...notePair,
      ...increase(SOURCE, [...GET(STRIDE), ...I32(1), ...OP.SHL]), ...increase(TARGET, I32(16)),
    ]),
    ...endOf(STOP, TARGET, NUMBERS, 1, 3),
    ...until(TARGET, STOP, [
      ...GET(TARGET), ...GET(SOURCE), ...OP.LOAD_SAME, ...TEE(PAIR), ...OP.STORE_FIRST,
      ...notePair,
      ...increase(TARGET, I32(8)),
    ]),
    ...I32(SIZE_AT), ...GET(SIZE), ...OP.LANE(0), ...GET(SIZE), ...OP.LANE(1), ...OP.MAX_DOUBLE, ...OP.STORE_DOUBLE,
    ...GET(BROKEN), ...OP.ANY, ...OP.IS_ZERO,
    ...GET(DROPS), ...OP.ANY, ...I32(1), ...OP.SHL, ...OP.OR,
    END,
  ],
};
