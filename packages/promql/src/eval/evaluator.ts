import type { Labels } from '@binnacle/model';
import type { Expr } from '../ast.ts';
import type { QueryContext } from './query-context.ts';
import type { Row } from './row.ts';
import type { StepTimes } from './times.ts';

/**
 * Evaluates expressions at the steps of one grid: those of the query, of a subquery, or a single one for what does not
 * depend on the step.
 */
export interface Evaluator {
  readonly context: QueryContext;
  readonly times: StepTimes;
  /**
   * The series of an instant vector, over all steps, one by one.
   *
   * A transient row is valid until the next one is asked for, and rows with the same labels need not be put together:
   * for who adds them up anyway. Rows that are not transient belong to who asked, who may change them.
   */
  rows(expr: Expr, transient: boolean): Iterable<Row>;
  /** The value of a scalar expression at each step; the caller may change it. */
  scalar(expr: Expr): Float64Array;
  newRow(labels: Labels, dropName: boolean): Row;
  /** A row for one result at a time, overwritten by the next: see `rows`. */
  scratchRow(labels: Labels, dropName: boolean): Row;
  /** The same query on another grid. */
  on(times: StepTimes): Evaluator;
}
