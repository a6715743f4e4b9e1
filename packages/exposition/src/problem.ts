import { decodeLossy, NEWLINE, SPACE } from './bytes.ts';

const LESS = 0x3c;
const GREATER = 0x3e;

/** Why an exposition could not be read. Positions are of the whole input, also when it came in pieces. */
export interface ExpositionProblem {
  /** From 1. In the protobuf format, the number of the message. */
  readonly line: number;
  /** Byte within the line, from 1. In the protobuf format, byte of the message. */
  readonly column: number;
  readonly expected: string;
  readonly got: string;
  /** One sentence with all of the above. */
  readonly message: string;
}

/** Thrown inside this package at the byte that did not fit; parsers turn it into an {@link ExpositionProblem}. */
export class ParseFailure extends Error {
  readonly offset: number;
  readonly expected: string;
  readonly got: string | undefined;

  constructor(offset: number, expected: string, got?: string) {
    super(`expected ${expected}`);
    this.name = 'ParseFailure';
    this.offset = offset;
    this.expected = expected;
    this.got = got;
  }
}

/** Thrown where a construct goes on beyond the bytes that have arrived. */
export const MORE_BYTES_NEEDED: unique symbol = Symbol('more bytes needed');

export function problemAt(line: number, column: number, expected: string, got: string): ExpositionProblem {
  return { line, column, expected, got, message: `line ${line}, column ${column}: expected ${expected}, got ${got}` };
}

/** Says what stands at `offset`: the rest of a word, kept short, or the end of the line or of the input. */
export function describeByte(bytes: Uint8Array, offset: number, end: number): string {
  const byte = bytes[offset];
  if (offset >= end || byte === undefined) return 'end of input';
  if (byte === NEWLINE) return 'end of line';
  const limit = Math.min(end, offset + 24);
  let stop = offset + 1;
  if (byte === LESS) {
    // A tag tells at once that this is a page.
    while (stop < limit && bytes[stop] !== NEWLINE && bytes[stop - 1] !== GREATER) stop++;
  } else if (byte > SPACE) {
    while (stop < limit && isWordByte(bytes[stop]!)) stop++;
  }
  // Do not cut a character in two.
  while (stop < Math.min(end, limit + 3) && (bytes[stop]! & 0xc0) === 0x80) stop++;
  return JSON.stringify(decodeLossy(bytes, offset, stop));
}

const isWordByte = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f;
