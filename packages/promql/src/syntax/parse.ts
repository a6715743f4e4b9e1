import type { Matcher } from '@binnacle/storage';
import type { Expr, ValueType } from '../ast.ts';
import { check } from './check.ts';
import { catchFailure, type ParseError } from './parse-error.ts';
import { parseExpression } from './parse-expression.ts';
import { parseVectorSelector } from './parse-selector.ts';
import { isMetricName } from './token.ts';
import { TokenReader } from './token-reader.ts';

export type ParseOutcome =
  | { readonly ok: true; readonly expr: Expr; readonly type: ValueType }
  | { readonly ok: false; readonly error: ParseError };

/**
 * Parses and checks one expression: the whole language of Prometheus 3.14 with every experimental part enabled. Takes
 * time in proportion to the length, and builds no tree higher than `MAX_HEIGHT`, whatever the text.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
export function parseExpr(text: string): ParseOutcome {
  const outcome = catchFailure(text, () => {
    const reader = new TokenReader(text);
    if (reader.is('end of input')) reader.fail({ from: 0, to: 0 }, 'no expression found in input');
    const expr = parseExpression(reader);
    if (!reader.is('end of input')) reader.unexpected();
    return check(text, expr);
  });
  return outcome.ok ? { ok: true, ...outcome.value } : outcome;
}

export type SelectorOutcome =
  | { readonly ok: true; readonly matchers: readonly Matcher[] }
  | { readonly ok: false; readonly error: ParseError };

/** Parses a selector alone, as in `match[]=up{job="x"}`. One that selects everything (`{}`) is not refused here. */
export function parseSelector(text: string): SelectorOutcome {
  const outcome = catchFailure(text, () => {
    const reader = new TokenReader(text);
    const named = isMetricName(reader.token.type);
    if (!named && !reader.is('{')) reader.unexpected();
    const { matchers } = parseVectorSelector(reader, named ? reader.take() : undefined);
    if (!reader.is('end of input')) reader.unexpected();
    return matchers;
  });
  return outcome.ok ? { ok: true, matchers: outcome.value } : outcome;
}
