import { detectReset, type CounterResetHint, type FloatHistogram } from '@binnacle/model';
import type { Expr, VectorSelector } from '../ast.ts';

/**
 * Selectors of native histograms of which only the count and the sum are used. Prometheus reads these without their
 * buckets and finds out about counter resets as it reads, so that operations on them know of conflicts.
 */
export function countOnlySelectors(expr: Expr): ReadonlySet<VectorSelector> {
  const selectors = new Set<VectorSelector>();
  collect(expr, false, selectors);
  return selectors;
}

function collect(expr: Expr, countOnly: boolean, into: Set<VectorSelector>): void {
  switch (expr.kind) {
    case 'vector':
      if (countOnly) into.add(expr);
      return;
    case 'matrix':
      collect(expr.vector, countOnly, into);
      return;
    case 'paren':
    case 'unary':
      collect(expr.expr, countOnly, into);
      return;
    case 'aggregate':
      collect(expr.expr, countOnly, into);
      if (expr.param !== undefined) collect(expr.param, countOnly, into);
      return;
    case 'binary':
      collect(expr.left, countOnly, into);
      collect(expr.right, countOnly, into);
      return;
    case 'call': {
      const inside = callDecides(expr.func) ?? countOnly;
      for (const arg of expr.args) collect(arg, inside, into);
      return;
    }
    case 'subquery':
      // Its steps skip samples or repeat them.
      collect(expr.expr, false, into);
      return;
    case 'number':
    case 'string':
  }
}

/** What a function says about the histograms in its arguments; undefined when it says nothing. */
function callDecides(func: string): boolean | undefined {
  if (func === 'histogram_count' || func === 'histogram_sum' || func === 'histogram_avg') return true;
  return func === 'histogram_quantile' || func === 'histogram_fraction' ? false : undefined;
}

/** The histograms of one series with hints filled in where they were unknown, from the first on. */
export function withDetectedResets(
  histograms: readonly (FloatHistogram | undefined)[],
): readonly (FloatHistogram | undefined)[] {
  let previous: FloatHistogram | undefined;
  return histograms.map((histogram) => {
    if (histogram === undefined || histogram.stale === true) return histogram;
    const hint = hintAfter(histogram, previous);
    previous = histogram;
    return hint === histogram.counterResetHint ? histogram : { ...histogram, counterResetHint: hint };
  });
}

function hintAfter(histogram: FloatHistogram, previous: FloatHistogram | undefined): CounterResetHint {
  if (histogram.counterResetHint !== 'unknown' || previous === undefined) return histogram.counterResetHint;
  return detectReset(histogram, previous) ? 'yes' : 'no';
}
