import { expect } from 'vitest';
import { COLUMN_DENSE } from '../querier.ts';
import type { EngineFactory } from './engine-under-test.ts';
import { MINUTE_MS, NOW_MS, histogramOf, labelSet, named, query, seriesOf, write } from './samples.ts';
import { testInAllForms } from './with-engine.ts';

const T = NOW_MS - 30 * MINUTE_MS;
const KEY = JSON.stringify({ __name__: 'm' });
const m = { __name__: 'm' };

/** Values that compression likes to get wrong. */
const awkward: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.1,
  0.30000000000000004,
  1e-7,
  123456789.125,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  2 ** 63,
  1e300,
  -1e300,
  5e-324,
  2.2250738585072014e-308,
  Number.MAX_VALUE,
  Infinity,
  -Infinity,
  NaN,
  1.5,
  100,
  99.9,
  99.99,
  1_750_000_000.123,
];

export function valueTests(factory: EngineFactory): void {
  testInAllForms(
    'every float comes back bit for bit',
    factory,
    async (engine) => {
      await write(
        engine,
        m,
        awkward.map((value, i) => [T + i * 1000, value] as const),
      );
    },
    ({ engine }) => {
      const got = query(engine, named('m'))[KEY]!;
      expect(got).toHaveLength(awkward.length);
      got.forEach(({ value }, i) =>
        expect(Object.is(value, awkward[i]), `${awkward[i]} became ${String(value)}`).toBe(true),
      );
    },
  );

  testInAllForms(
    'stale markers are told from NaN',
    factory,
    async (engine) => {
      await write(engine, m, [
        [T, 1],
        [T + 1, NaN],
        [T + 2, 'stale'],
        [T + 3, 2],
        [T + 5, 'stale'],
      ]);
      await write(engine, m, [[T + 4, 'stale']]);
    },
    ({ engine }) => {
      expect(query(engine, named('m'))[KEY]).toEqual([
        { t: T, value: 1 },
        { t: T + 1, value: NaN },
        { t: T + 2, value: 'stale' },
        { t: T + 3, value: 2 },
        { t: T + 4, value: 'stale' },
        { t: T + 5, value: 'stale' },
      ]);
    },
  );

  testInAllForms(
    'a column of ordinary numbers says so',
    factory,
    async (engine) => {
      const appender = engine.appender('default');
      const series = seriesOf(appender, labelSet(m));
      for (let i = 0; i < 10; i++) appender.float(series, T + i, i === 3 ? NaN : i, 0);
      await appender.commit();
    },
    ({ engine }) => {
      const querier = engine.querier('default', 0, NOW_MS);
      for (const group of querier.select(named('m'))) {
        expect(group.readValues(0, new Float64Array(group.timestamps.length))).toBe(COLUMN_DENSE);
        expect(group.histograms(0)).toBeUndefined();
        expect(group.startTimestamps(0)).toBeUndefined();
      }
      querier.close();
    },
  );

  testInAllForms(
    'native histograms, also among floats and late ones',
    factory,
    async (engine) => {
      await write(engine, m, [
        [T, histogramOf(10, 1.5)],
        [T + 1000, 7],
        [T + 3000, { ...histogramOf(12, 2.5), counterResetHint: 'gauge' }],
      ]);
      await write(engine, m, [[T + 2000, histogramOf(11, NaN)]]);
      await write(engine, m, [
        [
          T + 4000,
          {
            ...histogramOf(3, 1),
            schema: -53,
            zeroThreshold: 0,
            zeroCount: 0,
            positiveSpans: [{ offset: 0, length: 3 }],
            positiveBuckets: [1, 1, 1],
            negativeSpans: [],
            negativeBuckets: [],
            customValues: [0.1, 1],
          },
        ],
      ]);
      await write(engine, m, [[T + 1000, histogramOf(20, 3)]]);
      await write(engine, m, [[T + 3000, 9]]);
    },
    ({ engine }) => {
      const got = query(engine, named('m'))[KEY]!;
      expect(got.map(({ t }) => t - T)).toEqual([0, 1000, 2000, 3000, 4000]);
      expect(got[0]!.value).toEqual(histogramOf(10, 1.5));
      expect(got[1]!.value).toEqual({ ...histogramOf(20, 3), counterResetHint: 'no' });
      expect(got[2]!.value).toEqual(histogramOf(11, NaN));
      expect(got[3]!.value).toBe(9);
      expect(got[4]!.value).toMatchObject({ schema: -53, customValues: [0.1, 1], negativeSpans: [] });
    },
  );

  testInAllForms(
    'a histogram is compared with the sample before it, also when that is outside the range or rows lie between',
    factory,
    async (engine) => {
      const counts = [10, 11, 12, 3, 4];
      await write(
        engine,
        m,
        counts.map((count, i) => [T + i * 2000, histogramOf(count, 1)] as const),
      );
      // Another series at more times, which may share a column of timestamps with the first one.
      const other = Array.from({ length: 10 }, (_, i) => [T + i * 1000, i] as const);
      await write(engine, { __name__: 'other' }, other);
      await write(engine, m, [
        [T + 10_000, 1],
        [T + 12_000, histogramOf(20, 1)],
        [T + 14_000, histogramOf(21, 1)],
      ]);
    },
    ({ engine }) => {
      const hints = (from: number): unknown[] =>
        query(engine, named('m'), T + from, T + 20_000)[KEY]!.map(({ value }) =>
          typeof value === 'object' ? value.counterResetHint : value,
        );
      const all = ['unknown', 'no', 'no', 'unknown', 'no', 1, 'unknown', 'no'];
      expect(hints(0)).toEqual(all);
      expect(hints(1)).toEqual(all.slice(1));
      expect(hints(4000)).toEqual(all.slice(2));
      expect(hints(6000)).toEqual(all.slice(3));
      expect(hints(12_000)).toEqual(all.slice(6));
      expect(hints(13_000)).toEqual(all.slice(7));
    },
  );

  testInAllForms(
    'start timestamps',
    factory,
    async (engine) => {
      await write(engine, m, [
        [T + 1000, 1, T],
        [T + 2000, 2, T],
        [T + 4000, 1, T + 3500],
        [T + 5000, 2],
      ]);
      await write(engine, m, [[T + 3000, 3, T]]);
      await write(engine, m, [[T + 500, 3, T - 1]]);
    },
    ({ engine }) => {
      expect(query(engine, named('m'))[KEY]).toEqual([
        { t: T + 500, value: 3, start: T - 1 },
        { t: T + 1000, value: 1, start: T },
        { t: T + 2000, value: 2, start: T },
        { t: T + 3000, value: 3, start: T },
        { t: T + 4000, value: 1, start: T + 3500 },
        { t: T + 5000, value: 2 },
      ]);
    },
  );
}
