import type { KnownRepeats } from './known-repeats.ts';
import { numberText } from './number-text.ts';

const QUOTE = 0x22;
const DIGIT_0 = 0x30;
const DOT = 0x2e;
const MINUS = 0x2d;
const BACKSLASH = 0x5c;
const LESS = 0x3c;
const GREATER = 0x3e;
const AMPERSAND = 0x26;

/** The longest repetition that compressors take. */
const LONGEST_LIKE = 258;

const encoder = new TextEncoder();

/** Escapes in a JSON document what Go's encoder escapes beyond what JSON asks for: `<`, `>`, `&`, U+2028 and U+2029. */
export const escapeForHtml = (json: string): string =>
  json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const viewOf = (bytes: Uint8Array<ArrayBuffer>): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A JSON document under way, as UTF-8 bytes in an array that grows. */
export class JsonBytes {
  private buffer: Uint8Array<ArrayBuffer>;
  private view: DataView;
  private length = 0;
  /** Takes note of what is written again; undefined when nobody wants to know. */
  readonly repeats: KnownRepeats | undefined;

  /** @param room where it is written as long as there is room; whatever it holds is lost */
  constructor(room: Uint8Array<ArrayBuffer> = new Uint8Array(64 * 1024), repeats?: KnownRepeats) {
    this.buffer = room;
    this.view = viewOf(room);
    this.repeats = repeats;
    repeats?.begin();
  }

  /** Where the next byte goes. */
  get at(): number {
    return this.length;
  }

  /** All there is room for now: for the next document, when this one is not needed any more. */
  get room(): Uint8Array<ArrayBuffer> {
    return this.buffer;
  }

  /** The bytes written so far; a view, valid until the next write. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.length);
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(2 * this.buffer.length, this.length + more));
    grown.set(this.bytes());
    this.buffer = grown;
    this.view = viewOf(grown);
  }

  /** Text that stands in the document as it is. */
  add(text: string): void {
    const bytes = encoder.encode(text);
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Text of ASCII characters that stands in the document as it is. */
  raw(ascii: string): void {
    this.reserve(ascii.length);
    for (let i = 0; i < ascii.length; i++) this.buffer[this.length++] = ascii.charCodeAt(i);
  }

  /** A string literal; letters that HTML gives a meaning are escaped too, as Go's encoder does. */
  text(text: string): void {
    this.literal(text, true);
  }

  /** A name or value of a label: Prometheus writes those itself, and leaves `<`, `>`, `&` and U+2028 as they are. */
  label(text: string): void {
    this.literal(text, false);
  }

  private literal(text: string, forHtml: boolean): void {
    this.reserve(text.length + 2);
    const start = this.length;
    this.buffer[this.length++] = QUOTE;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const plain = unit >= 0x20 && unit <= 0x7e && unit !== QUOTE && unit !== BACKSLASH;
      if (!plain || (forHtml && (unit === LESS || unit === GREATER || unit === AMPERSAND))) {
        this.length = start;
        this.escaped(text, forHtml);
        return;
      }
      this.buffer[this.length++] = unit;
    }
    this.buffer[this.length++] = QUOTE;
  }

  private escaped(text: string, forHtml: boolean): void {
    const json = JSON.stringify(text.toWellFormed());
    const encoded = encoder.encode(forHtml ? escapeForHtml(json) : json);
    this.reserve(encoded.length);
    this.buffer.set(encoded, this.length);
    this.length += encoded.length;
  }

  /** A number without quotes, in the notation of Prometheus: plain from 1e-6 to 1e21, else like `1e-07`. */
  number(value: number): void {
    // Most values are whole and small: counts, and rates of nothing.
    if (Number.isInteger(value) && value >= 0 && value < 1e15 && !Object.is(value, -0)) {
      this.reserve(16);
      this.digits(value);
    } else this.raw(numberText(value));
  }

  /** Takes note of what the text from `at` on, to what was written last, has in common with that from `from` on, between quotes. */
  noteTextLike(at: number, from: number): void {
    const { buffer, length: end, repeats } = this;
    if (repeats === undefined) return;
    const start = at;
    for (let [to, by] = [at, from]; to < end && by < start;) {
      let same = 0;
      while (to + same < end && by + same < start && same < LONGEST_LIKE && buffer[to + same] === buffer[by + same])
        same++;
      if (same > 0) repeats.note(to, by, same);
      to += same;
      by += same;
      if (same === LONGEST_LIKE) continue;
      while (to < end && buffer[to++] !== QUOTE);
      while (by < start && buffer[by++] !== QUOTE);
    }
  }

  /** A part of some UTF-8 that stands in the document as it is. */
  copyBytes(text: Uint8Array, from: number, length: number): void {
    this.reserve(length);
    this.buffer.set(text.subarray(from, from + length), this.length);
    this.length += length;
  }

  /** Milliseconds as seconds, with three decimals unless they are all zero. */
  timestamp(milliseconds: number): void {
    this.reserve(24);
    let rest = milliseconds;
    if (rest < 0) {
      this.buffer[this.length++] = MINUS;
      rest = -rest;
    }
    const seconds = Math.floor(rest / 1000);
    const fraction = rest - seconds * 1000;
    this.digits(seconds);
    if (fraction === 0) return;
    this.buffer[this.length++] = DOT;
    this.buffer[this.length++] = DIGIT_0 + Math.floor(fraction / 100);
    this.buffer[this.length++] = DIGIT_0 + (Math.floor(fraction / 10) % 10);
    this.buffer[this.length++] = DIGIT_0 + (fraction % 10);
  }

  /** A whole number from 0 to 10^15. */
  private digits(value: number): void {
    // Divisions of integers of 32 bits are several times faster than those of doubles.
    if (value < BILLION) {
      this.integer(value, sizeOf(value));
      return;
    }
    const high = Math.floor(value / BILLION);
    this.integer(high, sizeOf(high));
    this.integer(value - high * BILLION, 9);
  }

  /** The last `size` digits of a whole number below 10^9, two at a time from behind. */
  private integer(value: number, size: number): void {
    const { buffer, view } = this;
    const start = this.length;
    let at = start + size;
    this.length = at;
    let rest = value | 0;
    for (; at - start >= 2; at -= 2) {
      const next = (rest / 100) | 0;
      view.setUint16(at - 2, PAIRS[rest - next * 100]!);
      rest = next;
    }
    if (at > start) buffer[start] = DIGIT_0 + (rest % 10);
  }
}

const BILLION = 1e9;
/** The two digits of 0 to 99, the first in the higher byte. */
const PAIRS = Uint16Array.from({ length: 100 }, (_, i) => ((DIGIT_0 + ((i / 10) | 0)) << 8) | (DIGIT_0 + (i % 10)));

/** How many digits a whole number below 10^9 has. */
function sizeOf(value: number): number {
  let size = 1;
  for (let limit = 10; limit <= value; limit *= 10) size++;
  return size;
}
