import { compareLabels, type FloatHistogram } from '@binnacle/model';
import type { Expr, MatrixSelector, Subquery } from '../ast.ts';
import { findEdges, interpolate } from '../functions/extended-rate.ts';
import { windowEnd, windowStart, type FloatWindows } from '../functions/windows.ts';
import type { Evaluator } from './evaluator.ts';
import { withoutMetricLabels } from './label-sets.ts';
import { failExecution, SAME_LABELSET, type MatrixSeries } from './outcome.ts';
import { rangeInput } from './range-columns.ts';
import { RangeReader, type SeriesWindows } from './range-reader.ts';

/** The samples of a range selector or subquery as they are: the result of an instant query for them. */
export function rawMatrix(node: MatrixSelector | Subquery, evaluator: Evaluator): MatrixSeries[] {
  const { context } = evaluator;
  const edge = node.kind === 'matrix' ? node.vector.edge : undefined;
  const input = rangeInput(node, evaluator);
  const { lookbackMs } = context.settings;
  const reader = new RangeReader(input.windows, {
    before: edge === undefined ? 0 : lookbackMs,
    after: edge === 'smoothed' ? lookbackMs : 0,
  });
  const series: MatrixSeries[] = [];
  for (const columns of input.columns()) {
    reader.enter(columns);
    for (let i = 0; i < columns.size; i++) {
      const windows = reader.read(columns, i);
      const points = edge === undefined ? samplesOf(windows) : extended(windows, edge);
      if (points.timestamps.length === 0) continue;
      context.spend(points.timestamps.length);
      context.hold(points.timestamps.length);
      context.totalSamples += points.timestamps.length;
      const labels = columns.dropName(i) ? withoutMetricLabels(columns.labels(i)) : columns.labels(i);
      series.push(toSeries(labels, points));
    }
  }
  return withoutTwins(series.sort((a, b) => compareLabels(a.labels, b.labels)));
}

/** Series that have become alike without their names are one, unless they have samples at the same time. */
function withoutTwins(sorted: readonly MatrixSeries[]): MatrixSeries[] {
  const unique: MatrixSeries[] = [];
  for (const series of sorted) {
    const last = unique.at(-1);
    if (last === undefined || compareLabels(last.labels, series.labels) !== 0) unique.push(series);
    else unique[unique.length - 1] = merged(last, series);
  }
  return unique;
}

function merged(a: MatrixSeries, b: MatrixSeries): MatrixSeries {
  const points = [a, b]
    .flatMap(({ timestamps, values, histograms }) =>
      Array.from(timestamps, (t, i) => ({ t, value: values[i]!, histogram: histograms?.[i] })),
    )
    .sort((x, y) => x.t - y.t);
  if (points.some(({ t }, i) => i > 0 && points[i - 1]!.t === t)) failExecution(SAME_LABELSET);
  return toSeries(a.labels, {
    timestamps: points.map(({ t }) => t),
    values: points.map(({ value }) => value),
    histograms: points.map(({ histogram }) => histogram),
  });
}

interface Points {
  readonly timestamps: number[];
  readonly values: number[];
  readonly histograms: (FloatHistogram | undefined)[];
}

function toSeries(labels: MatrixSeries['labels'], points: Points): MatrixSeries {
  const values = Float64Array.from(points.values);
  return {
    labels,
    timestamps: Float64Array.from(points.timestamps),
    values,
    bits: new Uint32Array(values.buffer),
    at: 0,
    histograms: points.histograms.some((histogram) => histogram !== undefined) ? points.histograms : undefined,
  };
}

function samplesOf({ floats, histograms }: SeriesWindows): Points {
  const points: Points = { timestamps: [], values: [], histograms: [] };
  let h = histograms?.from[0] ?? 0;
  const lastHistogram = histograms?.to[0] ?? 0;
  const takeHistograms = (before: number): void => {
    for (; h < lastHistogram && histograms!.timestamps[h]! < before; h++) {
      points.timestamps.push(histograms!.timestamps[h]!);
      points.values.push(0);
      points.histograms.push(histograms!.histograms[h]);
    }
  };
  for (let i = floats.from[0]!; i < floats.to[0]!; i++) {
    takeHistograms(floats.timestamps[i]!);
    points.timestamps.push(floats.timestamps[i]!);
    points.values.push(floats.values[i]!);
    points.histograms.push(undefined);
  }
  takeHistograms(Infinity);
  return points;
}

/** With `anchored` or `smoothed` there is a sample at each edge of the window. */
function extended({ floats, histograms }: SeriesWindows, edge: 'anchored' | 'smoothed'): Points {
  const points: Points = { timestamps: [], values: [], histograms: [] };
  if (histograms !== undefined && histograms.to[0]! > histograms.from[0]!) {
    failExecution(`${edge} modifier is not supported with histograms`);
  }
  const [start, end] = [windowStart(floats.times, 0), windowEnd(floats.times, 0)];
  const smoothed = edge === 'smoothed';
  const edges = findEdges(floats.timestamps, floats.from[0]!, floats.to[0]!, start, end, smoothed);
  if (edges === undefined) return points;
  const push = (at: number, value: number): void => {
    points.timestamps.push(at);
    points.values.push(value);
    points.histograms.push(undefined);
  };
  push(start, valueAtStart(floats, edges.first, start, smoothed));
  for (let i = edges.first; i <= edges.last; i++) {
    const at = floats.timestamps[i]!;
    if (at > start && at < end) push(at, floats.values[i]!);
  }
  push(end, valueAtEnd(floats, edges.last, end, smoothed));
  return points;
}

function valueAtStart({ values, timestamps }: FloatWindows, first: number, start: number, smoothed: boolean): number {
  if (!smoothed || timestamps[first]! >= start) return values[first]!;
  return interpolate(values, timestamps, first, first + 1, start, false);
}

function valueAtEnd({ values, timestamps, from }: FloatWindows, last: number, end: number, smoothed: boolean): number {
  if (!smoothed || last <= from[0]! || timestamps[last]! <= end) return values[last]!;
  return interpolate(values, timestamps, last - 1, last, end, false);
}

/** True when an expression has samples with times of their own. */
export const isRange = (expr: Expr): expr is MatrixSelector | Subquery =>
  expr.kind === 'matrix' || expr.kind === 'subquery';
