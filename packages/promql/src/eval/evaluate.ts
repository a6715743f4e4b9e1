import { compareLabels, emptyLabels, labelValue } from '@binnacle/model';
import type { Querier } from '@binnacle/storage';
import type { Annotations } from '../annotations/annotations.ts';
import type { Expr } from '../ast.ts';
import { kernelMemory } from '../kernels/number-kernels.ts';
import { countOnlySelectors } from './detected-resets.ts';
import type { Evaluator } from './evaluator.ts';
import { keptAggregations, type KeptSums } from './kept-sums.ts';
import { METRIC_LABELS, withoutMetricLabels } from './label-sets.ts';
import { mergeRows } from './merge-rows.ts';
import type { NumberSlabs } from './number-slabs.ts';
import { QueryFailure, type MatrixSeries, type QueryOutcome, type Value } from './outcome.ts';
import { QueryContext, type ContextSettings, type QueryLimits } from './query-context.ts';
import { dataRange, type DataRange } from './query-range.ts';
import { isRange, rawMatrix } from './raw-matrix.ts';
import { hasAny, type Row } from './row.ts';
import { isScalar, StepEvaluator } from './step-evaluator.ts';
import { withoutParens } from './step-invariant.ts';
import { stepTimes, timestampsOf } from './times.ts';

export interface QueryTimes {
  /** Unix milliseconds; for an instant query `endMs` is `startMs`. */
  readonly startMs: number;
  readonly endMs: number;
  /** 0 for an instant query. */
  readonly stepMs: number;
  /** How long the last sample of a series counts; five minutes unless given. */
  readonly lookbackMs?: number | undefined;
}

export interface QuerySettings extends QueryTimes {
  /** The query as written, for positions in messages. */
  readonly query: string;
  /** Opens the data of a time range, both ends included. It is closed when the evaluation ends. */
  readonly openQuerier: (startMs: number, endMs: number) => Querier;
  readonly limits: QueryLimits;
  /** Looked at now and then: true ends the query. */
  readonly cancelled?: () => boolean;
  /** Looked at now and then: true when the query has taken too long. */
  readonly expired?: () => boolean;
  /** Step of a subquery that gives none; one minute unless given. */
  readonly subqueryStepMs?: (rangeMs: number) => number;
  /** Whether counters may tell by start timestamps that they began anew; true unless given. */
  readonly useStartTimestamps?: boolean;
  readonly statsPerStep?: boolean;
  /** Sums of the same data that queries before have made, and to which this one adds its own. */
  readonly keptSums?: KeptSums | undefined;
  /** Where the result lies, which then is valid until its owner takes it back; in memory of its own unless told. */
  readonly slabs?: NumberSlabs;
}

const DEFAULT_LOOKBACK_MS = 5 * 60 * 1000;
const DEFAULT_SUBQUERY_STEP_MS = 60 * 1000;

const NO_DATA: Querier = {
  select: () => [],
  series: () => [],
  labelNames: () => [],
  labelValues: () => [],
  exemplars: () => [],
  metadata: () => new Map(),
  close: () => {},
};

/**
 * Answers a query: an instant query when `stepMs` is 0, else one at each step from start to end.
 *
 * @param expr   as the parser made it, types checked
 * @returns      the value with annotations and figures, or why there is none
 * @throws       what the querier throws, and our bugs
 */
export function evaluate(expr: Expr, settings: QuerySettings): QueryOutcome {
  kernelMemory()?.clear();
  const probe = makeContext(NO_DATA, expr, settings);
  let querier: Querier = NO_DATA;
  try {
    const range = dataRange(expr, settings.startMs, settings.endMs, probe);
    if (range !== undefined) querier = settings.openQuerier(range.startMs, range.endMs);
  } catch (error) {
    return failed(error, probe.annotations);
  }
  const context = makeContext(querier, expr, settings);
  try {
    context.checkAlive();
    const value = valueOf(expr, new StepEvaluator(context, gridOf(settings)), settings);
    const { annotations, totalSamples, peakSamples, samplesPerStep } = context;
    return {
      ok: true,
      value,
      annotations,
      warnings: annotations.texts('warning', settings.query),
      infos: annotations.texts('info', settings.query),
      stats: { totalSamples, peakSamples, samplesPerStep },
    };
  } catch (error) {
    return failed(error, context.annotations);
  } finally {
    querier.close();
  }
}

/** The data that a query needs, for who opens them elsewhere; undefined when it needs none. */
export function queryDataRange(expr: Expr, times: QueryTimes): DataRange | undefined {
  const settings = { ...times, limits: { maxSamples: Infinity } };
  try {
    return dataRange(expr, times.startMs, times.endMs, makeContext(NO_DATA, expr, settings));
  } catch (error) {
    // The evaluation will fail for the same reason, and say it.
    if (error instanceof QueryFailure) return undefined;
    throw error;
  }
}

function failed(error: unknown, annotations: Annotations): QueryOutcome {
  if (error instanceof QueryFailure) return { ok: false, error: error.error, annotations };
  throw error;
}

const gridOf = ({ startMs, endMs, stepMs }: QueryTimes): ReturnType<typeof stepTimes> =>
  stepMs === 0 ? stepTimes(startMs, startMs, 1) : stepTimes(startMs, endMs, stepMs);

type Partly = QueryTimes & Pick<QuerySettings, 'limits'> & Partial<QuerySettings>;

function makeContext(querier: Querier, expr: Expr, settings: Partly): QueryContext {
  const complete: ContextSettings = {
    querier,
    startMs: settings.startMs,
    endMs: settings.endMs,
    stepMs: settings.stepMs,
    lookbackMs: settings.lookbackMs ?? DEFAULT_LOOKBACK_MS,
    subqueryStepMs: settings.subqueryStepMs ?? (() => DEFAULT_SUBQUERY_STEP_MS),
    countOnly: countOnlySelectors(expr),
    useStartTimestamps: settings.useStartTimestamps ?? true,
    // Figures of each step are not kept.
    kept:
      settings.keptSums === undefined || settings.statsPerStep === true
        ? undefined
        : { sums: settings.keptSums, of: keptAggregations(expr) },
    limits: settings.limits,
    cancelled: settings.cancelled ?? (() => false),
    expired: settings.expired ?? (() => false),
    statsPerStep: settings.statsPerStep ?? false,
    slabs: settings.slabs,
  };
  return new QueryContext(complete, gridOf(settings).steps);
}

function valueOf(written: Expr, evaluator: StepEvaluator, settings: QuerySettings): Value {
  const expr = withoutParens(written);
  const instant = settings.stepMs === 0;
  const timestampMs = settings.startMs;
  if (expr.kind === 'string') return { kind: 'string', timestampMs, value: expr.value };
  if (isRange(expr)) {
    if (!instant) throw new Error('BUG: a range query over a range vector');
    return { kind: 'matrix', series: rawMatrix(expr, evaluator) };
  }
  if (isScalar(expr)) {
    const values = evaluator.scalar(expr);
    if (instant) return { kind: 'scalar', timestampMs, value: values[0]! };
    const row = evaluator.newRow(emptyLabels, false);
    row.values.set(values, row.at);
    return { kind: 'matrix', series: [toSeries(row, timestampsOf(evaluator.times))] };
  }
  const rows = finalRows(evaluator.rows(expr, false), evaluator);
  if (instant) {
    const samples = rows.map(({ labels, values, at, histograms }) => ({
      labels,
      value: values[at]!,
      histogram: histograms?.[0],
    }));
    return { kind: 'vector', timestampMs, samples };
  }
  const timestamps = timestampsOf(evaluator.times);
  const series = rows.map((row) => toSeries(row, timestamps));
  return { kind: 'matrix', series: series.sort((a, b) => compareLabels(a.labels, b.labels)) };
}

const toSeries = ({ labels, values, bits, at, histograms }: Row, timestamps: Float64Array): MatrixSeries => ({
  labels,
  timestamps,
  values,
  bits,
  at,
  histograms,
});

/** Drops the names that are to be dropped, and series without any sample. */
function finalRows(rows: Iterable<Row>, evaluator: Evaluator): readonly Row[] {
  const kept: Row[] = [];
  const names = new Set<string>();
  for (const row of rows) {
    if (!hasAny(row, evaluator.times.steps)) continue;
    names.add(row.dropName ? METRIC_LABELS.map((name) => labelValue(row.labels, name)).join() : 'kept');
    if (row.dropName) row.labels = withoutMetricLabels(row.labels);
    kept.push(row);
  }
  // Labels are unique until now, and still are when all series lose the same name.
  return names.size < 2 ? kept : mergeRows(kept, evaluator);
}
