import type { Span } from '../ast.ts';
import { formatPosition } from './position.ts';

/** Why a query is not PromQL. `from` and `to` are offsets in UTF-16 code units. */
export interface ParseError extends Span {
  /** Complete, with the position: `1:5: parse error: unexpected end of input`. */
  readonly message: string;
  /** The reason alone. */
  readonly reason: string;
}

/** Messages quote the query; one that quotes a megabyte of it helps nobody. */
const MAX_REASON = 2000;

/** Ends parsing from any depth; never leaves this package: `parseExpr` turns it into a {@link ParseError}. */
export class SyntaxFailure extends Error {
  readonly span: Span;
  constructor(span: Span, reason: string) {
    super(reason);
    this.span = span;
  }
}

/** Runs `parse`, and turns the failure it may end with into a value. */
export function catchFailure<T>(
  text: string,
  parse: () => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ParseError } {
  try {
    return { ok: true, value: parse() };
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    const { from, to } = error.span;
    const reason = error.message.length <= MAX_REASON ? error.message : `${error.message.slice(0, MAX_REASON)}...`;
    const message = `${formatPosition(text, from)}: parse error: ${reason}`;
    return { ok: false, error: { from, to, reason, message } };
  }
}
