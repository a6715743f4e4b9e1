import type { Aggregate, Expr } from '../ast.ts';
import { printExpr } from '../print/print.ts';
import { aggregate } from './aggregate.ts';
import type { Evaluator } from './evaluator.ts';
import { copyRow, type Row } from './row.ts';
import { withoutParens } from './step-invariant.ts';

interface Kept {
  readonly rows: readonly Row[];
  /** What the query that made them has counted. */
  readonly samples: number;
}

/**
 * Sums that quantiles were taken of, kept for the next query: a panel asks for the median, the 90th and the 99th percentile of the
 * same buckets, and adding them up is nearly all of the work. Whoever holds this empties it when the data have changed.
 */
export class KeptSums {
  readonly #maxNumbers: number;
  readonly #byKey = new Map<string, Kept>();
  #numbers = 0;

  constructor(maxNumbers: number) {
    this.#maxNumbers = maxNumbers;
  }

  get(key: string): Kept | undefined {
    return this.#byKey.get(key);
  }

  /** Copies the rows, which whoever asked for them may change. */
  put(key: string, rows: readonly Row[], samples: number, steps: number): void {
    const numbers = rows.length * steps;
    if (numbers > this.#maxNumbers) return;
    if (this.#numbers + numbers > this.#maxNumbers) this.clear();
    const values = new Float64Array(numbers);
    const bits = new Uint32Array(values.buffer);
    const copies = rows.map(({ labels, dropName }, i): Row => {
      const copy = { labels, dropName, values, bits, at: i * steps, gaps: true, histograms: undefined };
      copyRow(rows[i]!, copy, steps);
      return copy;
    });
    this.#byKey.set(key, { rows: copies, samples });
    this.#numbers += numbers;
  }

  clear(): void {
    this.#byKey.clear();
    this.#numbers = 0;
  }
}

/** The aggregations of an expression that quantiles are taken of directly. */
export function quantileSums(expr: Expr): ReadonlySet<Aggregate> {
  const found = new Set<Aggregate>();
  collect(expr, found);
  return found;
}

function collect(expr: Expr, into: Set<Aggregate>): void {
  switch (expr.kind) {
    case 'call':
      if (expr.func === 'histogram_quantile') {
        const buckets = withoutParens(expr.args[1]!);
        if (buckets.kind === 'aggregate') into.add(buckets);
      }
      for (const arg of expr.args) collect(arg, into);
      return;
    case 'paren':
    case 'unary':
    case 'aggregate':
      collect(expr.expr, into);
      return;
    case 'binary':
      collect(expr.left, into);
      collect(expr.right, into);
      return;
    default:
  }
}

/** The rows of an aggregation, from the query before when that has made the same of the same data. */
export function* keptRows(node: Aggregate, evaluator: Evaluator, kept: KeptSums): Iterable<Row> {
  const { context, times } = evaluator;
  const { startMs, endMs, stepMs, lookbackMs } = context.settings;
  const key = [times.startMs, times.endMs, times.stepMs, startMs, endMs, stepMs, lookbackMs, printExpr(node)].join(' ');
  const known = kept.get(key);
  if (known !== undefined) {
    context.totalSamples += known.samples;
    for (const one of known.rows) {
      context.spend(times.steps);
      const row = evaluator.newRow(one.labels, one.dropName);
      copyRow(one, row, times.steps);
      context.hold(times.steps);
      yield row;
    }
    return;
  }
  const { said } = context.annotations;
  const before = context.totalSamples;
  const rows = [...aggregate(node, evaluator)];
  // What a query has to say of its data has a place in its text, and would be lost for the next one.
  const isPlain = context.annotations.said === said && rows.every(({ histograms }) => histograms === undefined);
  if (isPlain) kept.put(key, rows, context.totalSamples - before, times.steps);
  yield* rows;
}
