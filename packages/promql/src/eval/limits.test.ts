import { labelsFromRecord } from '@binnacle/model';
import { createMemoryEngine, type Querier, type StorageEngine } from '@binnacle/storage';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseExpr } from '../syntax/parse.ts';
import { evaluate, queryDataRange, type QuerySettings } from './evaluate.ts';
import { loadSeries } from './memory-target.test-data.ts';
import type { QueryOutcome } from './outcome.ts';

const SERIES = 10;
const SAMPLES = 100;
let engine: StorageEngine;

beforeAll(async () => {
  engine = createMemoryEngine();
  const samples = Array.from({ length: SAMPLES }, (_, i) => ({ t: i * 10_000, value: i, start: 0 }));
  await loadSeries(
    Array.from({ length: SERIES }, (_, i) => ({
      labels: labelsFromRecord({ __name__: 'c_total', i: String(i) }),
      samples,
    })),
    engine,
  );
});

function run(query: string, settings: Partial<QuerySettings> = {}): QueryOutcome {
  const parsed = parseExpr(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return evaluate(parsed.expr, {
    query,
    startMs: 300_000,
    endMs: 900_000,
    stepMs: 100_000,
    openQuerier: (startMs, endMs) => engine.querier('default', startMs, endMs),
    limits: { maxSamples: 1_000_000 },
    ...settings,
  });
}

const errorOf = (outcome: QueryOutcome): unknown => (outcome.ok ? undefined : outcome.error);

describe('samples in memory', () => {
  const tooMany = {
    code: 'execution',
    message: 'query processing would load too many samples into memory in query execution',
  };

  test('seven steps of ten series are as many as seventy allow', () => {
    expect(errorOf(run('c_total', { limits: { maxSamples: 69 } }))).toEqual(tooMany);
    expect(run('c_total', { limits: { maxSamples: 75 } }).ok).toBe(true);
  });

  test('what goes by series by series counts one at a time', () => {
    expect(run('sum(rate(c_total[2m]))', { limits: { maxSamples: 150 } }).ok).toBe(true);
    expect(errorOf(run('sum(rate(c_total[2m]))', { limits: { maxSamples: 20 } }))).toEqual(tooMany);
  });

  test.each([
    'c_total + c_total',
    'c_total and c_total',
    'topk(3, c_total)',
    'sort(c_total)',
    'max_over_time(c_total[2m:10s])',
  ])('%s is limited', (query) => {
    expect(errorOf(run(query, { limits: { maxSamples: 40 } }))).toEqual(tooMany);
    expect(run(query).ok).toBe(true);
  });

  test('a long chain of operations holds no more than its parts', () => {
    const sum = Array.from({ length: 50 }, () => 'c_total').join(' + ');
    expect(run(sum, { limits: { maxSamples: 400 } }).ok).toBe(true);
  });
});

describe('an end before the end', () => {
  test('cancelled', () => {
    const canceled = { code: 'canceled', message: 'query was canceled in expression evaluation' };
    expect(errorOf(run('c_total', { cancelled: () => true }))).toEqual(canceled);
  });

  test('out of time', () => {
    const late = { code: 'timeout', message: 'query timed out in expression evaluation' };
    expect(errorOf(run('c_total', { expired: () => true }))).toEqual(late);
  });

  test('looked at again and again while it takes', () => {
    let looks = 0;
    const query = Array.from({ length: 300 }, () => 'c_total').join(' + ');
    const outcome = run(query, { stepMs: 1000, cancelled: () => ++looks > 5 });
    expect(outcome.ok).toBe(false);
    expect(looks).toBe(6);
  });

  test('the querier is closed whatever happens', () => {
    let closed = 0;
    const openQuerier = (startMs: number, endMs: number): Querier => {
      const querier = engine.querier('default', startMs, endMs);
      return { ...bound(querier), close: () => void closed++ };
    };
    run('c_total', { openQuerier });
    run('c_total', { openQuerier, limits: { maxSamples: 1 } });
    run('label_replace(c_total, "i", "", "", "")', { openQuerier });
    const breaks = (): Querier => ({
      ...bound(engine.querier('default', 0, 1)),
      select: broken,
      close: () => void closed++,
    });
    expect(() => run('c_total', { openQuerier: breaks })).toThrow('disk');
    expect(closed).toBe(4);
  });
});

const bound = (querier: Querier): Querier => ({
  select: (...args) => querier.select(...args),
  series: (...args) => querier.series(...args),
  labelNames: (...args) => querier.labelNames(...args),
  labelValues: (...args) => querier.labelValues(...args),
  exemplars: (...args) => querier.exemplars(...args),
  metadata: (...args) => querier.metadata(...args),
  close: () => querier.close(),
});

const broken = (): never => {
  throw new Error('the disk is gone');
};

describe('figures', () => {
  test('samples of all steps and of each', () => {
    const outcome = run('sum(sum_over_time(c_total[1m]))', { statsPerStep: true });
    if (!outcome.ok) throw new Error('failed');
    // Six samples in a minute.
    expect(outcome.stats.totalSamples).toBe(SERIES * 6 * 7);
    expect([...outcome.stats.samplesPerStep!]).toEqual(Array.from({ length: 7 }, () => SERIES * 6));
    expect(outcome.stats.peakSamples).toBeGreaterThan(0);
  });

  test('of a subquery, what the function around it looks at', () => {
    const outcome = run('max_over_time(sum_over_time(c_total[1m])[30s:10s])', { statsPerStep: true });
    if (!outcome.ok) throw new Error('failed');
    expect(outcome.stats.totalSamples).toBe(SERIES * 3 * 7);
    expect([...outcome.stats.samplesPerStep!]).toEqual(Array.from({ length: 7 }, () => SERIES * 3));
  });

  test('what does not depend on the step counts at each of them', () => {
    for (const query of ['c_total @ end()', 'abs(c_total @ end())', 'vector(1) * on() group_right c_total @ end()']) {
      const outcome = run(query, { statsPerStep: true });
      if (!outcome.ok) throw new Error('failed');
      expect(outcome.stats.totalSamples).toBe(SERIES * 7);
      expect([...outcome.stats.samplesPerStep!]).toEqual(Array.from({ length: 7 }, () => SERIES));
    }
  });

  test('one sample a step for an instant selector', () => {
    const outcome = run('c_total', { statsPerStep: true });
    if (!outcome.ok) throw new Error('failed');
    expect(outcome.stats.totalSamples).toBe(SERIES * 7);
    expect([...outcome.stats.samplesPerStep!]).toEqual(Array.from({ length: 7 }, () => SERIES));
  });
});

describe('the data a query needs', () => {
  const rangeOf = (query: string): unknown => {
    const parsed = parseExpr(query);
    if (!parsed.ok) throw new Error(parsed.error.message);
    return queryDataRange(parsed.expr, { startMs: 1_000_000, endMs: 2_000_000, stepMs: 10_000 });
  };

  test.each([
    ['c', 700_001, 2_000_000],
    ['rate(c[1m])', 940_001, 2_000_000],
    ['c offset 1m', 640_001, 1_940_000],
    ['c @ 500', 200_001, 500_000],
    ['info(rate(c[1m]))', 640_001, 2_000_000],
    ['c @ 500 + rate(c[1m] @ 600)', 200_001, 600_000],
  ])('%s', (query, startMs, endMs) => {
    expect(rangeOf(query)).toEqual({ startMs, endMs });
  });

  test('none', () => {
    expect(rangeOf('1 + time()')).toBeUndefined();
  });
});
