import type { Span } from '../ast.ts';
import { Lexer } from './lexer.ts';
import { SyntaxFailure } from './parse-error.ts';
import { describeToken, type Token, type TokenType } from './token.ts';

/**
 * How deep expressions may nest. The parser, the checks, the printer and the evaluator all recurse over the tree; the
 * deepest tree must fit the smallest stack they run on, with room to spare.
 */
export const MAX_DEPTH = 1000;

/** The tokens of a query with one token of look-ahead, and the words for what does not fit. */
export class TokenReader {
  readonly text: string;
  readonly #lexer: Lexer;
  #token: Token;
  #lastEnd = 0;
  #depth = 0;
  /** What is being read, for messages: the innermost of those that Prometheus names. */
  #context = '';
  #expected = '';

  constructor(text: string) {
    this.text = text;
    this.#lexer = new Lexer(text);
    this.#token = this.#lexer.next();
  }

  /** The next token, not yet taken. */
  get token(): Token {
    return this.#token;
  }

  /** Offset after the last token taken. */
  get lastEnd(): number {
    return this.#lastEnd;
  }

  is(type: TokenType): boolean {
    return this.#token.type === type;
  }

  take(): Token {
    const token = this.#token;
    this.#lastEnd = token.to;
    this.#token = this.#lexer.next();
    return token;
  }

  takeIf(type: TokenType): Token | undefined {
    return this.is(type) ? this.take() : undefined;
  }

  expect(type: TokenType): Token {
    return this.is(type) ? this.take() : this.unexpected();
  }

  fail(span: Span, reason: string): never {
    throw new SyntaxFailure({ from: span.from, to: span.to }, reason);
  }

  /** Fails at the next token: `unexpected X in CONTEXT, expected Y`. */
  unexpected(context: string = this.#context, expected: string = this.#expected): never {
    const where = context === '' ? '' : ` in ${context}`;
    const wish = expected === '' ? '' : `, expected ${expected}`;
    this.fail(this.#token, `unexpected ${describeToken(this.#token)}${where}${wish}`);
  }

  /** Reads with `context` as what messages name, unless something inside names itself. */
  within<T>(context: string, expected: string, read: () => T): T {
    const outer = [this.#context, this.#expected] as const;
    this.#context = context;
    this.#expected = expected;
    const value = read();
    [this.#context, this.#expected] = outer;
    return value;
  }

  /** Reads one level deeper. */
  nested<T>(read: () => T): T {
    if (this.#depth >= MAX_DEPTH) this.tooDeep(this.#token);
    this.#depth++;
    const value = read();
    this.#depth--;
    return value;
  }

  /** Checks a chain (`a + b + c …`), which makes the tree deeper without nesting in the text. */
  checkChain(length: number, span: Span): void {
    if (this.#depth + length > MAX_DEPTH) this.tooDeep(span);
  }

  tooDeep(span: Span): never {
    this.fail(span, `expression is nested too deeply, the limit is ${MAX_DEPTH} levels`);
  }
}
