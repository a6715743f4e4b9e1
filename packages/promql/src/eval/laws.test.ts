import { createMemoryEngine, type StorageEngine } from '@binnacle/storage';
import { beforeAll, describe, expect, test } from 'vitest';
import { answerQuery, loadSeries } from './memory-target.test-data.ts';
import { SAMPLES_START, sampleSeries } from './sample-series.test-data.ts';

/** Queries that must mean the same, whatever the data. */
const laws: [string, string][] = [
  ['sum by (job) (p_total)', 'sum by (job) (sum by (job, instance) (p_total))'],
  ['sum(c_total)', 'sum(sum without (instance) (c_total))'],
  ['max by (job) (g)', '-min by (job) (-g)'],
  ['count(p_total)', 'sum(p_total * 0 + 1)'],
  ['count by (job) (h)', 'sum by (job) (count by (job, instance) (h))'],
  ['avg by (job) (p_total)', 'sum by (job) (p_total) / count by (job) (p_total)'],
  ['topk(100, p_total)', 'p_total'],
  ['limitk(100, m)', 'm'],
  ['limit_ratio(1, c_total)', 'c_total'],
  ['limit_ratio(0.4, c_total) or limit_ratio(-0.6, c_total)', 'c_total'],
  ['increase(c_total[4m])', 'rate(c_total[4m]) * 240'],
  ['quantile by (job) (1, p_total)', 'max by (job) (p_total)'],
  ['quantile by (job) (0, p_total)', 'min by (job) (p_total)'],
  ['quantile_over_time(1, p_total[3m])', 'max_over_time(p_total[3m])'],
  ['avg_over_time(p_total[3m])', 'sum_over_time(p_total[3m]) / count_over_time(p_total[3m])'],
  ['stddev_over_time(p_total[3m])', 'sqrt(stdvar_over_time(p_total[3m]))'],
  ['last_over_time(p_total[5m])', 'p_total or last_over_time(p_total[5m])'],
  ['p_total and p_total', 'p_total'],
  ['(p_total > 50) or (p_total <= 50)', 'p_total'],
  ['p_total unless (p_total > 50)', 'p_total <= 50'],
  ['p_total > bool 50', '(p_total * 0 + 1 and p_total > 50) or p_total * 0'],
  ['clamp(p_total, 10, 60)', 'clamp_max(clamp_min(p_total, 10), 60)'],
  ['sum(rate(c_total[3m])) - sum(rate(c_total[3m]))', 'vector(0)'],
  ['histogram_count(h)', 'histogram_sum(h) * 3 / 5'],
  ['histogram_avg(h)', 'histogram_sum(h) / histogram_count(h)'],
  ['histogram_stddev(h)', 'sqrt(histogram_stdvar(h))'],
  ['h + h', 'h * 2'],
  ['histogram_count(sum(h))', 'sum(histogram_count(h))'],
  ['avg_over_time(h[2m])', 'sum_over_time(h[2m]) / count_over_time(h[2m])'],
  ['c_total offset 2m', 'last_over_time(c_total[5m] offset 2m)'],
  ['max_over_time(c_total[3m:15s])', 'max_over_time((c_total)[3m:15s])'],
  ['c_total{instance=~"host-[01]"}', 'c_total{instance="host-0"} or c_total{instance="host-1"}'],
  ['p_total - on (instance) g', '-(g - on (instance) p_total)'],
  ['p_total * on (instance) group_left g', 'g * on (instance) group_right p_total'],
  ['label_replace(label_replace(g, "x", "$1", "job", "(.*)"), "x", "", "", "")', 'g'],
  ['absent(p_total)', 'absent(count(p_total) > 0)'],
  [
    'count_values("v", p_total > bool 50)',
    'label_replace(count(p_total > 50), "v", "1", "", "") or label_replace(count(p_total <= 50), "v", "0", "", "")',
  ],
  ['delta(g[3m]) == delta(g[3m])', 'delta(g[3m]) > -Inf'],
  // What stands behind a sign is not added up before the function is applied.
  ...['c_total', 'p_total', 'g', 'm', 'h', 'c_total{instance="host-0"}'].flatMap((metric) =>
    ['rate', 'increase', 'delta', 'sum_over_time', 'avg_over_time'].flatMap((func) =>
      ['sum by (job)', 'avg by (job)', 'sum', 'avg without (instance)'].map((by): [string, string] => [
        `${by} (${func}(${metric}[3m]))`,
        `${by} (+${func}(${metric}[3m]))`,
      ]),
    ),
  ),
];

let engine: StorageEngine;
beforeAll(async () => {
  engine = createMemoryEngine();
  await loadSeries(sampleSeries, engine);
});

/** Points by labels (without the name) and time; numbers to twelve digits, as sums are made in different orders. */
function answer(query: string): unknown {
  const times = { startMs: SAMPLES_START, endMs: SAMPLES_START + 600_000, stepMs: 37_000 };
  const outcome = answerQuery(query, times, engine);
  if (!outcome.ok) return outcome.message;
  if (outcome.value.kind !== 'matrix') return outcome.value.kind;
  const series = outcome.value.series.map(({ labels, points }) => {
    const name = labels.indexOf('__name__');
    const rest = labels.filter((_, i) => name < 0 || (i !== name && i !== name + 1));
    return [rest.join('|'), points.map(({ t, value }) => [t, normal(value)])] as const;
  });
  return Object.fromEntries(series);
}

const normal = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part: unknown) => {
      if (key === 'counterResetHint') return undefined;
      return typeof part === 'number' ? (Object.is(part, -0) ? '0' : part.toPrecision(11)) : part;
    }),
  ) as unknown;

describe('means the same', () => {
  test.each(laws)('%s   and   %s', (one, other) => {
    const answers = [answer(one), answer(other)];
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toBeTypeOf('object');
  });
});
