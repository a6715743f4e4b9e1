import { type Labels } from '@binnacle/model';
import type { Binary, Expr } from '../ast.ts';
import { functionSignatures } from '../functions/signatures.ts';
import { aggregate } from './aggregate.ts';
import { vectorScalarBinary } from './binary-scalar.ts';
import { vectorsBinary } from './binary-vector.ts';
import { callRows } from './call.ts';
import { kernelMemory } from '../kernels/number-kernels.ts';
import type { Evaluator } from './evaluator.ts';
import { keptRows } from './kept-sums.ts';
import { negate } from './negate.ts';
import type { QueryContext } from './query-context.ts';
import { clearRow, countNumbers, hasAny, RowMaker, setHistogram, type Row } from './row.ts';
import { scalarValues } from './scalar.ts';
import { selectInstant } from './select-instant.ts';
import { setOperator } from './set-operators.ts';
import { selectSmoothed } from './smoothed-selector.ts';
import { isStepInvariant } from './step-invariant.ts';
import { stepTimes, type StepTimes } from './times.ts';

/** Rows are made in slabs of about so many values. */
const SLAB_VALUES = 16_384;

export class StepEvaluator implements Evaluator {
  readonly context: QueryContext;
  readonly times: StepTimes;
  private readonly maker: RowMaker;
  private readonly scratch: RowMaker;
  private readonly freeScratch: Row[] = [];

  constructor(context: QueryContext, times: StepTimes) {
    this.context = context;
    this.times = times;
    const perSlab = Math.max(1, Math.floor(SLAB_VALUES / Math.max(1, times.steps)));
    this.maker = new RowMaker(times.steps, perSlab, context.settings.slabs);
    this.scratch = new RowMaker(times.steps, 1);
  }

  on(times: StepTimes): Evaluator {
    return new StepEvaluator(this.context, times);
  }

  newRow(labels: Labels, dropName: boolean): Row {
    return this.maker.make(labels, dropName);
  }

  scratchRow(labels: Labels, dropName: boolean): Row {
    const [row] = this.freeScratch;
    if (row === undefined) {
      const made = this.kernelRow(labels, dropName) ?? this.scratch.make(labels, dropName);
      this.freeScratch.push(made);
      return made;
    }
    row.labels = labels;
    row.dropName = dropName;
    row.gaps = true;
    row.histograms = undefined;
    return row;
  }

  /** Where functions of WebAssembly reach it. */
  private kernelRow(labels: Labels, dropName: boolean): Row | undefined {
    const memory = kernelMemory();
    const at = memory?.take(this.times.steps);
    if (memory === undefined || at === undefined) return undefined;
    return { labels, dropName, values: memory.numbers, bits: memory.bits, at, gaps: true, histograms: undefined };
  }

  rows(expr: Expr, transient: boolean): Iterable<Row> {
    if (this.times.steps === 0) return [];
    if (this.times.steps > 1 && isStepInvariant(expr)) return this.broadcast(expr, transient);
    switch (expr.kind) {
      case 'paren':
        return this.rows(expr.expr, transient);
      case 'vector':
        return expr.edge === 'smoothed'
          ? selectSmoothed(expr, this, transient)
          : selectInstant(expr, this, transient, 'value');
      case 'unary':
        return expr.op === '-' ? negate(this.rows(expr.expr, transient), this) : this.rows(expr.expr, transient);
      case 'binary':
        return this.binary(expr, transient);
      case 'aggregate': {
        const { kept } = this.context.settings;
        const mostNumbers = kept?.of.get(expr);
        return kept === undefined || mostNumbers === undefined
          ? aggregate(expr, this)
          : keptRows(expr, this, kept.sums, mostNumbers);
      }
      case 'call':
        return callRows(expr, this, transient);
      default:
        throw new Error(`BUG: ${expr.kind} is not an instant vector expression`);
    }
  }

  private binary(node: Binary, transient: boolean): Iterable<Row> {
    if (node.op === 'and' || node.op === 'or' || node.op === 'unless') {
      return setOperator(node, node.op, this, transient);
    }
    if (isScalar(node.left)) {
      return vectorScalarBinary(node, this.rows(node.right, transient), this.scalar(node.left), true, this);
    }
    if (isScalar(node.right)) {
      return vectorScalarBinary(node, this.rows(node.left, transient), this.scalar(node.right), false, this);
    }
    return vectorsBinary(node, this, transient);
  }

  scalar(expr: Expr): Float64Array {
    if (this.times.steps > 1 && isStepInvariant(expr) && expr.kind !== 'number') {
      const before = this.context.totalSamples;
      const [value] = this.onFirstStep().scalar(expr);
      this.context.countForEachStep(this.context.totalSamples - before, this.times.steps);
      return new Float64Array(this.times.steps).fill(value!);
    }
    return scalarValues(expr, this);
  }

  private onFirstStep(): Evaluator {
    return this.on(stepTimes(this.times.startMs, this.times.startMs, this.times.stepMs));
  }

  /** Evaluates once what does not depend on the step, and repeats it. */
  private *broadcast(expr: Expr, transient: boolean): Iterable<Row> {
    const { context } = this;
    const { steps } = this.times;
    let before = context.totalSamples;
    const count = (): void => context.countForEachStep(context.totalSamples - before, steps);
    for (const one of this.onFirstStep().rows(expr, true)) {
      count();
      before = context.totalSamples;
      if (!hasAny(one, 1)) continue;
      const row = transient ? this.scratchRow(one.labels, one.dropName) : this.newRow(one.labels, one.dropName);
      const histogram = one.histograms?.[0];
      if (histogram === undefined) {
        row.values.fill(one.values[one.at]!, row.at, row.at + steps);
        row.gaps = false;
        row.histograms = undefined;
      } else {
        clearRow(row, steps);
        for (let s = 0; s < steps; s++) setHistogram(row, s, histogram);
      }
      if (!transient) context.hold(countNumbers(row, steps));
      yield row;
      // Whoever asked may have read other samples meanwhile.
      before = context.totalSamples;
    }
    count();
  }
}

/** True when an expression has one number at each step instead of series. */
export function isScalar(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number':
      return true;
    case 'paren':
    case 'unary':
      return isScalar(expr.expr);
    case 'binary':
      return isScalar(expr.left) && isScalar(expr.right);
    case 'call':
      return functionSignatures[expr.func].returns === 'scalar';
    default:
      return false;
  }
}
