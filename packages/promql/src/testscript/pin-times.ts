import type { AtModifier, Expr, VectorSelector } from '../ast.ts';
import type { FunctionName } from '../functions/signatures.ts';

/** Functions whose value depends on the evaluation time even when that of their argument does not. */
const DEPENDS_ON_TIME: ReadonlySet<FunctionName> = new Set([
  ...(['days_in_month', 'day_of_month', 'day_of_week', 'day_of_year', 'hour', 'minute', 'month', 'year'] as const),
  ...(['predict_linear', 'time', 'timestamp', 'start', 'end', 'step', 'range', 'info'] as const),
]);

/**
 * The expression with every selector and subquery that has no timestamp fixed to one (`@ timestamp`), so that it has the
 * same value whenever it is evaluated. Selectors inside a subquery follow it and stay as they are.
 *
 * @returns undefined for an expression whose value changes with time all the same
 */
export function pinTimes(expr: Expr, timestampMs: number): Expr | undefined {
  const at: AtModifier = { kind: 'timestamp', timestampMs };
  const pinVector = (selector: VectorSelector): VectorSelector =>
    selector.at?.kind === 'timestamp' ? selector : { ...selector, at };
  const pin = (node: Expr): Expr => {
    switch (node.kind) {
      case 'number':
      case 'string':
        return node;
      case 'vector':
        return pinVector(node);
      case 'matrix':
        return { ...node, vector: pinVector(node.vector) };
      case 'subquery':
        return node.at?.kind === 'timestamp' ? node : { ...node, at };
      case 'paren':
      case 'unary':
        return { ...node, expr: pin(node.expr) };
      case 'binary':
        return { ...node, left: pin(node.left), right: pin(node.right) };
      case 'call':
        return { ...node, args: node.args.map(pin) };
      case 'aggregate':
        return node.param === undefined
          ? { ...node, expr: pin(node.expr) }
          : { ...node, expr: pin(node.expr), param: pin(node.param) };
    }
  };
  return dependsOnTime(expr) ? undefined : pin(expr);
}

function dependsOnTime(node: Expr): boolean {
  switch (node.kind) {
    case 'number':
    case 'string':
    case 'vector':
    case 'matrix':
      return false;
    case 'subquery':
    case 'paren':
    case 'unary':
      return dependsOnTime(node.expr);
    case 'binary':
      return dependsOnTime(node.left) || dependsOnTime(node.right);
    case 'call':
      return DEPENDS_ON_TIME.has(node.func) || node.args.some(dependsOnTime);
    case 'aggregate':
      return dependsOnTime(node.expr) || (node.param !== undefined && dependsOnTime(node.param));
  }
}
