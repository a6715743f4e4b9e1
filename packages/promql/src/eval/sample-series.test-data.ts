import { CUSTOM_BUCKETS_SCHEMA, labelsFromRecord, type FloatHistogram } from '@binnacle/model';
import type { LoadedSample, LoadedSeries, PointValue } from '../testscript/script-target.ts';

/** Series of all sorts, and queries that use every part of the language over them. */
const MINUTE = 60_000;
export const SAMPLES_START = 1_700_000_000_000;

/** Small, repeatable, and different for every seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Kind = 'counter' | 'gauge' | 'patchy' | 'histogram' | 'mixed' | 'custom' | 'wide';

function makeSeries(labels: Record<string, string>, kind: Kind, seed: number): LoadedSeries {
  const random = randomNumbers(seed);
  const samples: LoadedSample[] = [];
  let value = Math.floor(random() * 100);
  let start = 0;
  for (let t = SAMPLES_START - 30 * MINUTE; t <= SAMPLES_START + 20 * MINUTE; t += 15_000) {
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
  if (kind === 'wide') return wideHistogram(count, random);
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

/** With a zero bucket, negative buckets, gaps, and a resolution of its own most of the time. */
function wideHistogram(count: number, random: () => number): FloatHistogram {
  const zeroCount = 2 * count;
  const positiveBuckets = [count, 0, 3 * count, count];
  const negativeBuckets = [count, 5 * count];
  return {
    counterResetHint: 'unknown',
    schema: random() < 0.9 ? 1 : 3,
    zeroThreshold: random() < 0.9 ? 0.001 : 0.25,
    zeroCount,
    count: zeroCount + 11 * count,
    sum: 4 * count,
    positiveSpans: [
      { offset: -1, length: 2 },
      { offset: 2, length: 2 },
    ],
    positiveBuckets,
    negativeSpans: [
      { offset: 1, length: 1 },
      { offset: 3, length: 1 },
    ],
    negativeBuckets,
    customValues: [],
  };
}

export const sampleSeries: LoadedSeries[] = [];
for (let i = 0; i < 6; i++) {
  const target = { job: `job-${i % 2}`, instance: `host-${i}` };
  sampleSeries.push(makeSeries({ __name__: 'c_total', ...target }, 'counter', i + 1));
  sampleSeries.push(makeSeries({ __name__: 'g', ...target }, 'gauge', i + 11));
  sampleSeries.push(makeSeries({ __name__: 'p_total', ...target }, 'patchy', i + 21));
  sampleSeries.push(makeSeries({ __name__: 'h', ...target }, 'histogram', i + 31));
  sampleSeries.push(makeSeries({ __name__: 'n', ...target }, 'custom', i + 41));
  sampleSeries.push(makeSeries({ __name__: 'm', ...target }, 'mixed', i + 51));
  sampleSeries.push(makeSeries({ __name__: 'w', ...target }, 'wide', i + 111));
  for (const le of ['0.1', '1', '+Inf']) {
    sampleSeries.push(makeSeries({ __name__: 'b_bucket', le, ...target }, 'patchy', i + le.length + 61));
  }
}
sampleSeries.push(makeSeries({ __name__: 'target_info', job: 'job-0', instance: 'host-0', env: 'prod' }, 'patchy', 99));

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

export const sampleQueries: readonly string[] = [
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
  'w',
  'sum by (job) (w)',
  'avg(w)',
  'w + on (instance) h',
  'w - on (instance) w offset 1m',
  'w * 3',
  'w / -4',
  'w == w',
  'w != on (instance) h',
  'histogram_quantile(0.1, w)',
  'histogram_quantile(0.5, w)',
  'histogram_quantile(0.97, sum(w))',
  'histogram_fraction(-3, 0.5, w)',
  'histogram_stddev(w)',
  'histogram_stdvar(sum by (job) (w))',
  'delta(w[3m])',
  'increase(w[3m])',
  'irate(w[3m])',
  'idelta(w[3m])',
  'sum_over_time(w[3m])',
  'avg_over_time(w[3m])',
  'last_over_time(w[3m])',
  'count_values("v", w)',
  'resets(w[5m])',
  'changes(w[5m])',
  'label_replace(g, "x", "$1", "instance", "host-(.*)")',
  'label_join(g, "x", "/", "job", "instance")',
  'clamp(g, -10, 10)',
  'clamp_max(g, time() % 100)',
  'hour(c_total * 1e7)',
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
