import type { Aggregate, Expr } from '../ast.ts';
import { printExpr } from '../print/print.ts';
import { aggregate } from './aggregate.ts';
import type { Evaluator } from './evaluator.ts';
import type { NumberSlabs } from './number-slabs.ts';
import { copyRow, type Row } from './row.ts';
import { withoutParens } from './step-invariant.ts';

interface Kept {
  readonly rows: readonly Row[];
  /** What the query that made them has counted. */
  readonly samples: number;
  /** Ends what was asked for to keep the rows. */
  readonly letGo: () => void;
}

/**
 * Aggregations, kept for the next query, or for the next place in the same one: a panel asks for the median, the 90th and the 99th percentile
 * of the same buckets, a ratio has its denominator two or three times, ten panels of a view are filled up with `0 * count(kube_pod_info)`. Adding
 * up is nearly all of the work. Whoever holds this empties it when the data have changed.
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

  /** Keeps the rows themselves, which nobody changes from now on, and the slabs they lie in; copies, where those hold mostly something else. */
  putUnchanging(
    key: string,
    rows: readonly Row[],
    samples: number,
    steps: number,
    owner: NumberSlabs | undefined,
  ): void {
    const slabs = new Set(rows.map(({ values }) => values));
    let numbers = 0;
    for (const { length } of slabs) numbers += length;
    if (2 * rows.length * steps < numbers) {
      this.put(key, rows, samples, steps);
      return;
    }
    if (!this.#makeRoom(numbers)) return;
    owner?.leave(slabs);
    this.#byKey.set(key, { rows, samples, letGo: () => owner?.giveBack(slabs) });
  }

  /** Copies the rows, which whoever asked for them may change. */
  put(key: string, rows: readonly Row[], samples: number, steps: number): void {
    const numbers = rows.length * steps;
    if (!this.#makeRoom(numbers)) return;
    const values = new Float64Array(numbers);
    const bits = new Uint32Array(values.buffer);
    const copies = rows.map(({ labels, dropName }, i): Row => {
      const copy = { labels, dropName, values, bits, at: i * steps, gaps: true, histograms: undefined };
      copyRow(rows[i]!, copy, steps);
      return copy;
    });
    this.#byKey.set(key, { rows: copies, samples, letGo: () => {} });
  }

  #makeRoom(numbers: number): boolean {
    if (numbers > this.#maxNumbers) return false;
    if (this.#numbers + numbers > this.#maxNumbers) this.clear();
    this.#numbers += numbers;
    return true;
  }

  clear(): void {
    for (const { letGo } of this.#byKey.values()) letGo();
    this.#byKey.clear();
    this.#numbers = 0;
  }
}

/** A copy of so many numbers costs nothing beside what they are made of: a few groups over the steps of a chart. */
const FEW_NUMBERS = 4096;
/** What takes in any number of series, and gives one for each group. */
const GROUPING: ReadonlySet<Aggregate['op']> = new Set(['sum', 'avg', 'min', 'max', 'count', 'group']);

/**
 * The aggregations of an expression that are kept, each with how many numbers at most: any number where a quantile is taken of it directly, which
 * only reads the rows.
 */
export function keptAggregations(expr: Expr): ReadonlyMap<Aggregate, number> {
  const found = new Map<Aggregate, number>();
  collect(expr, found);
  return found;
}

function collect(expr: Expr, into: Map<Aggregate, number>): void {
  switch (expr.kind) {
    case 'call':
      if (expr.func === 'histogram_quantile') {
        const buckets = withoutParens(expr.args[1]!);
        if (buckets.kind === 'aggregate') into.set(buckets, Infinity);
      }
      for (const arg of expr.args) collect(arg, into);
      return;
    case 'aggregate':
      if (GROUPING.has(expr.op) && !into.has(expr)) into.set(expr, FEW_NUMBERS);
      collect(expr.expr, into);
      return;
    case 'paren':
    case 'unary':
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
export function* keptRows(node: Aggregate, evaluator: Evaluator, kept: KeptSums, mostNumbers: number): Iterable<Row> {
  const { context, times } = evaluator;
  const { startMs, endMs, stepMs, lookbackMs } = context.settings;
  const key = [times.startMs, times.endMs, times.stepMs, startMs, endMs, stepMs, lookbackMs, textOf(node)].join(' ');
  const known = kept.get(key);
  const isOnlyRead = mostNumbers === Infinity;
  if (known !== undefined) {
    context.totalSamples += known.samples;
    for (const one of known.rows) {
      context.spend(times.steps);
      if (isOnlyRead) {
        context.hold(times.steps);
        yield one;
        continue;
      }
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
  const samples = context.totalSamples - before;
  if (isPlain && isOnlyRead) kept.putUnchanging(key, rows, samples, times.steps, context.settings.slabs);
  else if (isPlain && rows.length * times.steps <= mostNumbers) kept.put(key, rows, samples, times.steps);
  yield* rows;
}

/** Trees are evaluated again and again. */
const texts = new WeakMap<Aggregate, string>();

function textOf(node: Aggregate): string {
  const known = texts.get(node);
  if (known !== undefined) return known;
  const text = printExpr(node);
  texts.set(node, text);
  return text;
}
