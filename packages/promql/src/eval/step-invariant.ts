import type { Expr } from '../ast.ts';

/** Functions whose result depends on the evaluation time although their arguments do not. */
const TIME_DEPENDENT: ReadonlySet<string> = new Set([
  'days_in_month',
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'hour',
  // Looks up its info series at each step, unless all selectors look at one time.
  'info',
  'minute',
  'month',
  'year',
  'predict_linear',
  'time',
  'timestamp',
]);

/** True when every step has the same value: all selectors have `@`, or there is none. It is evaluated once then. */
export function isStepInvariant(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return true;
    case 'vector':
    case 'subquery':
      return expr.at !== undefined;
    case 'matrix':
      return expr.vector.at !== undefined;
    case 'paren':
    case 'unary':
      return isStepInvariant(expr.expr);
    case 'aggregate':
      return isStepInvariant(expr.expr) && (expr.param === undefined || isStepInvariant(expr.param));
    case 'binary':
      return isStepInvariant(expr.left) && isStepInvariant(expr.right);
    case 'call':
      return !TIME_DEPENDENT.has(expr.func) && expr.args.every(isStepInvariant);
  }
}

/** The expression without the parentheses around it. */
export function withoutParens(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === 'paren') inner = inner.expr;
  return inner;
}
