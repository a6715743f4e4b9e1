import { asLongAs, END, GET, I32, I64, increase, SET, TEE, TYPE, until, when, type WasmFunction } from '@binnacle/wasm';

/** Where `decodeDeltas` finds what numbers are divided by. */
export const DIVISOR_AT = 8;

/** Nothing is said about alignment; no offset. */
const HERE = [0, 0];
const OP = {
  LOAD_BYTE: [0x2d, ...HERE],
  LOAD_TWO_BYTES: [0x2f, ...HERE],
  LOAD_DOUBLE: [0x2b, ...HERE],
  STORE_DOUBLE: [0x39, ...HERE],
  LOAD_LONG: [0x29, ...HERE],
  STORE_LONG: [0x37, ...HERE],
  ADD: 0x6a,
  SUBTRACT: 0x6b,
  AND: 0x71,
  OR: 0x72,
  XOR: 0x73,
  SHL: 0x74,
  SHR: 0x76,
  SAME: 0x46,
  MORE: 0x4a,
  LESS: 0x48,
  LONG_ADD: 0x7c,
  LONG_SUBTRACT: 0x7d,
  LONG_AND: 0x83,
  LONG_OR: 0x84,
  LONG_XOR: 0x85,
  LONG_SHL: 0x86,
  LONG_SHR: 0x88,
  LONG_OF: 0xac,
  LONG_OF_UNSIGNED: 0xad,
  DOUBLE_OF_LONG: 0xb9,
  DIVIDE: 0xa3,
} as const;

/** Parameters of `decodeDeltas`, and its locals. */
const [FROM, COUNT, INTO, IS_SECOND, BYTES, VALUE, STOP, SHIFT, SUM, DIFFERENCE, CHANGE, KEEP, KEEP_NEXT, DIVISOR] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
];

/** Whether the first of two bytes has more behind it: 1 or 0. */
const hasMore: readonly number[] = [...GET(BYTES), ...I32(7), OP.SHR, ...I32(1), OP.AND];

/**
 * Running sums of zigzag varints from `from` on, each divided by the double at {@link DIVISOR_AT}, as doubles to `into…`; with `isSecond` of differences of
 * differences, of which the first is the number itself. The same as `ByteReader.deltas` and `secondDeltas`.
 *
 * Returns where the bytes end that were read: whoever calls compares that with where they should.
 */
export const decodeDeltas: WasmFunction = {
  name: 'decodeDeltas',
  parameters: 4,
  hasResult: true,
  locals: [
    [4, TYPE.I32],
    [5, TYPE.I64],
    [1, TYPE.F64],
  ],
  // prettier-ignore
  body: [
    ...I32(DIVISOR_AT), ...OP.LOAD_DOUBLE, ...SET(DIVISOR),
    ...GET(INTO), ...GET(COUNT), ...I32(3), OP.SHL, OP.ADD, ...SET(STOP),
    ...until(INTO, STOP, [
      ...when([...GET(FROM), ...OP.LOAD_TWO_BYTES, ...TEE(BYTES), ...I32(0x8080), OP.AND, ...I32(0x8080), OP.SAME],
        [
          ...I64(0), ...SET(CHANGE), ...I32(0), ...SET(SHIFT),
          ...asLongAs([
            ...GET(CHANGE),
            ...GET(FROM), ...OP.LOAD_BYTE, ...TEE(BYTES), ...I32(0x7f), OP.AND, OP.LONG_OF_UNSIGNED, ...GET(SHIFT), OP.LONG_OF_UNSIGNED, OP.LONG_SHL,
            OP.LONG_OR, ...SET(CHANGE),
            ...increase(FROM, I32(1)), ...increase(SHIFT, I32(7)),
            // Ten bytes at most, whatever they are.
            ...GET(BYTES), ...I32(7), OP.SHR, ...GET(SHIFT), ...I32(64), OP.LESS, OP.AND,
          ]),
          ...GET(CHANGE), ...I64(1), OP.LONG_SHR, ...I64(0), ...GET(CHANGE), ...I64(1), OP.LONG_AND, OP.LONG_SUBTRACT, OP.LONG_XOR, ...SET(CHANGE),
        ],
        // One or two bytes, without a branch between them, which the processor could not foresee.
        [
          ...GET(BYTES), ...I32(0x7f), OP.AND,
          ...GET(BYTES), ...I32(1), OP.SHR, ...I32(0x3f80), OP.AND, ...I32(0), ...hasMore, OP.SUBTRACT, OP.AND,
          OP.OR, ...SET(VALUE),
          ...increase(FROM, [...hasMore, ...I32(1), OP.ADD]),
          ...GET(VALUE), ...I32(1), OP.SHR, ...I32(0), ...GET(VALUE), ...I32(1), OP.AND, OP.SUBTRACT, OP.XOR, OP.LONG_OF, ...SET(CHANGE),
        ],
      ),
      // Differences are kept from the third number on, if they are added up at all.
      ...GET(SUM), ...GET(DIFFERENCE), ...GET(KEEP), OP.LONG_AND, ...GET(CHANGE), OP.LONG_ADD, ...TEE(DIFFERENCE), OP.LONG_ADD, ...SET(SUM),
      ...GET(KEEP_NEXT), ...SET(KEEP),
      ...I64(0), ...GET(IS_SECOND), OP.LONG_OF, OP.LONG_SUBTRACT, ...SET(KEEP_NEXT),
      ...GET(INTO), ...GET(SUM), OP.DOUBLE_OF_LONG, ...GET(DIVISOR), OP.DIVIDE, ...OP.STORE_DOUBLE,
      ...increase(INTO, I32(8)),
    ]),
    ...GET(FROM),
    END,
  ],
};

/** Parameters of `decodeXor`, and its locals. */
const [SOURCE, NUMBERS, TARGET, TARGET_END, HEAD, SIZE, BITS] = [0, 1, 2, 3, 4, 5, 6];

/**
 * Numbers as the bits in which each differs from the one before, to `into…`, bit for bit: a byte that says how many bytes of zeros lead and
 * follow, then those between. Returns where they end.
 */
export const decodeXor: WasmFunction = {
  name: 'decodeXor',
  parameters: 3,
  hasResult: true,
  locals: [
    [3, TYPE.I32],
    [1, TYPE.I64],
  ],
  // prettier-ignore
  body: [
    ...GET(TARGET), ...GET(NUMBERS), ...I32(3), OP.SHL, OP.ADD, ...SET(TARGET_END),
    ...until(TARGET, TARGET_END, [
      ...GET(SOURCE), ...OP.LOAD_BYTE, ...SET(HEAD),
      ...increase(SOURCE, I32(1)),
      ...I32(8), ...GET(HEAD), ...I32(4), OP.SHR, OP.SUBTRACT, ...GET(HEAD), ...I32(15), OP.AND, ...TEE(HEAD), OP.SUBTRACT, ...SET(SIZE),
      ...when([...GET(SIZE), ...I32(0), OP.MORE],
        [
          ...GET(SOURCE), ...OP.LOAD_LONG,
          ...I64(-1), ...I32(8), ...GET(SIZE), OP.SUBTRACT, ...I32(3), OP.SHL, OP.LONG_OF_UNSIGNED, OP.LONG_SHR, OP.LONG_AND,
          ...GET(HEAD), ...I32(3), OP.SHL, OP.LONG_OF_UNSIGNED, OP.LONG_SHL,
          ...GET(BITS), OP.LONG_XOR, ...SET(BITS),
          ...increase(SOURCE, GET(SIZE)),
        ],
        [],
      ),
      ...GET(TARGET), ...GET(BITS), ...OP.STORE_LONG,
      ...increase(TARGET, I32(8)),
    ]),
    ...GET(SOURCE),
    END,
  ],
};
