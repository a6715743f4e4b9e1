import { plainDecimal } from '@binnacle/model';
import type { AtModifier, Duration, EdgeModifier, Expr, Span } from '../ast.ts';
import {
  DURATION_FORMS,
  isLiteral,
  parseLiteral,
  parseOffsetDuration,
  parsePositiveDuration,
} from './parse-duration.ts';
import type { TokenReader } from './token-reader.ts';

/** What may follow an expression and binds tighter than any operator: ranges, subqueries, `offset`, `@`, edge words. */
export function parsePostfix(reader: TokenReader, operand: Expr): Expr {
  let expr = operand;
  for (;;) {
    const { height } = reader;
    switch (reader.token.type) {
      case '[':
        expr = parseBrackets(reader, expr);
        reader.keepHeight(height);
        reader.complete(reader.height, expr);
        break;
      case 'offset':
        reader.take();
        expr = withOffset(reader, expr, parseOffsetDuration(reader));
        reader.keepHeight(height);
        break;
      case '@':
        reader.take();
        expr = parseAt(reader, expr);
        break;
      case 'anchored':
      case 'smoothed':
        expr = withEdge(reader, expr, reader.take().type as EdgeModifier);
        break;
      default:
        return expr;
    }
  }
}

function parseBrackets(reader: TokenReader, expr: Expr): Expr {
  const { from } = reader.take();
  const range = reader.within('subquery or range selector', DURATION_FORMS, () => parsePositiveDuration(reader));
  if (reader.takeIf(']') !== undefined) return rangeOf(reader, expr, range, { from, to: reader.lastEnd });
  if (reader.takeIf(':') === undefined) reader.unexpected('subquery or range', '":" or "]"');
  const base = { kind: 'subquery', expr, range, from: expr.from } as const;
  if (reader.takeIf(']') !== undefined) return { ...base, to: reader.lastEnd };
  const { height } = reader;
  const step = reader.within('subquery selector', `${DURATION_FORMS} or "]"`, () => parsePositiveDuration(reader));
  reader.keepHeight(height);
  if (reader.takeIf(']') === undefined) reader.unexpected('subquery selector', '"]"');
  return { ...base, step, to: reader.lastEnd };
}

function rangeOf(reader: TokenReader, expr: Expr, range: Duration, brackets: Span): Expr {
  if (expr.kind !== 'vector') return reader.fail(brackets, 'ranges only allowed for vector selectors');
  if (expr.offset !== undefined) reader.fail(brackets, 'no offset modifiers allowed before range');
  if (expr.at !== undefined) reader.fail(brackets, 'no @ modifiers allowed before range');
  return { kind: 'matrix', vector: expr, range, from: expr.from, to: brackets.to };
}

function withOffset(reader: TokenReader, expr: Expr, offset: Duration): Expr {
  const target = expr.kind === 'matrix' ? expr.vector : expr;
  if (target.kind !== 'vector' && target.kind !== 'subquery') {
    const place = 'an instant vector selector or range vector selector or a subquery';
    return reader.fail(expr, `offset modifier must be preceded by ${place}`);
  }
  if (target.offset !== undefined) reader.fail(expr, 'offset may not be set multiple times');
  // No offset and one of zero are the same, and print the same.
  const changed = offset.kind === 'number' && offset.value === 0 ? target : { ...target, offset };
  return replaceTarget(expr, changed, reader.lastEnd);
}

function parseAt(reader: TokenReader, expr: Expr): Expr {
  const at = reader.within('@', 'timestamp', (): AtModifier => {
    const word = reader.takeIf('start') ?? reader.takeIf('end');
    if (word !== undefined) {
      reader.expect('(');
      reader.expect(')');
      return { kind: word.type as 'start' | 'end' };
    }
    const sign = reader.takeIf('+') ?? reader.takeIf('-');
    if (!isLiteral(reader)) reader.unexpected();
    const { value } = parseLiteral(reader);
    return { kind: 'timestamp', timestampMs: sign?.type === '-' ? -value : value };
  });
  if (at.kind === 'timestamp' && !(Math.abs(at.timestampMs) < 2 ** 63)) {
    reader.fail(expr, `timestamp out of bounds for @ modifier: ${formatFixed(at.timestampMs)}`);
  }
  const target = expr.kind === 'matrix' ? expr.vector : expr;
  if (target.kind !== 'vector' && target.kind !== 'subquery') {
    const place = 'an instant vector selector or range vector selector or a subquery';
    return reader.fail(expr, `@ modifier must be preceded by ${place}`);
  }
  if (target.at !== undefined) reader.fail(expr, '@ <timestamp> may not be set multiple times');
  return replaceTarget(expr, { ...target, at: inMilliseconds(at) }, reader.lastEnd);
}

/** Seconds as written to whole milliseconds, halves away from zero. */
const inMilliseconds = (at: AtModifier): AtModifier =>
  at.kind !== 'timestamp'
    ? at
    : { kind: 'timestamp', timestampMs: Math.sign(at.timestampMs) * Math.round(Math.abs(at.timestampMs) * 1000) };

/** As Go's `%f`. */
function formatFixed(value: number): string {
  if (!Number.isFinite(value)) return plainDecimal(value);
  return Math.abs(value) < 1e21 ? value.toFixed(6) : `${BigInt(value)}.000000`;
}

function withEdge(reader: TokenReader, expr: Expr, edge: EdgeModifier): Expr {
  if (expr.kind === 'subquery') return reader.fail(expr, `${edge} modifier is not supported for subqueries`);
  const target = expr.kind === 'matrix' ? expr.vector : expr;
  if (target.kind !== 'vector') return reader.fail(expr, `${edge} modifier not implemented`);
  if (target.edge !== undefined && target.edge !== edge) {
    reader.fail(expr, 'anchored and smoothed modifiers cannot be used together');
  }
  return replaceTarget(expr, { ...target, edge }, expr.to);
}

/** `expr` with the selector within it replaced, ending at `to`. The span of a selector in a range stays what it is. */
function replaceTarget(expr: Expr, target: Extract<Expr, { kind: 'vector' | 'subquery' }>, to: number): Expr {
  if (expr.kind === 'matrix' && target.kind === 'vector') return { ...expr, vector: target, to };
  return { ...target, to };
}
