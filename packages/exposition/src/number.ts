import { decodeLossy, encodeUtf8, isDigit } from './bytes.ts';
import { ParseFailure } from './problem.ts';

const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const LOWER_E = 0x65;
const UPPER_E = 0x45;

/** Powers of ten that a float64 holds exactly. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));
/** Below this, one more decimal digit keeps the mantissa an exact integer. */
const MANTISSA_LIMIT = 900_719_925_474_099;

/**
 * The float64 nearest to the decimal number of `bytes[start..end)`, which must be nothing but the number: digits with
 * sign, point and exponent, `Inf` or `NaN` in any case. Hexadecimal numbers and digit separators are not numbers here.
 * @throws ParseFailure where the number is none
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number, expected: string): number {
  let i = start;
  const sign = bytes[i]!;
  const negative = sign === MINUS;
  if (i < end && (negative || sign === PLUS)) i++;
  let mantissa = 0;
  let exponent = 0;
  let digits = 0;
  // An exact mantissa times or divided by an exact power of ten rounds once, hence correctly (Clinger's fast path).
  let exact = true;
  for (; i < end && isDigit(bytes[i]!); i++, digits++) {
    if (mantissa < MANTISSA_LIMIT) mantissa = mantissa * 10 + bytes[i]! - 0x30;
    else exact = false;
  }
  if (i < end && bytes[i] === DOT) {
    for (i++; i < end && isDigit(bytes[i]!); i++, digits++) {
      if (mantissa < MANTISSA_LIMIT) {
        mantissa = mantissa * 10 + bytes[i]! - 0x30;
        exponent--;
      } else exact = false;
    }
  }
  if (digits === 0) return parseWord(bytes, start, end, expected);
  if (i < end && (bytes[i] === LOWER_E || bytes[i] === UPPER_E)) {
    i++;
    const exponentNegative = bytes[i] === MINUS;
    if (i < end && (exponentNegative || bytes[i] === PLUS)) i++;
    if (i >= end || !isDigit(bytes[i]!)) throw new ParseFailure(i, expected);
    let written = 0;
    for (; i < end && isDigit(bytes[i]!); i++) if (written < 10_000) written = written * 10 + bytes[i]! - 0x30;
    exponent += exponentNegative ? -written : written;
  }
  if (i < end) throw new ParseFailure(i, expected);
  if (!exact || exponent < -22 || exponent > 22) return Number(decodeLossy(bytes, start, end));
  const size = exponent < 0 ? mantissa / EXACT_POWERS[-exponent]! : mantissa * EXACT_POWERS[exponent]!;
  return negative ? -size : size;
}

function parseWord(bytes: Uint8Array, start: number, end: number, expected: string): number {
  if (end - start >= 3 && end - start <= 9) {
    switch (decodeLossy(bytes, start, end).toLowerCase()) {
      case 'inf':
      case '+inf':
      case 'infinity':
      case '+infinity':
        return Infinity;
      case '-inf':
      case '-infinity':
        return -Infinity;
      case 'nan':
        return NaN;
      default:
    }
  }
  throw new ParseFailure(start, expected);
}

/** The number that a text spells, or NaN. */
export function numberOfText(text: string): number {
  const bytes = encodeUtf8(text);
  try {
    return parseNumber(bytes, 0, bytes.length, 'a number');
  } catch (error) {
    if (error instanceof ParseFailure) return NaN;
    throw error;
  }
}

/** Unix seconds with a fraction to whole milliseconds: what is finer is cut off, what only looks finer is not. */
export function secondsToMs(seconds: number): number {
  const ms = seconds * 1000;
  const nearest = Math.round(ms);
  // 1.001 * 1000 is 1000.9999999999999.
  const whole = Math.abs(ms - nearest) < 1e-3 ? nearest : Math.trunc(ms);
  return whole === 0 ? 0 : whole;
}
