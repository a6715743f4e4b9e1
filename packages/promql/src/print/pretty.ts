import type { Expr } from '../ast.ts';
import { printAggregateHead, printExpr, printOperator } from './print.ts';
import { utf8Length } from '../syntax/position.ts';
import { printSubquerySuffix } from './print-selector.ts';

/** Longest line that is left alone, in UTF-8 bytes. The value is Prometheus's. */
const MAX_LINE = 100;

/**
 * An expression over several lines where one would be longer than 100 characters: what `/api/v1/format_query` answers.
 *
 * @see https://github.com/prometheus/prometheus/blob/main/promql/parser/prettier_rules.md
 */
export const prettyExpr = (expr: Expr): string => pretty(expr, 0);

function pretty(expr: Expr, level: number): string {
  const line = printExpr(expr);
  const margin = '  '.repeat(level);
  if (utf8Length(line) <= MAX_LINE) return margin + line;
  const inner = (child: Expr): string => pretty(child, level + 1);
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'vector':
    case 'matrix':
      return margin + line;
    case 'unary':
      return margin + expr.op + pretty(expr.expr, level).trim();
    case 'subquery':
      return pretty(expr.expr, level) + printSubquerySuffix(expr);
    case 'paren':
      return `${margin}(\n${inner(expr.expr)}\n${margin})`;
    case 'call':
      return `${margin}${expr.func}(\n${expr.args.map(inner).join(',\n')}\n${margin})`;
    case 'binary':
      return `${inner(expr.left)}\n${margin}${printOperator(expr)}\n${inner(expr.right)}`;
    case 'aggregate': {
      const args = expr.param === undefined ? [expr.expr] : [expr.param, expr.expr];
      return `${margin}${printAggregateHead(expr)}(\n${args.map(inner).join(',\n')}\n${margin})`;
    }
  }
}
