import { expect, test } from 'vitest';
import { KEY_REMOTE_WRITE_1, KEY_TEXT } from '../appender.ts';
import type { EngineFactory } from './engine-under-test.ts';
import { MINUTE_MS, NOW_MS, addSample, labelSet, named, query, readAll, seriesOf, write } from './samples.ts';
import { testEngine, testInAllForms } from './with-engine.ts';

const T = NOW_MS - 30 * MINUTE_MS;
const up = (instance: string): Record<string, string> => ({ __name__: 'up', instance, job: 'node' });
const key = (instance: string): string => JSON.stringify(up(instance));

export function appendTests(factory: EngineFactory): void {
  testInAllForms(
    'gives back what was committed',
    factory,
    async (engine) => {
      const appender = engine.appender('default');
      for (let step = 0; step < 5; step++) {
        for (const instance of ['a', 'b', 'c'])
          addSample(appender, labelSet(up(instance)), T + step * 15_000, step + 1);
      }
      expect(await appender.commit()).toMatchObject({ ok: true, samples: 15, histograms: 0, rejections: [] });
    },
    ({ engine }) => {
      const samples = [0, 1, 2, 3, 4].map((step) => ({ t: T + step * 15_000, value: step + 1 }));
      expect(query(engine, named('up'))).toEqual({ [key('a')]: samples, [key('b')]: samples, [key('c')]: samples });
    },
  );

  testInAllForms(
    'both ends of the range are inside it, and nothing else is',
    factory,
    async (engine) => {
      await write(
        engine,
        up('a'),
        [0, 1, 2, 3].map((i) => [T + i, i] as const),
      );
      await write(engine, up('b'), [[T + 3, 1]]);
    },
    ({ engine }) => {
      expect(query(engine, named('up'), T + 1, T + 2)).toEqual({
        [key('a')]: [
          { t: T + 1, value: 1 },
          { t: T + 2, value: 2 },
        ],
      });
      expect(query(engine, named('up'), T + 4, T + 100)).toEqual({});
    },
  );

  testInAllForms(
    'late samples take their place, whatever the order of arrival',
    factory,
    async (engine) => {
      await write(engine, up('a'), [[T + 4000, 4]]);
      await write(engine, up('b'), [[T + 4000, 40]]);
      await write(engine, up('a'), [[T + 1000, 1]]);
      await write(engine, up('a'), [
        [T + 6000, 6],
        [T + 2000, 2],
        [T + 5000, 5],
      ]);
      await write(engine, up('b'), [[T + 1000, 10]]);
    },
    ({ engine }) => {
      expect(query(engine, named('up'))).toEqual({
        [key('a')]: [1, 2, 4, 5, 6].map((i) => ({ t: T + i * 1000, value: i })),
        [key('b')]: [1, 4].map((i) => ({ t: T + i * 1000, value: i * 10 })),
      });
    },
  );

  testInAllForms(
    'of two samples with one timestamp the last one stays',
    factory,
    async (engine) => {
      await write(engine, up('a'), [
        [T, 1],
        [T, 2],
      ]);
      await write(engine, up('a'), [[T + 1000, 3]]);
      await write(engine, up('a'), [[T, 4]]);
      await write(engine, up('a'), [[T + 1000, 5]]);
      await write(engine, up('b'), [[T + 2000, 1]]);
      await write(engine, up('b'), [[T + 1000, 1]]);
      await write(engine, up('b'), [[T + 1000, 2]]);
      await write(engine, up('b'), [[T + 1000, 3, T - 5]]);
      await write(engine, up('b'), [[T + 1000, 4]]);
    },
    ({ engine }) => {
      expect(query(engine, named('up'))).toEqual({
        [key('a')]: [
          { t: T, value: 4 },
          { t: T + 1000, value: 5 },
        ],
        [key('b')]: [
          { t: T + 1000, value: 4 },
          { t: T + 2000, value: 1 },
        ],
      });
    },
  );

  testInAllForms(
    'series that come and go, alone and together',
    factory,
    async (engine) => {
      for (let step = 0; step < 40; step++) {
        const appender = engine.appender('default');
        for (let i = 0; i < 24; i++) {
          // Series i is there in every (i % 5 + 1)th step; some of them a millisecond late.
          if (step % ((i % 5) + 1) !== 0) continue;
          addSample(appender, labelSet(up(`i${i}`)), T + step * 1000 + (i % 7 === 0 ? 1 : 0), step * 100 + i);
        }
        await appender.commit();
      }
    },
    ({ engine }) => {
      const got = query(engine, named('up'));
      for (let i = 0; i < 24; i++) {
        const want = [];
        for (let step = 0; step < 40; step += (i % 5) + 1) {
          want.push({ t: T + step * 1000 + (i % 7 === 0 ? 1 : 0), value: step * 100 + i });
        }
        expect(got[key(`i${i}`)]).toEqual(want);
      }
    },
  );

  testInAllForms(
    'a group that grows wide and long',
    factory,
    async (engine) => {
      for (let step = 0; step < 30; step++) {
        const appender = engine.appender('default');
        for (let i = 0; i < 30 + step * 40; i++) addSample(appender, labelSet(up(`${i}`)), T + step, i * 1000 + step);
        await appender.commit();
      }
    },
    ({ engine }) => {
      const got = query(engine, named('up'));
      expect(Object.keys(got)).toHaveLength(30 + 29 * 40);
      for (const i of [0, 29, 30, 31, 500, 1023, 1024, 1025, 1189]) {
        const first = Math.max(0, Math.ceil((i - 29) / 40));
        const want = Array.from({ length: 30 - first }, (_, k) => ({ t: T + first + k, value: i * 1000 + first + k }));
        expect(got[key(`${i}`)]).toEqual(want);
      }
    },
  );

  testEngine('one series is found by the keys of every protocol', factory, async ({ engine }) => {
    const appender = engine.appender('default');
    const series = seriesOf(appender, labelSet(up('a')));
    const bytes = new TextEncoder().encode('xxup{instance="a"}yy');
    expect(appender.find(KEY_TEXT, bytes, 2, 18)).toBe(0);
    expect(appender.create(labelSet(up('a')), KEY_TEXT, bytes, 2, 18)).toBe(series);
    expect(appender.find(KEY_TEXT, bytes, 2, 18)).toBe(series);
    expect(appender.find(KEY_REMOTE_WRITE_1, bytes, 2, 18)).toBe(0);
    expect(appender.find(KEY_TEXT, bytes, 2, 17)).toBe(0);
    appender.float(series, T, 1, 0);
    await appender.commit();
    expect(engine.appender('default').find(KEY_TEXT, bytes.slice(2), 0, 16)).toBe(series);
  });

  testEngine('a rollback leaves nothing', factory, async ({ engine }) => {
    const appender = engine.appender('default');
    addSample(appender, labelSet(up('a')), T, 1);
    appender.rollback();
    expect(await appender.commit()).toMatchObject({ ok: true, samples: 0 });
    expect(query(engine, named('up'))).toEqual({});
  });

  testEngine('what is not committed is not seen', factory, async ({ engine }) => {
    const appender = engine.appender('default');
    addSample(appender, labelSet(up('a')), T, 1);
    expect(query(engine, named('up'))).toEqual({});
    await appender.commit();
    expect(Object.keys(query(engine, named('up')))).toEqual([key('a')]);
  });

  testEngine('a querier sees the state of when it was made', factory, async ({ engine, openReader }) => {
    for (let step = 0; step < 3; step++) await write(engine, up('a'), [[T + step, step]]);
    const handle = engine.readerHandle('default', 0, NOW_MS);
    const before = engine.querier('default', 0, NOW_MS);
    for (let step = 3; step < 200; step++) {
      await write(engine, up('a'), [[T + step, step]]);
      await write(engine, up(`new ${step}`), [[T + step, step]]);
    }
    const reader = openReader(handle);
    const want = { [key('a')]: [0, 1, 2].map((step) => ({ t: T + step, value: step })) };
    expect(readAll(reader, named('up'))).toEqual(want);
    expect(readAll(before, named('up'))).toEqual(want);
    reader.close();
    engine.releaseReader(handle);
    before.close();
  });

  testEngine('a label set that is no label set is refused, and the rest is taken', factory, async ({ engine }) => {
    const appender = engine.appender('default');
    const bytes = new Uint8Array(4);
    expect(appender.create(labelSet({ __name__: 'x', bad: '\uD800' }), KEY_TEXT, bytes, 0, 4)).toBe(0);
    addSample(appender, labelSet(up('a')), T, 1);
    const outcome = await appender.commit();
    expect(outcome).toMatchObject({ ok: true, samples: 1, rejections: [{ reason: 'invalid', samples: 1 }] });
    expect(query(engine, named('up'))).toEqual({ [key('a')]: [{ t: T, value: 1 }] });
  });

  test('many appenders at once', async () => {
    const { engine, close } = await factory(NOW_MS);
    await Promise.all(Array.from({ length: 50 }, (_, i) => write(engine, up(`${i}`), [[T + i, i]])));
    expect(Object.keys(query(engine, named('up')))).toHaveLength(50);
    await close();
  });
}
