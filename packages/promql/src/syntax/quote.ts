/** Characters that Go's `%q` prints as they are: letters, marks, numbers, punctuation, symbols and the ASCII space. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

/**
 * The text as a double-quoted literal, escaped as Go's `strconv.Quote` does (which is how Prometheus prints strings). A
 * byte that is not UTF-8 (see `unquote`) comes out as `\xNN`.
 */
export const quote = (text: string): string => quoteWith(text, '"');

/** One character in single quotes, as Go's `%q` prints a rune. */
export const quoteCharacter = (character: string): string => quoteWith(character, "'");

/** Printable ASCII without quotes and backslashes: stays as it is. */
const PLAIN = /^[ !#-&(-[\]-~]*$/;

function quoteWith(text: string, mark: string): string {
  if (PLAIN.test(text)) return mark + text + mark;
  let out = mark;
  for (const character of text) {
    if (character === mark) out += `\\${mark}`;
    else out += ESCAPES[character] ?? (PRINTABLE.test(character) ? character : numericEscape(character));
  }
  return out + mark;
}

function numericEscape(character: string): string {
  const code = character.codePointAt(0)!;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}
