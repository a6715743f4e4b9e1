import {
  asLongAsHolds,
  choose,
  compile,
  END,
  GET,
  give,
  i32,
  i64,
  increase,
  instantiate,
  moduleBytes,
  SET,
  TYPE,
  where,
  type Code,
  type WasmFunction,
  type WasmMemory,
} from '@binnacle/wasm';
import { bytes, distanceCodes, endOfBlock, lengths, type Codes } from './packing-codes.ts';

/** Writes the content of a block of deflate in the codes of `packing-codes.ts`, in memory of its own. */
export interface PackingModule {
  readonly memory: WasmMemory;
  /**
   * Packs the document from `from` to `end`. Notes of its repetitions, as `KnownRepeats` has them, lie at `starts` and `packed`, up to `startsEnd`.
   * Writes to `out…`, behind `restBits` bits that are there already, at most seven.
   *
   * @returns behind the last byte; 0 where it would not fit before `limit`, behind which are {@link SLACK_BYTES} more
   */
  pack(
    from: number,
    end: number,
    starts: number,
    startsEnd: number,
    packed: number,
    out: number,
    limit: number,
    rest: number,
    restBits: number,
  ): number;
}

/** Where documents may begin: the codes lie below. */
export const DATA_AT = 4096;
/** What may be read behind the end of a document, or written behind that of a result. */
export const SLACK_BYTES = 64;

const BYTES_AT = 0;
const LENGTHS_AT = 1024;
const DISTANCES_AT = 3072;
/** Bits of a code are below this one, how many they are from it on. */
const COUNT_SHIFT = 24;

const compiled = compile(moduleBytes(1, [packFunction()]));

/** A module with its codes; its memory has one page, and grows when it is told to. */
export function makePackingModule(): PackingModule {
  const { memory, call } = instantiate(compiled);
  const words = new Uint32Array(memory.buffer);
  const put = (at: number, codes: Codes): void =>
    codes.bits.forEach((bits, i) => (words[at / 4 + i] = bits | (codes.counts[i]! << COUNT_SHIFT)));
  put(BYTES_AT, bytes);
  put(LENGTHS_AT, lengths);
  put(DISTANCES_AT, distanceCodes);
  return { memory, pack: call('pack') };
}

// prettier-ignore
function packFunction(): WasmFunction {
  const [FROM, DOCUMENT_END, STARTS, STARTS_END, PACKED, OUT, LIMIT, REST, HELD, DOCUMENT, TO, CODE, COUNT, NOTE, EXTRA] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
  ] as const;
  const [HOLD, BITS] = [15, 16] as const;

  const bitsOf = (code: number): Code => i64.ofInteger(i32.and(GET(code), i32.of(2 ** COUNT_SHIFT - 1)));
  const countOf = (code: number): Code => i32.shr(GET(code), i32.of(COUNT_SHIFT));
  /** Puts bits behind those in `BITS`, of which there are `COUNT`. */
  const append = (bits: Code, count: Code): Code =>
    [...i64.or(GET(BITS), i64.shl(bits, i64.ofInteger(GET(COUNT)))), ...SET(BITS), ...increase(COUNT, count)];
  /** Writes the `COUNT` bits in `BITS`, at most 56; fewer than eight stay in `HOLD`. */
  const write: Code = [
    ...i64.or(GET(HOLD), i64.shl(GET(BITS), i64.ofInteger(GET(HELD)))), ...SET(HOLD),
    ...increase(HELD, GET(COUNT)),
    ...i64.store(GET(OUT), GET(HOLD)),
    ...increase(OUT, i32.shr(GET(HELD), i32.of(3))),
    ...i64.shr(GET(HOLD), i64.ofInteger(i32.and(GET(HELD), i32.of(0x78)))), ...SET(HOLD),
    ...i32.and(GET(HELD), i32.of(7)), ...SET(HELD),
  ];
  const beginBits: Code = [...i64.of(0), ...SET(BITS), ...i32.of(0), ...SET(COUNT)];
  /** The code of the byte at an offset, of no bits where the literals have ended: without a branch, which nobody could foresee. */
  const literal = (offset: number): Code => [
    ...i32.and(
      i32.load(i32.shl(i32.loadByte(GET(FROM), offset), i32.of(2)), BYTES_AT),
      i32.sub(i32.of(0), i32.less(i32.add(GET(FROM), i32.of(offset)), GET(TO))),
    ),
    ...SET(CODE),
    ...append(bitsOf(CODE), countOf(CODE)),
  ];
  const literals = asLongAsHolds(i32.less(GET(FROM), GET(TO)), [
    ...beginBits, ...literal(0), ...literal(1), ...literal(2), ...literal(3), ...write,
    ...increase(FROM, i32.of(4)),
  ]);
  /** Distances less one: those below four have a symbol each, then symbols stand for twice as many after every two. */
  const distanceSymbol: Code = [
    // How many bits are written behind the code.
    ...choose(i32.sub(i32.of(30), i32.leadingZeros(GET(NOTE))), i32.of(0), i32.more(GET(NOTE), i32.of(3))), ...SET(EXTRA),
    ...i32.load(
      i32.add(i32.shl(i32.add(i32.shl(GET(EXTRA), i32.of(1)), i32.shr(GET(NOTE), GET(EXTRA))), i32.of(2)), i32.of(DISTANCES_AT)),
    ), ...SET(CODE),
  ];
  const repetition: Code = [
    ...i32.load(GET(PACKED)), ...SET(NOTE),
    ...i32.add(GET(TO), i32.shr(GET(NOTE), i32.of(16))), ...SET(FROM),
    ...beginBits,
    ...i32.load(i32.add(i32.shl(i32.shr(GET(NOTE), i32.of(16)), i32.of(2)), i32.of(LENGTHS_AT))), ...SET(CODE),
    ...append(bitsOf(CODE), countOf(CODE)),
    ...i32.and(GET(NOTE), i32.of(0xffff)), ...SET(NOTE),
    ...distanceSymbol,
    ...append(bitsOf(CODE), countOf(CODE)),
    ...append(i64.ofInteger(i32.and(GET(NOTE), i32.sub(i32.shl(i32.of(1), GET(EXTRA)), i32.of(1)))), GET(EXTRA)),
    ...write,
    ...increase(STARTS, i32.of(4)), ...increase(PACKED, i32.of(4)),
  ];
  const literalsUpTo = (to: Code): Code => [
    ...to, ...SET(TO),
    // Two bytes are enough for the code of one.
    ...where(i32.more(i32.add(GET(OUT), i32.shl(i32.sub(GET(TO), GET(FROM)), i32.of(1))), GET(LIMIT)), give(i32.of(0))),
    ...literals,
  ];
  return {
    name: 'pack',
    parameters: 9,
    hasResult: true,
    locals: [
      [6, TYPE.I32],
      [2, TYPE.I64],
    ],
    body: [
      ...GET(FROM), ...SET(DOCUMENT),
      ...i64.ofInteger(GET(REST)), ...SET(HOLD),
      ...asLongAsHolds(i32.less(GET(STARTS), GET(STARTS_END)), [
        ...literalsUpTo(i32.add(GET(DOCUMENT), i32.load(GET(STARTS)))),
        ...repetition,
      ]),
      ...literalsUpTo(GET(DOCUMENT_END)),
      ...beginBits, ...append(i64.of(endOfBlock.bits), i32.of(endOfBlock.count)), ...write,
      ...i32.add(GET(OUT), i32.shr(i32.add(GET(HELD), i32.of(7)), i32.of(3))),
      END,
    ],
  };
}
