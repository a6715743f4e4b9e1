import { histogramIgnoredInAggregation } from '../annotations/messages.ts';
import { quantileOf } from '../functions/quantile-of-values.ts';
import type { AggregationScope, GroupState } from './aggregate-groups.ts';
import { clearAt, isAbsent, type Row } from './row.ts';

/** `quantile(φ, …)`: keeps the numbers of all series of the group, step by step. */
export class QuantileGroup implements GroupState {
  private readonly scope: AggregationScope;
  private readonly q: Float64Array;
  private readonly columns: Row[] = [];
  private held = 0;

  constructor(scope: AggregationScope, q: Float64Array) {
    this.scope = scope;
    this.q = q;
  }

  /** The row must not be transient. */
  add(row: Row): void {
    if (row.histograms?.some((histogram) => histogram !== undefined) === true) {
      const { node, context } = this.scope;
      context.annotations.add(histogramIgnoredInAggregation('quantile', node.expr));
    }
    this.columns.push(row);
    this.held += this.scope.steps;
  }

  finish(into: Row): void {
    const values = new Float64Array(this.columns.length);
    into.gaps = false;
    for (let s = 0; s < this.scope.steps; s++) {
      let count = 0;
      for (const row of this.columns) {
        if (!row.gaps || !isAbsent(row, s)) values[count++] = row.values[row.at + s]!;
      }
      if (count === 0) clearAt(into, s);
      else into.values[into.at + s] = quantileOf(this.q[s]!, values, count);
    }
  }
}
