import { labelsToRecord } from '@binnacle/model';
import { expect } from 'vitest';
import type { Matcher } from '../matcher.ts';
import type { EngineFactory } from './engine-under-test.ts';
import { MINUTE_MS, NOW_MS, labelSet, named, seriesOf, write } from './samples.ts';
import { testEngine, testInAllForms } from './with-engine.ts';

const T = NOW_MS - 30 * MINUTE_MS;
const pod = (value: string): Matcher[] => [{ name: 'pod', op: '=', value }];

export function labelTests(factory: EngineFactory): void {
  testInAllForms(
    'series, names and values: sorted, each once, limited, in the range',
    factory,
    async (engine) => {
      await write(engine, { __name__: 'b', pod: 'p2', zone: 'z' }, [[T, 1]]);
      await write(engine, { __name__: 'a', pod: 'p1' }, [[T, 1]]);
      await write(engine, { __name__: 'a', pod: 'p2' }, [[T, 1]]);
      await write(engine, { __name__: 'old', era: 'past' }, [[T - 20 * MINUTE_MS, 1]]);
      await write(engine, { __name__: 'a', pod: '\u{1F600}' }, [[T, 1]]);
      await write(engine, { __name__: 'a', pod: '\uFFFD' }, [[T, 1]]);
    },
    ({ engine }) => {
      const querier = engine.querier('default', T - MINUTE_MS, NOW_MS);
      const records = querier.series([named('a'), pod('p2'), named('old')], 0).map(labelsToRecord);
      expect(records).toEqual([
        { __name__: 'a', pod: 'p1' },
        { __name__: 'a', pod: 'p2' },
        { __name__: 'a', pod: '\uFFFD' },
        { __name__: 'a', pod: '\u{1F600}' },
        { __name__: 'b', pod: 'p2', zone: 'z' },
      ]);
      expect(querier.series([named('a')], 1).map(labelsToRecord)).toEqual([{ __name__: 'a', pod: 'p1' }]);
      expect(querier.labelNames([], 0)).toEqual(['__name__', 'pod', 'zone']);
      expect(querier.labelNames([named('a')], 0)).toEqual(['__name__', 'pod']);
      expect(querier.labelNames([], 2)).toEqual(['__name__', 'pod']);
      expect(querier.labelValues('pod', [], 0)).toEqual(['p1', 'p2', '\uFFFD', '\u{1F600}']);
      expect(querier.labelValues('pod', [named('b'), pod('p1')], 0)).toEqual(['p1', 'p2']);
      expect(querier.labelValues('pod', [], 1)).toEqual(['p1']);
      // Matchers of the label itself, of others, of none, and of one that a series has not.
      const where = (name: string, op: '=' | '!=' | '=~', value: string) => ({ name, op, value });
      expect(querier.labelValues('pod', [[where('pod', '=~', 'p.'), where('__name__', '=', 'b')]], 0)).toEqual(['p2']);
      expect(querier.labelValues('pod', [[where('pod', '!=', 'p1'), where('zone', '=', 'z')]], 0)).toEqual(['p2']);
      expect(querier.labelValues('pod', [[where('zone', '=', ''), where('pod', '=~', 'p.')]], 0)).toEqual(['p1', 'p2']);
      expect(querier.labelValues('zone', [[where('pod', '=', 'p2')]], 0)).toEqual(['z']);
      expect(querier.labelValues('zone', [[where('pod', '=', 'p1')]], 0)).toEqual([]);
      expect(querier.labelValues('zone', [[where('zone', '=', '')]], 0)).toEqual([]);
      expect(querier.labelValues('era', [[where('era', '=', 'past')]], 0)).toEqual([]);
      expect(querier.labelValues('__name__', [[where('__name__', '=~', 'a|b|x'), where('zone', '=', 'z')]], 0)).toEqual(
        ['b'],
      );
      expect(querier.labelValues('era', [], 0)).toEqual([]);
      expect(querier.labelValues('nothing', [], 0)).toEqual([]);
      querier.close();
      const all = engine.querier('default', 0, NOW_MS);
      expect(all.labelValues('era', [], 0)).toEqual(['past']);
      all.close();
    },
  );

  testInAllForms(
    'exemplars of the matching series, in the range, in the order of time',
    factory,
    async (engine) => {
      const appender = engine.appender('default');
      const series = seriesOf(appender, labelSet({ __name__: 'x', le: '1' }));
      const other = seriesOf(appender, labelSet({ __name__: 'x', le: '2' }));
      appender.float(series, T, 1, 0);
      appender.float(other, T, 1, 0);
      appender.exemplar(series, { labels: labelSet({ trace_id: 'two' }), value: 0.5, timestampMs: T + 1 });
      appender.exemplar(series, { labels: labelSet({ trace_id: 'one' }), value: 0.25, timestampMs: T });
      appender.exemplar(series, { labels: labelSet({ trace_id: 'early' }), value: 1, timestampMs: T - MINUTE_MS });
      appender.exemplar(other, { labels: labelSet({ trace_id: 'other' }), value: 1, timestampMs: T });
      expect(await appender.commit()).toMatchObject({ ok: true, samples: 2, exemplars: 4 });
    },
    ({ engine }) => {
      const querier = engine.querier('default', T, NOW_MS);
      const got = querier.exemplars([[{ name: 'le', op: '=', value: '1' }]]);
      expect(got.map(({ labels }) => labelsToRecord(labels))).toEqual([{ __name__: 'x', le: '1' }]);
      const times = got[0]!.exemplars.toSorted((a, b) => a.timestampMs! - b.timestampMs!);
      expect(times.map(({ value, timestampMs }) => [value, timestampMs])).toEqual([
        [0.25, T],
        [0.5, T + 1],
      ]);
      expect(labelsToRecord(times[0]!.labels)).toEqual({ trace_id: 'one' });
      querier.close();
    },
  );

  testInAllForms(
    'metadata of families',
    factory,
    async (engine) => {
      const appender = engine.appender('default');
      appender.metadata('req', { type: 'counter', help: 'Requests.', unit: '' });
      appender.metadata('cpu', { type: 'gauge', help: 'é', unit: 'seconds' });
      appender.metadata('req', { type: 'counter', help: 'Requests.', unit: '' });
      appender.metadata('req', { type: 'counter', help: 'Other words.', unit: '' });
      await appender.commit();
    },
    ({ engine }) => {
      const querier = engine.querier('default', 0, NOW_MS);
      expect([...querier.metadata(undefined, 0)]).toEqual([
        ['cpu', [{ type: 'gauge', help: 'é', unit: 'seconds' }]],
        [
          'req',
          [
            { type: 'counter', help: 'Requests.', unit: '' },
            { type: 'counter', help: 'Other words.', unit: '' },
          ],
        ],
      ]);
      expect([...querier.metadata('req', 0).keys()]).toEqual(['req']);
      expect([...querier.metadata('nothing', 0).keys()]).toEqual([]);
      expect([...querier.metadata(undefined, 1).keys()]).toEqual(['cpu']);
      querier.close();
    },
  );

  testEngine('statistics and cardinality', factory, async ({ engine }) => {
    await write(engine, { __name__: 'a', pod: 'p1' }, [
      [T, 1],
      [T + 1, 1],
    ]);
    await write(engine, { __name__: 'a', pod: 'p2' }, [[T + 2, 1]]);
    expect(engine.stats('default')).toMatchObject({
      activeSeries: 2,
      samplesAppended: 3,
      minTimeMs: T,
      maxTimeMs: T + 2,
    });
    const counts = engine.cardinality('default', 1);
    expect(counts).toMatchObject({
      seriesCount: 2,
      labelPairCount: 3,
      byMetric: [{ name: 'a', count: 2 }],
      valuesByLabel: [{ name: 'pod', count: 2 }],
      byPair: [{ name: '__name__=a', count: 2 }],
    });
    expect(counts.memoryByLabel).toHaveLength(1);
  });
}
