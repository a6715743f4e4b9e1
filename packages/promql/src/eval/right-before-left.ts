import type { Expr } from '../ast.ts';
import type { Evaluator } from './evaluator.ts';
import { QueryFailure } from './outcome.ts';

/**
 * Reads the right side of an operator before the left one. Where both are mistaken the error of the left side is told, as
 * where they are evaluated in order: so the left side gets its turn when the right one has failed.
 */
export function rightBeforeLeft<T>(left: Expr, evaluator: Evaluator, readRight: () => T): T {
  try {
    return readRight();
  } catch (error) {
    if (error instanceof QueryFailure && error.error.code === 'execution') {
      const rows = evaluator.rows(left, true)[Symbol.iterator]();
      while (rows.next().done !== true);
    }
    throw error;
  }
}
