import { isAbsentAt } from '@binnacle/model';
import { createMemoryEngine, KEY_CANONICAL, type StorageEngine } from '@binnacle/storage';
import { canonicalKey } from '@binnacle/storage';
import type {
  LoadedSeries,
  PointValue,
  ResultOutcome,
  ResultValue,
  ScriptTarget,
} from '../testscript/script-target.ts';
import { parseExpr } from '../syntax/parse.ts';
import { evaluate, type QueryTimes } from './evaluate.ts';
import type { MatrixSeries, Value } from './outcome.ts';

const WORKSPACE = 'default';

/** Runs scripts with this package's evaluator over a storage engine in memory. */
export function memoryTarget(makeEngine: () => StorageEngine = createMemoryEngine): ScriptTarget {
  let engine = makeEngine();
  const run = (query: string, times: QueryTimes): ResultOutcome => answerQuery(query, times, engine);
  return {
    clear: () => {
      engine = makeEngine();
      return Promise.resolve();
    },
    load: (series) => loadSeries(series, engine),
    instant: (query, timeMs) => Promise.resolve(run(query, { startMs: timeMs, endMs: timeMs, stepMs: 0 })),
    range: (query, startMs, endMs, stepMs) => Promise.resolve(run(query, { startMs, endMs, stepMs })),
  };
}

export async function loadSeries(all: readonly LoadedSeries[], engine: StorageEngine): Promise<void> {
  const appender = engine.appender(WORKSPACE);
  for (const { labels, samples } of all) {
    const key = canonicalKey(labels);
    const series = appender.create(labels, KEY_CANONICAL, key, 0, key.length);
    for (const { t, value, start } of samples) {
      if (value === 'stale') appender.stale(series, t);
      else if (typeof value === 'number') appender.float(series, t, value, start);
      else appender.histogram(series, t, value, start);
    }
  }
  const outcome = await appender.commit();
  if (!outcome.ok) throw new Error(outcome.message);
}

export function answerQuery(query: string, times: QueryTimes, engine: StorageEngine): ResultOutcome {
  const parsed = parseExpr(query);
  if (!parsed.ok) return { ok: false, message: parsed.error.message };
  const outcome = evaluate(parsed.expr, {
    ...times,
    query,
    openQuerier: (startMs, endMs) => engine.querier(WORKSPACE, startMs, endMs),
    limits: { maxSamples: 50_000_000 },
    // Rows must not depend on what was in their memory before.
    slabs: { take: (count) => new Float64Array(count).fill(1234.5), leave: () => {}, giveBack: () => {} },
  });
  if (!outcome.ok) return { ok: false, message: outcome.error.message };
  return { ok: true, value: resultOf(outcome.value), warnings: outcome.warnings, infos: outcome.infos };
}

function resultOf(value: Value): ResultValue {
  switch (value.kind) {
    case 'scalar':
    case 'string':
      return value;
    case 'vector':
      return {
        kind: 'vector',
        samples: value.samples.map(({ labels, value: number, histogram }) => ({ labels, value: histogram ?? number })),
      };
    case 'matrix':
      return {
        kind: 'matrix',
        series: value.series.map((series) => ({ labels: series.labels, points: pointsOf(series) })),
      };
  }
}

function pointsOf({ timestamps, values, bits, at, histograms }: MatrixSeries): { t: number; value: PointValue }[] {
  const points: { t: number; value: PointValue }[] = [];
  timestamps.forEach((t, i) => {
    const histogram = histograms?.[i];
    if (histogram !== undefined) points.push({ t, value: histogram });
    else if (!isAbsentAt(bits, at + i)) points.push({ t, value: values[at + i]! });
  });
  return points;
}
