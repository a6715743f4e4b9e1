import type { Span } from '../ast.ts';
import { Lexer } from './lexer.ts';
import { SyntaxFailure } from './parse-error.ts';
import { describeToken, type Token, type TokenType } from './token.ts';

/**
 * How high a tree may grow. The parser, the checks, the printer and the evaluator all recurse over it; the highest tree
 * must fit the smallest stack they run on, with room to spare. A link in a chain of operators counts one, every other level
 * two, as their shares of the stack are.
 */
export const MAX_HEIGHT = 1000;
const LEVEL = 2;
/** The deepest nesting of parentheses, calls, aggregations, subqueries and signs. */
export const MAX_LEVELS = MAX_HEIGHT / LEVEL;
export const TOO_DEEP = `expression is nested too deeply, more than ${MAX_LEVELS} levels or ${MAX_HEIGHT} operators in a row`;

/**
 * The tokens of a query with one token of look-ahead, and the words for what does not fit. The next token is read when it is
 * looked at, so that what is wrong with what has been read is told before a mistake in the token after it.
 */
export class TokenReader {
  readonly text: string;
  readonly #lexer: Lexer;
  #token: Token | undefined;
  #lastEnd = 0;
  /** Levels of the text that are open around the next token. */
  #depth = 0;
  #height = 0;
  /** What is being read, for messages: the innermost of those that Prometheus names. */
  #context = '';
  #expected = '';

  constructor(text: string) {
    this.text = text;
    this.#lexer = new Lexer(text);
  }

  /** The next token, not yet taken. */
  get token(): Token {
    return (this.#token ??= this.#lexer.next());
  }

  /** Offset after the last token taken. */
  get lastEnd(): number {
    return this.#lastEnd;
  }

  is(type: TokenType): boolean {
    return this.token.type === type;
  }

  take(): Token {
    const { token } = this;
    this.#lastEnd = token.to;
    this.#token = undefined;
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
    this.fail(this.token, `unexpected ${describeToken(this.token)}${where}${wish}`);
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
    this.#limit(this.#depth + LEVEL, this.token);
    this.#depth += LEVEL;
    const value = read();
    this.#depth -= LEVEL;
    return value;
  }

  /** Height of the expression that was completed last. */
  get height(): number {
    return this.#height;
  }

  /** Notes that an expression without parts is complete. */
  completeLeaf(): void {
    this.#height = LEVEL;
  }

  /** Notes that an expression is complete whose highest part has `height`: one level, or a link of a chain, on top. */
  complete(height: number, span: Span, isLink = false): void {
    this.#height = height + (isLink ? 1 : LEVEL);
    this.#limit(this.#height, span);
  }

  /** Notes that a part has been read (a length of time) that does not come on top of one of `height` before it. */
  keepHeight(height: number): void {
    this.#height = Math.max(this.#height, height);
  }

  #limit(height: number, span: Span): void {
    if (height > MAX_HEIGHT) this.fail(span, TOO_DEEP);
  }
}
