import type { Expr } from '../ast.ts';
import { utf8Length } from '../syntax/position.ts';
import { printAggregateHead, printExpr, printOperator } from './print.ts';
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
  const margin = '  '.repeat(level);
  if (mayFit(expr)) {
    const line = printExpr(expr);
    // A subquery that fits is not indented by Prometheus, and clients compare.
    if (utf8Length(line) <= MAX_LINE) return expr.kind === 'subquery' ? line : margin + line;
  }
  const inner = (child: Expr): string => pretty(child, level + 1);
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'vector':
    case 'matrix':
      return margin + printExpr(expr);
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

/**
 * False when the expression is certainly longer than a line. Printing every level of a deep tree just to measure it would
 * take the square of its size; this looks at no more nodes than a line has characters.
 */
const mayFit = (expr: Expr): boolean => spend(expr, MAX_LINE) >= 0;

/** What is left of `budget` after the least number of characters that `expr` takes; negative as soon as it is overdrawn. */
function spend(expr: Expr, budget: number): number {
  if (budget < 0) return budget;
  switch (expr.kind) {
    case 'number':
      return budget - 1;
    case 'string':
      return budget - 2 - expr.value.length;
    case 'vector':
      return budget - Math.max(1, expr.name.length, expr.matchers.length);
    case 'matrix':
      return spend(expr.vector, budget - 2);
    case 'paren':
    case 'unary':
    case 'subquery':
      return spend(expr.expr, budget - 1);
    case 'binary':
      return spend(expr.right, spend(expr.left, budget - 1));
    case 'call':
      return spendAll(expr.args, budget - 2);
    case 'aggregate':
      return spend(expr.expr, budget - 2 - expr.grouping.length);
  }
}

function spendAll(list: readonly Expr[], budget: number): number {
  let left = budget;
  for (let i = 0; i < list.length && left >= 0; i++) left = spend(list[i]!, left - 1);
  return left;
}
