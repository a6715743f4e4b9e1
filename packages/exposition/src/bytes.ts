/** ASCII bytes that the text formats give a meaning to. */
export const TAB = 0x09;
export const NEWLINE = 0x0a;
export const RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const COMMA = 0x2c;
export const EQUAL = 0x3d;
export const BACKSLASH = 0x5c;
export const BRACE_OPEN = 0x7b;
export const BRACE_CLOSE = 0x7d;

const LABEL_START = 1;
const LABEL_PART = 2;
const METRIC_START = 4;
const METRIC_PART = 8;

/** For each byte, the places of an unquoted name where it may stand. */
const CLASSES = new Uint8Array(256);
for (let byte = 0; byte < 128; byte++) {
  const char = String.fromCharCode(byte);
  if (/[A-Za-z_]/.test(char)) CLASSES[byte] = LABEL_START | LABEL_PART | METRIC_START | METRIC_PART;
  else if (/[0-9]/.test(char)) CLASSES[byte] = LABEL_PART | METRIC_PART;
  else if (char === ':') CLASSES[byte] = METRIC_START | METRIC_PART;
}

export const isLabelStart = (byte: number): boolean => (CLASSES[byte]! & LABEL_START) !== 0;
export const isLabelPart = (byte: number): boolean => (CLASSES[byte]! & LABEL_PART) !== 0;
export const isMetricStart = (byte: number): boolean => (CLASSES[byte]! & METRIC_START) !== 0;
export const isMetricPart = (byte: number): boolean => (CLASSES[byte]! & METRIC_PART) !== 0;
export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const encodeUtf8 = (text: string): Uint8Array => encoder.encode(text);

/** The text of `bytes[start..end)`, or undefined when it is not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch {
    return undefined;
  }
}

/** The same for text that only people read: bytes that are not UTF-8 become U+FFFD. */
export const decodeLossy = (bytes: Uint8Array, start: number, end: number): string =>
  lenientDecoder.decode(bytes.subarray(start, end));

/** Whether `a[aStart..aEnd)` and `b[bStart..bEnd)` are the same bytes. */
export function equalBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): boolean {
  const length = aEnd - aStart;
  if (length !== bEnd - bStart) return false;
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}
