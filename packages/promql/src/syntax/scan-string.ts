import { characterAt } from './characters.ts';
import { quoteCharacter } from './quote.ts';

export type ScannedString =
  | { readonly ok: true; readonly end: number }
  | { readonly ok: false; readonly reason: string };

/** Finds the end of the string that opens at `text[start]` with `"`, `'` or a backtick, and checks its escapes. */
export function scanString(text: string, start: number): ScannedString {
  const mark = text[start]!;
  const raw = mark === '`';
  for (let at = start + 1; ;) {
    const c = text[at];
    if (c === mark) return { ok: true, end: at + 1 };
    if (c === undefined || (c === '\n' && !raw)) {
      return { ok: false, reason: raw ? 'unterminated raw string' : 'unterminated quoted string' };
    }
    if (c === '\\' && !raw) {
      const escape = scanEscape(text, at + 1, mark);
      if (!escape.ok) return escape;
      at = escape.end;
      continue;
    }
    const character = characterAt(text, at);
    // What cannot be decoded arrives as a lone surrogate or, from most decoders, as U+FFFD.
    if (character === '\ufffd' || !character.isWellFormed()) return { ok: false, reason: 'invalid UTF-8 rune' };
    at += character.length;
  }
}

/** `at` is the character after the backslash. */
function scanEscape(text: string, at: number, mark: string): ScannedString {
  const c = text[at];
  if (c === undefined) return { ok: false, reason: 'escape sequence not terminated' };
  if (c === mark || 'abfnrtv\\'.includes(c)) return { ok: true, end: at + 1 };
  if (c === 'x') return scanDigits(text, at + 1, 2, 16, 255);
  if (c === 'u') return scanDigits(text, at + 1, 4, 16, 0x10ffff);
  if (c === 'U') return scanDigits(text, at + 1, 8, 16, 0x10ffff);
  if (c >= '0' && c <= '7') return scanDigits(text, at, 3, 8, 255);
  return { ok: false, reason: `unknown escape sequence ${nameCharacter(characterAt(text, at))}` };
}

function scanDigits(text: string, start: number, count: number, base: number, max: number): ScannedString {
  let value = 0;
  for (let at = start; at < start + count; at++) {
    const c = text[at];
    if (c === undefined) return { ok: false, reason: 'escape sequence not terminated' };
    const digit = parseInt(c, base);
    if (Number.isNaN(digit)) {
      return { ok: false, reason: `illegal character ${nameCharacter(characterAt(text, at))} in escape sequence` };
    }
    value = value * base + digit;
  }
  if (value > max || (value >= 0xd800 && value < 0xe000)) {
    return { ok: false, reason: 'escape sequence is an invalid Unicode code point' };
  }
  return { ok: true, end: start + count };
}

const nameCharacter = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} ${quoteCharacter(character)}`;
