const SIMPLE: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

/**
 * The value of a string literal that the lexer has accepted, quotes included. Escapes stand for bytes (`\xff`, `\377`)
 * or characters (`\u00e9`, `\U0001f600`); a byte that is not part of valid UTF-8 becomes the lone surrogate U+DC00 plus
 * the byte, so that it survives and can be told from every character.
 */
export function unquote(literal: string): string {
  const body = literal.slice(1, -1);
  if (literal.startsWith('`') || !body.includes('\\')) return body;
  const out: string[] = [];
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) out.push(decodeUtf8(bytes));
    bytes = [];
  };
  for (let i = 0; i < body.length;) {
    if (body[i] !== '\\') {
      flush();
      const next = body.indexOf('\\', i);
      const end = next < 0 ? body.length : next;
      out.push(body.slice(i, end));
      i = end;
      continue;
    }
    const mark = body[i + 1]!;
    const width = mark === 'x' ? 2 : mark === 'u' ? 4 : mark === 'U' ? 8 : 0;
    if (width > 0) {
      const code = parseInt(body.slice(i + 2, i + 2 + width), 16);
      if (mark === 'x') bytes.push(code);
      else {
        flush();
        out.push(String.fromCodePoint(code));
      }
      i += 2 + width;
    } else if (mark >= '0' && mark <= '7') {
      bytes.push(parseInt(body.slice(i + 1, i + 4), 8));
      i += 4;
    } else {
      bytes.push(SIMPLE[mark] ?? mark.charCodeAt(0));
      i += 2;
    }
  }
  flush();
  return out.join('');
}

/** Decodes UTF-8; each byte that does not belong to a well-formed sequence becomes U+DC00 plus the byte. */
function decodeUtf8(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const size = sequenceLength(bytes, i);
    if (size === 0) {
      text += String.fromCharCode(0xdc00 + bytes[i]!);
      i++;
      continue;
    }
    let code = size === 1 ? bytes[i]! : bytes[i]! & (0xff >> (size + 1));
    for (let k = 1; k < size; k++) code = (code << 6) | (bytes[i + k]! & 0x3f);
    text += String.fromCodePoint(code);
    i += size;
  }
  return text;
}

/** Bytes of the well-formed UTF-8 sequence at `i`, 0 for none. The ranges are those of table 3-7 of the Unicode Standard. */
function sequenceLength(bytes: readonly number[], i: number): number {
  const first = bytes[i]!;
  if (first < 0x80) return 1;
  const size =
    first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (size === 0) return 0;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  const second = bytes[i + 1] ?? 0;
  if (second < low || second > high) return 0;
  for (let k = 2; k < size; k++) if (((bytes[i + k] ?? 0) & 0xc0) !== 0x80) return 0;
  return size;
}
