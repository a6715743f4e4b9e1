import { halvesOf, isAbsentAt, isStaleAt, labelsFromRecord, labelsToRecord, type Labels } from '@binnacle/model';
import { expect, test } from 'vitest';
import { KEY_CANONICAL, KEY_TEXT, type Appender } from './appender.ts';
import { canonicalKey } from './canonical-key.ts';
import { createMemoryEngine } from './memory-engine.ts';
import type { Querier } from './querier.ts';

const seriesOf = (appender: Appender, labels: Record<string, string>): number => {
  const set = labelsFromRecord(labels);
  const key = canonicalKey(set);
  return appender.create(set, KEY_CANONICAL, key, 0, key.length);
};

/** Every sample of a selection as text, by series. */
function dump(querier: Querier, name: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const group of querier.select([{ name: '__name__', op: '=', value: name }])) {
    for (let i = 0; i < group.size; i++) {
      const values = new Float64Array(group.timestamps.length);
      const bits = group.readValues(i, values);
      const halves = halvesOf(values);
      const cells = [...values].map((value, k) =>
        isStaleAt(halves, k) ? 'stale' : isAbsentAt(halves, k) ? '_' : `${value}`,
      );
      const text = cells.map((cell, k) => `${group.timestamps[k]}=${cell}`).join(' ');
      out[JSON.stringify(labelsToRecord(group.labels(i)))] = `${bits}: ${text}`;
    }
  }
  return out;
}

test('samples come back in order, the last of two at one time stays, and other workspaces see nothing', async () => {
  const engine = createMemoryEngine();
  const appender = engine.appender('default');
  const series = seriesOf(appender, { __name__: 'up', job: 'a' });
  appender.float(series, 2000, 2, 0);
  appender.float(series, 1000, 1, 0);
  appender.float(series, 2000, 3, 0);
  appender.stale(series, 3000);
  expect(dump(engine.querier('default', 0, 9000), 'up')).toEqual({});
  expect(await appender.commit()).toMatchObject({ ok: true, rejections: [] });
  expect(dump(engine.querier('default', 0, 9000), 'up')).toEqual({
    '{"__name__":"up","job":"a"}': '1: 1000=1 2000=3 3000=stale',
  });
  expect(dump(engine.querier('default', 1000, 2000), 'up')).toEqual({
    '{"__name__":"up","job":"a"}': '0: 1000=1 2000=3',
  });
  expect(dump(engine.querier('other', 0, 9000), 'up')).toEqual({});
});

test.each([
  { grouping: 'each', groups: 3, gap: '0: 1000=1 2000=2' },
  { grouping: 'same', groups: 2, gap: '0: 1000=1 2000=2' },
  { grouping: 'all', groups: 1, gap: '1: 1000=1 1500=_ 2000=2' },
] as const)('grouping $grouping', async ({ grouping, groups, gap }) => {
  const engine = createMemoryEngine({ grouping });
  const appender = engine.appender('default');
  for (const job of ['a', 'b', 'c']) {
    const series = seriesOf(appender, { __name__: 'up', job });
    appender.float(series, 1000, 1, 0);
    appender.float(series, job === 'c' ? 1500 : 2000, 2, 0);
  }
  await appender.commit();
  const querier = engine.querier('default', 0, 9000);
  expect([...querier.select([])]).toHaveLength(groups);
  expect(dump(querier, 'up')['{"__name__":"up","job":"a"}']).toBe(gap);
});

test('a series is found by every key it was made with', () => {
  const engine = createMemoryEngine();
  const appender = engine.appender('default');
  const labels = labelsFromRecord({ __name__: 'up' }) as Labels;
  const key = canonicalKey(labels);
  const text = new TextEncoder().encode('xup');
  expect(appender.find(KEY_CANONICAL, key, 0, key.length)).toBe(0);
  const series = appender.create(labels, KEY_CANONICAL, key, 0, key.length);
  expect(appender.create(labels, KEY_TEXT, text, 1, 3)).toBe(series);
  expect(appender.find(KEY_TEXT, text, 1, 3)).toBe(series);
  expect(appender.find(KEY_CANONICAL, key, 0, key.length)).toBe(series);
});

test('labels, values and series are sorted, limited, and narrowed by selectors', async () => {
  const engine = createMemoryEngine();
  const appender = engine.appender('default');
  for (const job of ['b', 'a', 'c']) appender.float(seriesOf(appender, { __name__: 'up', job }), 1000, 1, 0);
  appender.float(seriesOf(appender, { __name__: 'down', zone: 'z' }), 5000, 1, 0);
  await appender.commit();
  const querier = engine.querier('default', 0, 2000);
  expect(querier.labelNames([], 0)).toEqual(['__name__', 'job']);
  expect(querier.labelValues('job', [], 2)).toEqual(['a', 'b']);
  expect(querier.labelValues('job', [[{ name: 'job', op: '=~', value: 'b|c' }]], 0)).toEqual(['b', 'c']);
  expect(querier.series([[{ name: 'job', op: '!=', value: 'b' }]], 0).map(labelsToRecord)).toEqual([
    { __name__: 'up', job: 'a' },
    { __name__: 'up', job: 'c' },
  ]);
  await engine.deleteSeries('default', [[{ name: 'job', op: '=', value: 'a' }]], 0, 9000);
  expect(engine.querier('default', 0, 2000).labelValues('job', [], 0)).toEqual(['b', 'c']);
  expect(querier.labelValues('job', [], 0)).toEqual(['a', 'b', 'c']);
});
