import { emptyLabels } from '@binnacle/model';
import { sortOfRange } from '../annotations/messages.ts';
import type { Call, Expr, VectorSelector } from '../ast.ts';
import { absence } from '../functions/absent.ts';
import { calendarFunction } from '../functions/calendar.ts';
import { fractions, manyQuantiles, quantiles, simpleHistogramFunction } from '../functions/histogram-functions.ts';
import { info } from '../functions/info.ts';
import { labelJoin, labelReplace, type Relabel } from '../functions/labels.ts';
import { mathFunction, maxOf, minOf, roundTo } from '../functions/math.ts';
import { sortByLabels, sortByValue } from '../functions/sort-rows.ts';
import { callOverRange, rangeArgument } from './call-over-range.ts';
import type { Evaluator } from './evaluator.ts';
import { mapHistograms, mapNumbers } from './map-rows.ts';
import { mergeRows } from './merge-rows.ts';
import { clearAt, isEmptyAt, type Row } from './row.ts';
import { selectInstant, type Take } from './select-instant.ts';
import { withoutParens } from './step-invariant.ts';

/** The series that a function call gives. */
export function* callRows(call: Call, evaluator: Evaluator, transient: boolean): Iterable<Row> {
  const args = call.args.map(withoutParens);
  const range = rangeArgument(call);
  if (range !== undefined) {
    const rows = callOverRange(call, range, evaluator, transient || call.func === 'absent_over_time');
    if (call.func !== 'absent_over_time') yield* rows;
    else yield* optional(absence(rows, range, evaluator));
    return;
  }
  const first = args[0];
  const math = mathFunction(call.func);
  if (math !== undefined) {
    yield* mapNumbers(evaluator.rows(first!, transient), evaluator, math);
    return;
  }
  const ofHistogram = simpleHistogramFunction(call.func);
  if (ofHistogram !== undefined) {
    yield* mapHistograms(evaluator.rows(first!, transient), evaluator, ofHistogram);
    return;
  }
  const calendar = calendarFunction(call.func);
  if (calendar !== undefined) {
    if (first === undefined) yield vectorOf(evaluator, (s) => calendar(Math.trunc(timeAt(evaluator, s))));
    else yield* mapNumbers(evaluator.rows(first, transient), evaluator, (x) => calendar(Math.trunc(x)));
    return;
  }
  yield* otherCall(call, args, evaluator, transient);
}

function* otherCall(call: Call, args: readonly Expr[], evaluator: Evaluator, transient: boolean): Iterable<Row> {
  const first = args[0]!;
  switch (call.func) {
    case 'absent':
      yield* optional(absence(evaluator.rows(first, true), first, evaluator));
      return;
    case 'clamp':
      yield* clamp(evaluator.rows(first, transient), evaluator.scalar(args[1]!), evaluator.scalar(args[2]!), evaluator);
      return;
    case 'clamp_min':
      yield* clamp(evaluator.rows(first, transient), evaluator.scalar(args[1]!), undefined, evaluator);
      return;
    case 'clamp_max':
      yield* clamp(evaluator.rows(first, transient), undefined, evaluator.scalar(args[1]!), evaluator);
      return;
    case 'round': {
      const multiple = args[1] === undefined ? undefined : evaluator.scalar(args[1]);
      yield* mapNumbers(evaluator.rows(first, transient), evaluator, (x, s) => roundTo(x, multiple?.[s] ?? 1));
      return;
    }
    case 'timestamp':
      yield* timestamps(first, evaluator, transient);
      return;
    case 'start_timestamp':
      if (first.kind === 'vector') yield* timesOfSamples(first, 'start', evaluator, transient);
      return;
    case 'vector': {
      const values = evaluator.scalar(first);
      yield vectorOf(evaluator, (s) => values[s]!);
      return;
    }
    case 'histogram_quantile':
      yield* quantiles(call, evaluator);
      return;
    case 'histogram_quantiles':
      yield* manyQuantiles(call, evaluator);
      return;
    case 'histogram_fraction':
      yield* fractions(call, evaluator);
      return;
    case 'info':
      yield* info(call, evaluator);
      return;
    case 'label_replace':
    case 'label_join':
      yield* relabel(call, first, evaluator);
      return;
    case 'sort':
    case 'sort_desc':
    case 'sort_by_label':
    case 'sort_by_label_desc':
      yield* sorted(call, first, args.slice(1).map(textOf), evaluator);
      return;
    default:
      throw new Error(`BUG: function ${call.func} does not give a vector`);
  }
}

function* optional(row: Row | undefined): Iterable<Row> {
  if (row !== undefined) yield row;
}

/** Evaluation time of a step, in seconds. */
export const timeAt = ({ times }: Evaluator, s: number): number => (times.startMs + s * times.stepMs) / 1000;

const textOf = (arg: Expr): string => (arg.kind === 'string' ? arg.value : '');

function vectorOf(evaluator: Evaluator, value: (s: number) => number): Row {
  const row = evaluator.newRow(emptyLabels, false);
  row.gaps = false;
  for (let s = 0; s < evaluator.times.steps; s++) row.values[row.at + s] = value(s);
  return row;
}

function* clamp(
  rows: Iterable<Row>,
  min: Float64Array | undefined,
  max: Float64Array | undefined,
  evaluator: Evaluator,
): Iterable<Row> {
  const mapped = mapNumbers(rows, evaluator, (x, s) => maxOf(min?.[s] ?? -Infinity, minOf(max?.[s] ?? Infinity, x)));
  for (const row of mapped) {
    for (let s = 0; s < evaluator.times.steps; s++) {
      if ((max?.[s] ?? Infinity) < (min?.[s] ?? -Infinity)) clearAt(row, s);
    }
    yield row;
  }
}

function* timesOfSamples(
  selector: VectorSelector,
  take: Take,
  evaluator: Evaluator,
  transient: boolean,
): Iterable<Row> {
  for (const row of selectInstant(selector, evaluator, transient, take)) {
    row.dropName = true;
    yield row;
  }
}

/** For a selector the time of the sample it found, for anything else the evaluation time. */
function* timestamps(arg: Expr, evaluator: Evaluator, transient: boolean): Iterable<Row> {
  if (arg.kind === 'vector' && arg.edge === undefined) {
    yield* timesOfSamples(arg, 'timestamp', evaluator, transient);
    return;
  }
  for (const row of evaluator.rows(arg, transient)) {
    for (let s = 0; s < evaluator.times.steps; s++) {
      if (!isEmptyAt(row, s)) row.values[row.at + s] = timeAt(evaluator, s);
    }
    row.histograms = undefined;
    row.dropName = true;
    yield row;
  }
}

function relabel(call: Call, vector: Expr, evaluator: Evaluator): readonly Row[] {
  const texts = call.args.slice(1).map((arg) => textOf(withoutParens(arg)));
  const change: Relabel =
    call.func === 'label_replace'
      ? labelReplace(texts[0]!, texts[1]!, texts[2]!, texts[3]!)
      : labelJoin(texts[0]!, texts[1]!, texts.slice(2));
  const rows = [...evaluator.rows(vector, false)];
  for (const row of rows) change(row);
  return mergeRows(rows, evaluator);
}

/** Order matters in the result of an instant query alone; a range query orders its series by labels. */
function sorted(call: Call, vector: Expr, names: readonly string[], evaluator: Evaluator): readonly Row[] {
  const { steps, startMs, endMs } = evaluator.times;
  if (startMs !== endMs) evaluator.context.annotations.add(sortOfRange(call));
  const byLabel = call.func === 'sort_by_label' || call.func === 'sort_by_label_desc';
  const rows = [...evaluator.rows(vector, false)].filter((row) => {
    if (!byLabel) row.histograms = undefined;
    return steps !== 1 || !isEmptyAt(row, 0);
  });
  if (steps !== 1) return rows;
  const descending = call.func === 'sort_desc' || call.func === 'sort_by_label_desc';
  return byLabel ? sortByLabels(rows, names, descending) : sortByValue(rows, descending);
}
