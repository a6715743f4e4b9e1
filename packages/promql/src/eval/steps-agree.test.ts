import { CUSTOM_BUCKETS_SCHEMA, labelsFromRecord, type FloatHistogram } from '@binnacle/model';
import { createMemoryEngine, type StorageEngine } from '@binnacle/storage';
import { describe, expect, test } from 'vitest';
import { histogramsEqual } from '@binnacle/model';
import type { LoadedSample, LoadedSeries, PointValue } from '../testscript/script-target.ts';
import { answerQuery, loadSeries } from './memory-target.test-data.ts';

/**
 * A range query must give at each step what an instant query at that time gives: the evaluator computes all steps at once,
 * in quite different ways for different data, so this compares its fast paths with one-step evaluation.
 */
const MINUTE = 60_000;
const START = 1_700_000_000_000;
const STEPS = 17;
const STEP_MS = 47_000;

/** Small, repeatable, and different for every seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Kind = 'counter' | 'gauge' | 'patchy' | 'histogram' | 'mixed' | 'custom';

function makeSeries(labels: Record<string, string>, kind: Kind, seed: number): LoadedSeries {
  const random = randomNumbers(seed);
  const samples: LoadedSample[] = [];
  let value = Math.floor(random() * 100);
  let start = 0;
  for (let t = START - 30 * MINUTE; t <= START + 20 * MINUTE; t += 15_000) {
    const patchy = kind !== 'counter' && kind !== 'gauge';
    if (patchy && random() < 0.2) continue;
    if (patchy && random() < 0.05) {
      samples.push({ t, value: 'stale', start: 0 });
      continue;
    }
    if (random() < 0.03) {
      value = 0;
      start = t - 5000;
    } else value += Math.floor(random() * 7);
    samples.push({ t, value: sampleOf(kind, value, random), start: kind === 'patchy' ? start : 0 });
  }
  return { labels: labelsFromRecord(labels), samples };
}

function sampleOf(kind: Kind, count: number, random: () => number): PointValue {
  if (kind === 'counter') return count;
  if (kind === 'gauge') return random() < 0.02 ? NaN : random() * 200 - 100;
  if (kind === 'histogram') return histogramOf(count, 1, []);
  if (kind === 'custom') return histogramOf(count, CUSTOM_BUCKETS_SCHEMA, [1, 2, 5]);
  if (kind === 'mixed' && random() < 0.5) return histogramOf(count, 0, []);
  return count;
}

const histogramOf = (count: number, schema: number, customValues: readonly number[]): FloatHistogram => ({
  counterResetHint: 'unknown',
  schema,
  zeroThreshold: 0,
  zeroCount: 0,
  count: 3 * count,
  sum: 5 * count,
  positiveSpans: [{ offset: 0, length: 2 }],
  positiveBuckets: [count, 2 * count],
  negativeSpans: [],
  negativeBuckets: [],
  customValues,
});

const series: LoadedSeries[] = [];
for (let i = 0; i < 6; i++) {
  const target = { job: `job-${i % 2}`, instance: `host-${i}` };
  series.push(makeSeries({ __name__: 'c_total', ...target }, 'counter', i + 1));
  series.push(makeSeries({ __name__: 'g', ...target }, 'gauge', i + 11));
  series.push(makeSeries({ __name__: 'p_total', ...target }, 'patchy', i + 21));
  series.push(makeSeries({ __name__: 'h', ...target }, 'histogram', i + 31));
  series.push(makeSeries({ __name__: 'n', ...target }, 'custom', i + 41));
  series.push(makeSeries({ __name__: 'm', ...target }, 'mixed', i + 51));
  for (const le of ['0.1', '1', '+Inf']) {
    series.push(makeSeries({ __name__: 'b_bucket', le, ...target }, 'patchy', i + le.length + 61));
  }
}
series.push(makeSeries({ __name__: 'target_info', job: 'job-0', instance: 'host-0', env: 'prod' }, 'patchy', 99));

const RANGE_FUNCTIONS = [
  'rate',
  'increase',
  'delta',
  'irate',
  'idelta',
  'changes',
  'resets',
  'sum_over_time',
  'avg_over_time',
  'count_over_time',
  'min_over_time',
  'max_over_time',
  'stddev_over_time',
  'stdvar_over_time',
  'last_over_time',
  'first_over_time',
  'present_over_time',
  'absent_over_time',
  'deriv',
  'mad_over_time',
  'ts_of_max_over_time',
  'ts_of_min_over_time',
  'ts_of_first_over_time',
  'ts_of_last_over_time',
];

const queries = [
  ...['c_total', 'g', 'p_total', 'h', 'n', 'm'].flatMap((metric) => [
    metric,
    `-${metric}`,
    `${metric} offset 3m`,
    `timestamp(${metric})`,
    `start_timestamp(${metric})`,
    ...['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'].map((op) => `${op} by (job) (${metric})`),
    `topk by (job) (2, ${metric})`,
    `bottomk(2, ${metric})`,
    `limitk(2, ${metric})`,
    `limit_ratio(0.5, ${metric})`,
    `quantile(0.4, ${metric})`,
    `count_values("v", round(${metric}, 50))`,
    `${metric} / 3`,
    `${metric} > 20`,
    `${metric} > bool 20`,
    `histogram_count(${metric})`,
    ...RANGE_FUNCTIONS.map((func) => `${func}(${metric}[3m])`),
    `sum by (job) (rate(${metric}[4m]))`,
    `quantile_over_time(0.7, ${metric}[3m])`,
    `predict_linear(${metric}[5m], 60)`,
    `double_exponential_smoothing(${metric}[3m], 0.4, 0.3)`,
    `max_over_time(${metric}[6m:50s])`,
    `rate(${metric}[7m:40s] offset 1m)`,
    `absent(${metric} > 100)`,
  ]),
  'rate(c_total[4m] anchored)',
  'increase(p_total[4m] smoothed)',
  'delta(g[4m] smoothed)',
  'rate(h[4m] anchored)',
  'increase(h[4m] smoothed)',
  'resets(p_total[4m] anchored)',
  'changes(m[4m] anchored)',
  'g smoothed',
  'c_total + on (instance) p_total',
  'rate(c_total[3m]) / on (instance) group_left rate(p_total[3m])',
  'sum by (job) (c_total) - on (job) group_right g',
  'c_total > on (instance) p_total',
  'c_total == bool on (instance) p_total',
  'h + n',
  'h - on (instance) h offset 5m',
  'p_total and on (instance) (g > 0)',
  'p_total unless on (instance) (g > 0)',
  'p_total or g',
  'p_total + on (instance) fill (7) g',
  'histogram_quantile(0.9, sum by (le, job) (rate(b_bucket[5m])))',
  'histogram_quantile(0.5, h)',
  'histogram_quantile(0.5, rate(n[5m]))',
  'histogram_fraction(0, 1, h)',
  'histogram_fraction(0, 0.5, b_bucket)',
  'histogram_quantiles(h, "q", 0.1, 0.9)',
  'histogram_avg(h)',
  'histogram_stddev(h)',
  'h >/ 1',
  'label_replace(g, "x", "$1", "instance", "host-(.*)")',
  'label_join(g, "x", "/", "job", "instance")',
  'clamp(g, -10, 10)',
  'clamp_max(g, time() % 100)',
  'hour(g * 1e7)',
  'vector(time())',
  'scalar(g{instance="host-1"})',
  'g * scalar(sum(c_total))',
  'c_total @ 1700000000',
  'sum(rate(c_total[5m] @ 1700000100))',
  'g - g @ 1700000000',
  'info(c_total)',
  'info(c_total, {env=~".+"})',
  'sum_over_time(sum by (job) (rate(c_total[2m]))[6m:1m])',
  'max_over_time(vector(time() - 5)[3m:20s])',
];

type Grouping = 'same' | 'each' | 'all';

async function makeEngine(grouping: Grouping): Promise<StorageEngine> {
  const engine = createMemoryEngine({ grouping });
  await loadSeries(series, engine);
  return engine;
}

const keyOf = (labels: readonly string[]): string => labels.join('|');

function sameValue(a: PointValue | undefined, b: PointValue | undefined): boolean {
  if (typeof a === 'object' && typeof b === 'object') return histogramsEqual(a, b);
  return Object.is(a, b) || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= 1e-12 * Math.abs(a));
}

describe('a range query gives at each step what an instant query gives', async () => {
  const engine = await makeEngine('same');
  test.each(queries)('%s', (query) => {
    const range = answerQuery(query, { startMs: START, endMs: START + (STEPS - 1) * STEP_MS, stepMs: STEP_MS }, engine);
    const problems: string[] = [];
    for (let s = 0; s < STEPS; s++) {
      const at = START + s * STEP_MS;
      const instant = answerQuery(query, { startMs: at, endMs: at, stepMs: 0 }, engine);
      if (!range.ok) problems.push(range.message);
      else if (!instant.ok) problems.push(instant.message);
      else problems.push(...compareStep(instant.value, range.value, at));
    }
    expect(problems).toEqual([]);
  });
});

test('the queries have results to compare', async () => {
  const engine = await makeEngine('same');
  const times = { startMs: START, endMs: START + (STEPS - 1) * STEP_MS, stepMs: STEP_MS };
  const empty = queries.filter((query) => {
    const outcome = answerQuery(query, times, engine);
    return !outcome.ok || outcome.value.kind !== 'matrix' || outcome.value.series.length === 0;
  });
  // Functions of numbers over histograms, functions of histograms over numbers, and `absent` have none.
  const expected = /\b[hnm]\b|histogram_count|absent/;
  expect(empty.filter((query) => !expected.test(query))).toEqual([]);
  expect(empty.length).toBeLessThan(queries.length / 5);
});

describe('how series are grouped makes no difference', async () => {
  const [same, each, all] = await Promise.all([makeEngine('same'), makeEngine('each'), makeEngine('all')]);
  const times = { startMs: START, endMs: START + (STEPS - 1) * STEP_MS, stepMs: STEP_MS };
  // Which of several series is the first is up to storage.
  test.each(queries.filter((query) => !/limitk|topk|bottomk/.test(query)))('%s', (query) => {
    const [a, b, c] = [same, each, all].map((engine) => answerQuery(query, times, engine));
    expect(withoutNoise(b)).toEqual(withoutNoise(a));
    expect(withoutNoise(c)).toEqual(withoutNoise(a));
  });
});

/** Sums depend in their last digits on the order of series. */
function withoutNoise(outcome: ReturnType<typeof answerQuery> | undefined): unknown {
  const rounded = JSON.stringify(outcome, (_, value: unknown) =>
    typeof value === 'number' ? (Number.isNaN(value) ? 'NaN' : Number(value.toPrecision(9))) : value,
  );
  return JSON.parse(rounded) as unknown;
}

type Answer = Extract<ReturnType<typeof answerQuery>, { ok: true }>['value'];

function compareStep(instant: Answer, range: Answer, at: number): string[] {
  if (range.kind !== 'matrix') return [`a range query gave a ${range.kind}`];
  const found = new Map<string, PointValue>();
  for (const { labels, points } of range.series) {
    for (const { t, value } of points) if (t === at) found.set(keyOf(labels), value);
  }
  const wanted = new Map<string, PointValue>();
  if (instant.kind === 'scalar') wanted.set('', instant.value);
  if (instant.kind === 'vector') for (const { labels, value } of instant.samples) wanted.set(keyOf(labels), value);
  const problems: string[] = [];
  for (const key of new Set([...found.keys(), ...wanted.keys()])) {
    const [a, b] = [found.get(key), wanted.get(key)];
    if (!sameValue(a, b)) problems.push(`${at} {${key}}: range ${JSON.stringify(a)}, instant ${JSON.stringify(b)}`);
  }
  return problems;
}
