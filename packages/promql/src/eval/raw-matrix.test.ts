import { labelsFromRecord } from '@binnacle/model';
import { createMemoryEngine } from '@binnacle/storage';
import { expect, test } from 'vitest';
import type { LoadedSeries } from '../testscript/script-target.ts';
import { answerQuery, loadSeries } from './memory-target.test-data.ts';

const series = (name: string, times: readonly number[]): LoadedSeries => ({
  labels: labelsFromRecord({ __name__: name, job: 'x' }),
  samples: times.map((t) => ({ t, value: t / 1000, start: 0 })),
});
const engine = createMemoryEngine();
await loadSeries([series('a', [1000, 2000]), series('b', [6000]), series('c', [1000, 2000])], engine);
const ask = (query: string) => answerQuery(query, { startMs: 10_000, endMs: 10_000, stepMs: 0 }, engine);

test('series of a subquery that have become alike are one, if they take turns', () => {
  const points = (from: number, value: number) => ({ t: from, value });
  expect(ask('sum_over_time({__name__=~"a|b"}[1s])[10s:1s]')).toMatchObject({
    ok: true,
    value: {
      kind: 'matrix',
      series: [{ labels: ['job', 'x'], points: [points(1000, 1), points(2000, 2), points(6000, 6)] }],
    },
  });
});

test('they are a mistake where both have a sample at one time', () => {
  expect(ask('sum_over_time({__name__=~"a|c"}[1s])[10s:1s]')).toMatchObject({
    ok: false,
    message: 'vector cannot contain metrics with the same labelset',
  });
});
