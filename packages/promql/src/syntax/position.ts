/**
 * Line and column of an offset the way Prometheus counts them: both from 1, the column in UTF-8 bytes.
 *
 * @param offset  in UTF-16 code units
 * @see           https://github.com/prometheus/prometheus/blob/main/promql/parser/posrange/posrange.go
 */
export function formatPosition(text: string, offset: number): string {
  if (text === '') return 'unknown position';
  if (offset < 0 || offset > text.length) return 'invalid position';
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let i = before.indexOf('\n'); i >= 0; i = before.indexOf('\n', i + 1)) line++;
  return `${line}:${utf8Length(before.slice(lineStart)) + 1}`;
}

/** Number of bytes of `text` in UTF-8; a lone surrogate counts three, as its replacement character does. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
