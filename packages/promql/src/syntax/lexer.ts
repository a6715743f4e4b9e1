import { characterAt, isAlpha, isAlphaNumeric, isDigit, isSpace } from './characters.ts';
import { SyntaxFailure } from './parse-error.ts';
import { quote, quoteCharacter } from './quote.ts';
import { scanNumberOrDuration } from './scan-number.ts';
import { scanString } from './scan-string.ts';
import { keywordOf, type Token, type TokenType } from './token.ts';

/** The words that mean something between brackets. */
const DURATION_WORDS: ReadonlySet<string> = new Set(['step', 'range', 'min_of', 'max_of']);

/**
 * Splits a query into tokens, one at a time, in a single pass. What a word means depends on where it stands: between
 * braces every word is a label, between brackets only durations are welcome. The messages are Prometheus's.
 */
export class Lexer {
  readonly #text: string;
  #at = 0;
  #parens = 0;
  #inBraces = false;
  #inBrackets = false;
  #sawColon = false;
  /** Between brackets, until the first number: only the words and symbols of a duration are understood. */
  #durationOnly = false;
  #sawDuration = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next token; `end of input` again and again at the end. Throws {@link SyntaxFailure}. */
  next(): Token {
    for (;;) {
      while (isSpace(this.#text[this.#at])) this.#at++;
      // A comment cannot stand between an opening bracket and the first number.
      if (this.#text[this.#at] !== '#' || this.#durationOnly) break;
      while (this.#at < this.#text.length && this.#text[this.#at] !== '\n' && this.#text[this.#at] !== '\r') this.#at++;
    }
    if (this.#inBraces) return this.#insideBraces();
    return this.#durationOnly ? this.#durationToken() : this.#statementToken();
  }

  #take(type: TokenType, length: number): Token {
    const from = this.#at;
    this.#at += length;
    return { type, from, to: this.#at, text: this.#text.slice(from, this.#at) };
  }

  #fail(reason: string, from: number = this.#at): never {
    throw new SyntaxFailure({ from, to: this.#text.length }, reason);
  }

  #statementToken(): Token {
    const c = this.#text[this.#at];
    if (c === undefined) {
      if (this.#parens > 0) this.#fail('unclosed left parenthesis');
      if (this.#inBrackets) this.#fail('unclosed left bracket');
      return this.#take('end of input', 0);
    }
    const next = this.#text[this.#at + 1];
    switch (c) {
      case ',':
      case '*':
      case '/':
      case '%':
      case '+':
      case '-':
      case '^':
      case '@':
        return this.#take(c, 1);
      case '=':
        if (next === '=') return this.#take('==', 2);
        return next === '~' ? this.#fail("unexpected character after '=': '~'") : this.#take('=', 1);
      case '!':
        if (next === '=') return this.#take('!=', 2);
        return this.#fail(`unexpected character after '!': ${quoteCharacter(characterAt(this.#text, this.#at + 1))}`);
      case '<':
        return next === '=' ? this.#take('<=', 2) : next === '/' ? this.#take('</', 2) : this.#take('<', 1);
      case '>':
        return next === '=' ? this.#take('>=', 2) : next === '/' ? this.#take('>/', 2) : this.#take('>', 1);
      case '"':
      case "'":
      case '`':
        return this.#string();
      case '(':
      case ')':
        return this.#parenthesis(c);
      case '{':
        this.#inBraces = true;
        return this.#take('{', 1);
      case '[':
        if (this.#inBrackets) this.#fail("unexpected left bracket '['");
        this.#inBrackets = true;
        this.#durationOnly = true;
        this.#sawColon = false;
        this.#sawDuration = false;
        return this.#take('[', 1);
      case ']':
        if (!this.#inBrackets) this.#fail("unexpected right bracket ']'");
        this.#inBrackets = false;
        return this.#take(']', 1);
    }
    if (isDigit(c) || (c === '.' && isDigit(next))) return this.#number();
    if (!isAlpha(c) && c !== ':')
      this.#fail(`unexpected character: ${quoteCharacter(characterAt(this.#text, this.#at))}`);
    if (!this.#inBrackets) return this.#word();
    if (c === ':') return this.#colon();
    return this.#durationWord() ?? this.#fail(`unexpected character: ${quoteCharacter(c)}, expected ':'`);
  }

  #insideBraces(): Token {
    const c = this.#text[this.#at];
    const next = this.#text[this.#at + 1];
    switch (c) {
      case undefined:
        return this.#fail('unexpected end of input inside braces');
      case ',':
        return this.#take(',', 1);
      case '"':
      case "'":
      case '`':
        return this.#string();
      case '=':
        return next === '~' ? this.#take('=~', 2) : this.#take('=', 1);
      case '!':
        if (next === '~') return this.#take('!~', 2);
        if (next === '=') return this.#take('!=', 2);
        return this.#fail(
          `unexpected character after '!' inside braces: ${quoteCharacter(characterAt(this.#text, this.#at + 1))}`,
        );
      case '{':
        return this.#fail("unexpected left brace '{'");
      case '}':
        this.#inBraces = false;
        return this.#take('}', 1);
    }
    if (!isAlpha(c)) {
      this.#fail(`unexpected character inside braces: ${quoteCharacter(characterAt(this.#text, this.#at))}`);
    }
    let length = 1;
    while (isAlphaNumeric(this.#text[this.#at + length])) length++;
    return this.#take('identifier', length);
  }

  #durationToken(): Token {
    const c = this.#text[this.#at];
    switch (c) {
      case undefined:
        return this.#fail('unexpected end of input in duration expression');
      case ']':
        this.#inBrackets = false;
        this.#durationOnly = false;
        return this.#take(']', 1);
      case ':':
        if (!this.#sawDuration) {
          this.#fail('unexpected colon before duration in duration expression', this.#at + 1);
        }
        return this.#colon();
      case '(':
      case ')':
        return this.#parenthesis(c);
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
      case '^':
      case ',':
        return this.#take(c, 1);
    }
    if (isDigit(c) || (c === '.' && isDigit(this.#text[this.#at + 1]))) {
      this.#durationOnly = false;
      return this.#number();
    }
    return (
      this.#durationWord() ??
      this.#fail(`unexpected character in duration expression: ${quoteCharacter(characterAt(this.#text, this.#at))}`)
    );
  }

  #durationWord(): Token | undefined {
    let length = 0;
    while (isAlpha(this.#text[this.#at + length])) length++;
    const word = this.#text.slice(this.#at, this.#at + length).toLowerCase();
    if (!DURATION_WORDS.has(word)) return undefined;
    this.#sawDuration = true;
    return this.#take(keywordOf(word)!, length);
  }

  #colon(): Token {
    if (this.#sawColon) this.#fail("unexpected colon ':'");
    this.#sawColon = true;
    return this.#take(':', 1);
  }

  #parenthesis(mark: '(' | ')'): Token {
    const token = this.#take(mark, 1);
    this.#parens += mark === '(' ? 1 : -1;
    if (this.#parens < 0) this.#fail("unexpected right parenthesis ')'");
    return token;
  }

  #string(): Token {
    const scanned = scanString(this.#text, this.#at);
    return scanned.ok ? this.#take('string', scanned.end - this.#at) : this.#fail(scanned.reason);
  }

  #number(): Token {
    const { type, end } = scanNumberOrDuration(this.#text, this.#at);
    if (type !== 'bad') return this.#take(type, end - this.#at);
    return this.#fail(`bad number or duration syntax: ${quote(this.#text.slice(this.#at, end))}`);
  }

  #word(): Token {
    let length = 1;
    let c = this.#text[this.#at + length];
    while (isAlphaNumeric(c) || c === ':') c = this.#text[this.#at + ++length];
    const word = this.#text.slice(this.#at, this.#at + length);
    if (/^(inf|nan)$/i.test(word)) return this.#take('number', length);
    const keyword = keywordOf(word);
    if (keyword === undefined) return this.#take(word.includes(':') ? 'metric identifier' : 'identifier', length);
    // "fill" came late to the language: it is a modifier only with its argument, else a name as it always was.
    const isFill = keyword === 'fill' || keyword === 'fill_left' || keyword === 'fill_right';
    if (isFill && !this.#parenthesisFollows(this.#at + length)) return this.#take('identifier', length);
    return this.#take(keyword, length);
  }

  #parenthesisFollows(offset: number): boolean {
    let at = offset;
    while (isSpace(this.#text[at])) at++;
    return this.#text[at] === '(';
  }
}
