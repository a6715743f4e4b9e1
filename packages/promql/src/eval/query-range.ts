import type { Expr } from '../ast.ts';
import type { QueryContext } from './query-context.ts';
import { atMs, offsetMs, rangeMs } from './selector-times.ts';

/** Times from which data are needed; both included. */
export interface DataRange {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The samples that an expression can look at, evaluated anywhere from `startMs` to `endMs`. Undefined when it selects
 * nothing.
 */
export function dataRange(expr: Expr, startMs: number, endMs: number, context: QueryContext): DataRange | undefined {
  const { lookbackMs } = context.settings;
  const inner = (of: Expr): DataRange | undefined => dataRange(of, startMs, endMs, context);
  switch (expr.kind) {
    case 'number':
    case 'string':
      return undefined;
    case 'paren':
    case 'unary':
      return inner(expr.expr);
    case 'aggregate':
      return union([expr.expr, ...(expr.param === undefined ? [] : [expr.param])].map(inner));
    case 'binary':
      return union([expr.left, expr.right].map(inner));
    case 'call': {
      const ranges = expr.args.map(inner);
      // Info metrics are looked up at the evaluation time, or when the selector within looks: `lookbackMs` before suffices.
      if (expr.func === 'info') {
        const own = union(ranges);
        if (own !== undefined) ranges.push({ ...own, startMs: own.startMs - lookbackMs });
        ranges.push({ startMs: startMs - lookbackMs + 1, endMs });
      }
      return union(ranges);
    }
    case 'vector':
    case 'matrix': {
      const selector = expr.kind === 'matrix' ? expr.vector : expr;
      const offset = offsetMs(selector.offset, context);
      const [first, last] =
        selector.at === undefined ? [startMs, endMs] : [atMs(selector.at, context), atMs(selector.at, context)];
      const before =
        (expr.kind === 'matrix' ? rangeMs(expr.range, context) : lookbackMs) +
        (expr.kind === 'matrix' && selector.edge !== undefined ? lookbackMs : 0);
      const after = selector.edge === 'smoothed' ? lookbackMs : 0;
      return { startMs: first - offset - before + 1, endMs: last - offset + after };
    }
    case 'subquery': {
      const offset = offsetMs(expr.offset, context);
      const [first, last] = expr.at === undefined ? [startMs, endMs] : [atMs(expr.at, context), atMs(expr.at, context)];
      return dataRange(expr.expr, first - offset - rangeMs(expr.range, context), last - offset, context);
    }
  }
}

function union(ranges: readonly (DataRange | undefined)[]): DataRange | undefined {
  let all: DataRange | undefined;
  for (const range of ranges) {
    if (range === undefined) continue;
    all =
      all === undefined
        ? range
        : { startMs: Math.min(all.startMs, range.startMs), endMs: Math.max(all.endMs, range.endMs) };
  }
  return all;
}
