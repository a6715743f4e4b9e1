import { expect } from 'vitest';
import type { EngineFactory } from './engine-under-test.ts';
import { MINUTE_MS, NOW_MS, histogramOf, named, query, write } from './samples.ts';
import { testEngine, testInAllForms } from './with-engine.ts';

const T = NOW_MS - 30 * MINUTE_MS;
const up = (instance: string): Record<string, string> => ({ __name__: 'up', instance });
const key = (instance: string): string => JSON.stringify(up(instance));

export function lifecycleTests(factory: EngineFactory): void {
  testInAllForms(
    'deletes what matches, in the range alone, and takes it again afterwards',
    factory,
    async (engine) => {
      const samples = [0, 1, 2, 3, 4].map((i) => [T + i * 1000, i] as const);
      await write(engine, up('a'), samples);
      await write(engine, up('b'), samples);
      await write(engine, up('c'), samples);
      await engine.deleteSeries(
        'default',
        [[{ name: 'instance', op: '=', value: 'a' }], [{ name: 'instance', op: '=', value: 'c' }]],
        T + 1000,
        T + 3000,
      );
      await write(engine, up('a'), [[T + 2000, 22]]);
      await engine.deleteSeries('default', [[{ name: 'instance', op: '=', value: 'c' }]], 0, NOW_MS);
      await engine.cleanTombstones('default');
    },
    ({ engine }) => {
      expect(query(engine, named('up'))).toEqual({
        [key('a')]: [
          { t: T, value: 0 },
          { t: T + 2000, value: 22 },
          { t: T + 4000, value: 4 },
        ],
        [key('b')]: [0, 1, 2, 3, 4].map((i) => ({ t: T + i * 1000, value: i })),
      });
      const querier = engine.querier('default', 0, NOW_MS);
      expect(querier.labelValues('instance', [], 0)).toEqual(['a', 'b']);
      querier.close();
    },
  );

  testEngine('workspaces do not see each other', factory, async ({ engine }) => {
    await write(engine, up('a'), [[T, 1]], 'default');
    await write(engine, up('b'), [[T, 2]], 'other');
    expect(Object.keys(query(engine, named('up')))).toEqual([key('a')]);
    expect(Object.keys(query(engine, named('up'), 0, NOW_MS, 'other'))).toEqual([key('b')]);
    await engine.deleteSeries('other', [named('up')], 0, NOW_MS);
    expect(Object.keys(query(engine, named('up')))).toEqual([key('a')]);
    expect(Object.keys(query(engine, named('up'), 0, NOW_MS, 'other'))).toEqual([]);
  });

  testEngine('takes samples between flushes and restarts, in any order', factory, async (first) => {
    let current = first;
    let i = 0;
    const steps: (() => Promise<unknown> | undefined)[] = [
      () => write(current.engine, up('a'), [[T + 1000, i++]]),
      () => current.settle?.(),
      () => write(current.engine, up('a'), [[T + 3000, i++]]),
      () => write(current.engine, up('b'), [[T + 3000, histogramOf(10, i++)]]),
      () => current.settle?.(),
      () => write(current.engine, up('a'), [[T + 2000, i++]]),
      () => current.settle?.(),
      () => write(current.engine, up('a'), [[T + 1000, i++]]),
      () => write(current.engine, up('b'), [[T + 3000, i++]]),
    ];
    for (const step of steps) await step();
    if (current.reopen !== undefined) current = await current.reopen();
    await write(current.engine, up('a'), [[T + 4000, i++]]);
    await current.settle?.();
    expect(query(current.engine, named('up'))).toEqual({
      [key('a')]: [
        { t: T + 1000, value: 4 },
        { t: T + 2000, value: 3 },
        { t: T + 3000, value: 1 },
        { t: T + 4000, value: 6 },
      ],
      [key('b')]: [{ t: T + 3000, value: 5 }],
    });
    if (current !== first) await current.close();
  });

  testEngine('a snapshot has a name and changes nothing', factory, async ({ engine }) => {
    await write(engine, up('a'), [[T, 1]]);
    const [one, two] = [await engine.snapshot('default'), await engine.snapshot('default')];
    expect(one).not.toBe(two);
    expect(query(engine, named('up'))).toEqual({ [key('a')]: [{ t: T, value: 1 }] });
  });
}
