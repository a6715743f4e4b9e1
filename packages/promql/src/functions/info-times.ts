import type { Expr, Subquery, VectorSelector } from '../ast.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import { referenceTimes } from '../eval/selector-times.ts';
import { typeOf } from '../syntax/documented-type.ts';

/** Where in time a selector looks. */
export type Look = Pick<VectorSelector | Subquery, 'at' | 'offset'>;

const AT_EACH_STEP: Look = {};

/**
 * When the info series of an argument of `info` are looked at: when its selectors look, if all that the result can
 * come from look at the same time, else at each step.
 */
export function infoTimes(expr: Expr, evaluator: Evaluator): Look {
  const looks = looksOf(expr);
  const [first] = looks;
  if (first === undefined) return AT_EACH_STEP;
  const momentOf = (look: Look): string => {
    const { firstMs, strideMs } = referenceTimes(look, evaluator.times, evaluator.context);
    return `${firstMs}/${strideMs}`;
  };
  return looks.every((look) => momentOf(look) === momentOf(first)) ? first : AT_EACH_STEP;
}

/** Of each path to a vector that can become part of the result, where in time it begins. */
function looksOf(expr: Expr): Look[] {
  switch (expr.kind) {
    case 'vector':
      return [expr];
    case 'matrix':
      return [expr.vector];
    case 'subquery':
      // What looks elsewhere inside of a subquery has no time of its own outside.
      return looksOf(expr.expr).every(({ at, offset }) => at === undefined && offset === undefined)
        ? [expr]
        : [{}, expr];
    case 'paren':
    case 'unary':
    case 'aggregate':
      return looksOf(expr.expr);
    case 'binary':
      return [expr.left, expr.right].flatMap(looksOfSeries);
    case 'call': {
      const series = (expr.func === 'info' ? expr.args.slice(0, 1) : expr.args).flatMap(looksOfSeries);
      return series.length === 0 ? [AT_EACH_STEP] : series;
    }
    case 'number':
    case 'string':
      return [];
  }
}

/** A scalar gives values, but no series to look up. */
function looksOfSeries(expr: Expr): Look[] {
  const type = typeOf(expr);
  return type === 'vector' || type === 'matrix' ? looksOf(expr) : [];
}
