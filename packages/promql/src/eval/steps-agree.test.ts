import { createMemoryEngine, type StorageEngine } from '@binnacle/storage';
import { describe, expect, test } from 'vitest';
import { histogramsEqual } from '@binnacle/model';
import type { PointValue } from '../testscript/script-target.ts';
import { answerQuery, loadSeries } from './memory-target.test-data.ts';
import { sampleQueries as queries, SAMPLES_START, sampleSeries as series } from './sample-series.test-data.ts';

/**
 * A range query must give at each step what an instant query at that time gives: the evaluator computes all steps at once,
 * in quite different ways for different data, so this compares its fast paths with one-step evaluation.
 */
const START = SAMPLES_START;
const STEPS = 17;
const STEP_MS = 47_000;

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
  const expected = /\b[hnmw]\b|histogram_count|absent/;
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
