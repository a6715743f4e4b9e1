import { labelValue, METRIC_NAME } from '@binnacle/model';
import type { Call, Expr, MatrixSelector, Span, Subquery } from '../ast.ts';
import { possibleNonCounter } from '../annotations/messages.ts';
import { keepsName, rangeFunction } from '../functions/range-functions.ts';
import type { RangeCall, RangeFunction } from '../functions/windows.ts';
import type { Evaluator } from './evaluator.ts';
import { histogramWeight } from './histogram-weight.ts';
import { failExecution } from './outcome.ts';
import { rangeInput, type RangeColumns, type RangeInput } from './range-columns.ts';
import { RangeReader, type Margins, type SeriesWindows } from './range-reader.ts';
import { clearAt, countNumbers, setHistogram, type Row } from './row.ts';
import { samplesInWindows, type WindowBounds } from './windows.ts';
import { withoutParens } from './step-invariant.ts';

/** The range argument of a call, if it has one. */
export function rangeArgument(call: Call): MatrixSelector | Subquery | undefined {
  for (const arg of call.args) {
    const inner = withoutParens(arg);
    if (inner.kind === 'matrix' || inner.kind === 'subquery') return inner;
  }
  return undefined;
}

/** The results of a function over a range, series by series; a series without any result is left out. */
export function* callOverRange(
  call: Call,
  node: MatrixSelector | Subquery,
  evaluator: Evaluator,
  transient: boolean,
): Iterable<Row> {
  const over = new CallOverRange(call, node, evaluator);
  for (const columns of over.input.columns()) {
    over.enter(columns);
    for (let i = 0; i < columns.size; i++) {
      const row = over.row(columns, i, over.read(columns, i), transient);
      if (row !== undefined) yield row;
    }
  }
}

/** A function over a range under way: reads series and makes their rows. */
export class CallOverRange {
  readonly input: RangeInput;
  readonly func: RangeFunction;
  readonly reader: RangeReader;
  private readonly evaluator: Evaluator;
  private readonly range: RangeCall;
  private readonly drop: boolean;
  private readonly isRate: boolean;
  private perSeries = 0;
  private checkedName = '';

  constructor(call: Call, node: MatrixSelector | Subquery, evaluator: Evaluator) {
    const edge = node.kind === 'matrix' ? node.vector.edge : undefined;
    checkEdge(call, edge);
    this.evaluator = evaluator;
    this.range = describe(call, node, edge, evaluator);
    this.func = rangeFunction(call.func, this.range)!;
    this.input = rangeInput(node, evaluator);
    this.reader = new RangeReader(this.input.windows, margins(edge, evaluator.context.settings.lookbackMs));
    this.drop = !keepsName(call.func);
    this.isRate = call.func === 'rate' || call.func === 'increase';
  }

  /** Turns to the next group of series. */
  enter(columns: RangeColumns): void {
    this.reader.enter(columns);
    this.perSeries = samplesInWindows(this.reader.bounds);
  }

  /** The samples of a series, which count from now on. Valid until the next one is read. */
  read(columns: RangeColumns, i: number): SeriesWindows {
    this.spend(columns, 1);
    const { reader } = this;
    const series = reader.read(columns, i);
    if (series.histograms === undefined && series.floats.from === reader.bounds.from) this.countDense(1);
    else countSparse(series, this.evaluator);
    return series;
  }

  /** Counts series that have every sample of their group and need not be read. */
  countUnread(columns: RangeColumns, count: number): void {
    this.spend(columns, count);
    this.countDense(count);
  }

  private spend({ timestamps }: RangeColumns, count: number): void {
    const { context, times } = this.evaluator;
    context.spend(count * (timestamps.length + times.steps));
    context.notePeak(timestamps.length);
  }

  private countDense(count: number): void {
    this.evaluator.context.totalSamples += count * this.perSeries;
    for (let i = 0; i < count; i++) countPerStep(this.reader.bounds, this.evaluator);
  }

  /** The results for a series that was read; undefined where there are none. */
  row(columns: RangeColumns, i: number, series: SeriesWindows, transient: boolean): Row | undefined {
    const { evaluator, func, range } = this;
    const { context, times } = evaluator;
    const labels = columns.labels(i);
    const dropName = this.drop || columns.dropName(i);
    const row = transient ? evaluator.scratchRow(labels, dropName) : evaluator.newRow(labels, dropName);
    row.histograms = undefined;
    const found = func.floats(series.floats, row);
    const histograms = series.histograms === undefined ? 0 : applyMixed(func, series, range, row, evaluator);
    if (found + histograms === 0) return undefined;
    if (found > 0 && (histograms === 0 || countNumbers(row, times.steps) > 0)) {
      this.noteName(labelValue(labels, METRIC_NAME));
    }
    if (!transient) context.hold(found + histograms);
    return row;
  }

  /** Says so when a rate is taken of what does not look like a counter. */
  noteName(name: string): void {
    if (!this.isRate || name === this.checkedName) return;
    this.checkedName = name;
    noteNonCounter(name, this.evaluator, this.range.argSpans[0]!);
  }
}

function describe(call: Call, node: Expr, edge: RangeCall['edge'], evaluator: Evaluator): RangeCall {
  const scalars = call.args.filter((arg) => withoutParens(arg) !== node).map((arg) => evaluator.scalar(arg));
  return {
    edge,
    lookbackMs: evaluator.context.settings.lookbackMs,
    scalars,
    annotations: evaluator.context.annotations,
    argSpans: call.args.map(withoutParens),
  };
}

const margins = (edge: RangeCall['edge'], lookbackMs: number): Margins => ({
  before: edge === undefined ? 0 : lookbackMs,
  after: edge === 'smoothed' ? lookbackMs : 0,
});

const EDGE_FUNCTIONS = {
  anchored: ['changes', 'delta', 'increase', 'rate', 'resets'],
  smoothed: ['delta', 'increase', 'rate'],
} as const;

function checkEdge(call: Call, edge: RangeCall['edge']): void {
  if (edge === undefined) return;
  const allowed: readonly string[] = EDGE_FUNCTIONS[edge];
  if (allowed.includes(call.func)) return;
  failExecution(`${edge} modifier can only be used with: ${allowed.join(', ')} - not with ${call.func}`);
}

/** Puts in the results of steps whose window has histograms. Returns how many results that made more. */
function applyMixed(
  func: RangeFunction,
  { floats, histograms }: SeriesWindows,
  range: RangeCall,
  row: Row,
  { context, times }: Evaluator,
): number {
  const report = { annotations: range.annotations, name: labelValue(row.labels, METRIC_NAME), at: range.argSpans[0]! };
  const before = countNumbers(row, times.steps);
  let made = 0;
  for (let s = 0; s < times.steps; s++) {
    if (histograms!.to[s]! <= histograms!.from[s]!) continue;
    const result = func.mixed(floats, histograms!, s, report);
    if (result === 'keep') continue;
    if (typeof result === 'object') {
      setHistogram(row, s, result);
      made++;
      continue;
    }
    clearAt(row, s);
    if (result !== undefined) row.values[row.at + s] = result;
  }
  context.spend(times.steps);
  return made + countNumbers(row, times.steps) - before;
}

function noteNonCounter(name: string, { context }: Evaluator, at: Span): void {
  if (name === '' || /_(?:total|sum|count|bucket)$/.test(name)) return;
  context.annotations.add(possibleNonCounter(name, at));
}

function countPerStep({ from, to }: WindowBounds, { context, times }: Evaluator): void {
  const perStep = context.samplesPerStep;
  if (perStep === undefined || perStep.length !== times.steps) return;
  for (let s = 0; s < times.steps; s++) perStep[s]! += to[s]! - from[s]!;
}

/** The same for a series with samples missing, or with histograms, which count for more than one. */
function countSparse({ floats, histograms }: SeriesWindows, { context, times }: Evaluator): void {
  const perStep = context.samplesPerStep?.length === times.steps ? context.samplesPerStep : undefined;
  const weightBefore = [0];
  for (const each of histograms?.histograms ?? []) weightBefore.push(weightBefore.at(-1)! + histogramWeight(each));
  for (let s = 0; s < times.steps; s++) {
    let samples = floats.to[s]! - floats.from[s]!;
    if (histograms !== undefined) samples += weightBefore[histograms.to[s]!]! - weightBefore[histograms.from[s]!]!;
    context.totalSamples += samples;
    if (perStep !== undefined) perStep[s]! += samples;
  }
}
