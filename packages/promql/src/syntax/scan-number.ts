import { isAlphaNumeric, isDigit } from './characters.ts';

export interface ScannedNumber {
  readonly type: 'number' | 'duration' | 'bad';
  /** Offset after the last character; for a bad one, after the character that did not fit. */
  readonly end: number;
}

/** Finds where the number or duration that begins at `start` (with a digit, or a dot and a digit) ends. */
export function scanNumberOrDuration(text: string, start: number): ScannedNumber {
  const number = scanNumber(text, start);
  if (number.ok) return { type: 'number', end: number.end };
  return scanDuration(text, number.end);
}

/**
 * Digits with underscores between them, one dot, one exponent; hexadecimal after `0x`. It accepts a little more than
 * `parseNumber` does, and then reports that reason instead.
 */
function scanNumber(text: string, start: number): { readonly ok: boolean; readonly end: number } {
  let at = start;
  let hexadecimal = false;
  if (text[at] === '0') {
    at++;
    if (text[at] === 'x' || text[at] === 'X') {
      hexadecimal = true;
      at++;
      if (text[at] === '_') at++;
    }
  }
  const inDigits = (c: string | undefined): boolean =>
    isDigit(c) || (hexadecimal && c !== undefined && /^[a-fA-F]$/.test(c));
  if (text[at] === '.') at++;
  let dots = 0;
  let exponents = 0;
  for (;;) {
    const c = text[at];
    if (inDigits(c)) at++;
    else if (c === '.') {
      at++;
      if (dots++ > 0 || hexadecimal) return { ok: false, end: at };
      if (text[at] === '_' || text[at] === '.') return { ok: false, end: at + 1 };
    } else if (c === 'e' || c === 'E') {
      at++;
      if (exponents++ > 0) return { ok: false, end: at };
      if (text[at] === '+' || text[at] === '-') at++;
      if (at >= text.length) return { ok: false, end: at };
      if (/[._eE]/.test(text[at]!)) return { ok: false, end: at + 1 };
    } else if (c === '_') {
      at++;
      if (at >= text.length) return { ok: false, end: at };
      if (/[._eE]/.test(text[at]!)) return { ok: false, end: at + 1 };
    } else break;
  }
  return { ok: !isAlphaNumeric(text[at]), end: at };
}

/** The rest of a duration, from its first unit on. Order and spelling of the units are left to `parseDuration`. */
function scanDuration(text: string, firstUnit: number): ScannedNumber {
  let at = firstUnit;
  for (let units = 'smhdwy'; ; units = 'smhdw') {
    const unit = text[at];
    if (unit === undefined || !units.includes(unit)) return { type: 'bad', end: at };
    at++;
    if (text[at] === 's') at++;
    if (!isDigit(text[at])) break;
    while (isDigit(text[at])) at++;
  }
  if (isAlphaNumeric(text[at])) return { type: 'bad', end: at + 1 };
  return { type: 'duration', end: at };
}
