import { createMemoryEngine } from '@binnacle/storage';
import { expect, test } from 'vitest';
import { parseExpr } from '../syntax/parse.ts';
import { evaluate } from './evaluate.ts';
import { keptAggregations, KeptSums } from './kept-sums.ts';
import { loadSeries } from './memory-target.test-data.ts';
import { ReusedSlabs } from './number-slabs.ts';
import { resultJson } from '../json/result-json.ts';
import { sampleQueries, SAMPLES_START, sampleSeries } from './sample-series.test-data.ts';

const engine = createMemoryEngine();
await loadSeries(sampleSeries, engine);
const TIMES = { startMs: SAMPLES_START, endMs: SAMPLES_START + 16 * 47_000, stepMs: 47_000 };
const text = new TextDecoder();

function answer(query: string, keptSums: KeptSums | undefined, times = TIMES, slabs?: ReusedSlabs) {
  const parsed = parseExpr(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  let opened = 0;
  const outcome = evaluate(parsed.expr, {
    ...times,
    query,
    openQuerier: (startMs, endMs) => {
      const querier = engine.querier('default', startMs, endMs);
      return { ...querier, select: (...args) => (opened++, querier.select(...args)), close: () => querier.close() };
    },
    limits: { maxSamples: 1e7 },
    keptSums,
    ...(slabs === undefined ? {} : { slabs }),
  });
  if (!outcome.ok) throw new Error(outcome.error.message);
  const { warnings, infos, stats } = outcome;
  const body = text.decode(resultJson(outcome.value));
  slabs?.reclaim();
  return { reads: opened, said: { body, warnings, infos, stats } };
}

const BUCKETS = sampleQueries.filter((query) => query.includes('histogram_quantile'));
const quantiles = (query: string): string[] =>
  ['0.5', '0.9', '0.99'].map((q) => query.replaceAll(/histogram_quantile\(\s*[\d.]+/g, `histogram_quantile(${q}`));
const AGGREGATED = [
  ...BUCKETS,
  'histogram_quantile(0.5, sum by (le) (rate(b_bucket[5m])))',
  'histogram_quantile(0.5, (sum by (le, job) (rate(b_bucket[5m])))) > 0.1',
  'histogram_quantile(0.5, sum by (le) (rate(b_bucket[5m]))) or histogram_quantile(0.5, sum(rate(h[5m])))',
  'histogram_quantile(0.5, sum without (pod) (c))',
  'sum(rate(c[5m])) / (sum(rate(c[5m])) > 0)',
  '(count(g > 3) or 0 * count(g)) + (max by (job) (g) or 0 * count(g))',
  'sum by (job) (sum by (job, pod) (rate(c[5m])) * on (job, pod) group_left () max by (job, pod) (g))',
  'avg_over_time(sum(g)[4m:1m]) - sum(g)',
  '-sum(g @ end()) + sum(g @ end())',
];

test.each(AGGREGATED.flatMap(quantiles))('kept sums change nothing about %s', (query) => {
  const kept = new KeptSums(1e6);
  const plain = answer(query, undefined).said;
  for (let round = 0; round < 2; round++) {
    const { said } = answer(query, kept);
    expect({ ...said, stats: { ...said.stats, peakSamples: 0 } }).toEqual({
      ...plain,
      stats: { ...plain.stats, peakSamples: 0 },
    });
  }
});

test('another quantile of the same sums reads nothing; other times, or after the data have changed, it does', () => {
  const kept = new KeptSums(1e6);
  const query = (q: number): string => `histogram_quantile(${q}, sum by (le) (rate(b_bucket[5m])))`;
  expect(answer(query(0.5), kept).reads).toBeGreaterThan(0);
  expect(answer(query(0.9), kept).reads).toBe(0);
  expect(answer(query(0.9), kept, { ...TIMES, startMs: TIMES.startMs + 1000 }).reads).toBeGreaterThan(0);
  kept.clear();
  expect(answer(query(0.9), kept).reads).toBeGreaterThan(0);
});

test('many sums stay in the slabs they were made in, which serve others again when the sums are gone', () => {
  const times = { ...TIMES, stepMs: 250 };
  const slabs = new ReusedSlabs();
  const steps = (times.endMs - times.startMs) / times.stepMs + 1;
  const scribble = (): void => {
    const taken = Array.from({ length: 100 }, () => slabs.take(Math.floor(16_384 / steps) * steps));
    for (const slab of taken) slab.fill(-1);
    slabs.reclaim();
  };
  // The store holds the sums of one query and not of two.
  const kept = new KeptSums(50_000);
  for (const window of ['b_bucket[5m]', '(b_bucket * 1)[5m:47s]', 'b_bucket[5m]']) {
    for (const q of [0.5, 0.9, 0.99]) {
      const query = `histogram_quantile(${q}, sum by (le, job) (rate(${window})))`;
      const { reads, said } = answer(query, kept, times, slabs);
      expect(reads === 0).toBe(q !== 0.5);
      expect(said.body).toBe(answer(query, undefined, times).said.body);
      scribble();
    }
  }
});

test('sums that do not fit are not kept, and a full store begins anew', () => {
  const query = (name: string): string => `histogram_quantile(0.5, sum by (le) (rate(${name}[5m])))`;
  const small = new KeptSums(10);
  answer(query('b_bucket'), small);
  expect(answer(query('b_bucket'), small).reads).toBeGreaterThan(0);
});

test('what stands twice in a query is read once, and not again by the next one', () => {
  const kept = new KeptSums(1e6);
  const once = answer('sum(rate(c[5m]))', undefined).reads;
  expect(answer('sum(rate(c[5m])) / (sum(rate(c[5m])) > 0)', kept).reads).toBe(once);
  expect(answer('1 - sum(rate(c[5m]))', kept).reads).toBe(0);
});

test.each([
  ['sum by (le) (rate(b_bucket[5m]))', ['few']],
  ['histogram_quantile(0.9, rate(b_bucket[5m]))', []],
  ['max(histogram_quantile(0.9, (sum by (le) (b))) / histogram_quantile(0.5, sum by (le) (b)))', ['few', 'all', 'all']],
  ['topk(5, count_values("v", sum(a)))', ['few']],
])('of %s is kept: %j', (query, want) => {
  const parsed = parseExpr(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  expect([...keptAggregations(parsed.expr).values()].map((most) => (most === Infinity ? 'all' : 'few'))).toEqual(want);
});
