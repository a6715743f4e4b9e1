/** Character classes of the language; all of them are ASCII. `undefined` is the end of the text. */
export const isSpace = (c: string | undefined): boolean => c === ' ' || c === '\t' || c === '\n' || c === '\r';
export const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9' && c.length === 1;
export const isAlpha = (c: string | undefined): boolean =>
  c !== undefined && c.length === 1 && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c === '_');
export const isAlphaNumeric = (c: string | undefined): boolean => isAlpha(c) || isDigit(c);

/** The character at `offset`, both halves of a surrogate pair together. */
export const characterAt = (text: string, offset: number): string => {
  const code = text.codePointAt(offset);
  return code === undefined ? '\ufffd' : String.fromCodePoint(code);
};
