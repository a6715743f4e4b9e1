import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { createMemoryEngine, type Matcher, type StorageEngine } from '@binnacle/storage';
import { NOW_MS, addSample, histogramOf, labelSet, query, type TestValue } from '@binnacle/storage/conformance';
import { expect, test } from 'vitest';
import { type BlocksEngine, openBlocksEngine } from './blocks-engine.ts';

const DAY_MS = 86_400_000;
/** Seconds before now, spread so that windows of merging are crossed and times collide. */
const time = fc
  .oneof(
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 0, max: 7 * 3600 }),
    fc.constantFrom(3600, 7200, 14_400, 172_800),
  )
  .map((secondsAgo) => NOW_MS - 1000 * secondsAgo);
const value = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.double(), fc.constantFrom(0.1, -0, NaN, Infinity)),
  },
  { weight: 1, arbitrary: fc.constant('stale' as const) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 20 }).map((n) => histogramOf(n, n / 3)) },
) satisfies fc.Arbitrary<TestValue>;
const start = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: time.map((t) => t - DAY_MS) });

const one = fc.tuple(fc.integer({ min: 0, max: 11 }), time, value, start);
/** A scrape: series of one target, one time. */
const scrape = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 4095 }), time, value, start)
  .map(([target, present, t, v, s]) =>
    Array.from({ length: 12 }, (_, i) => i)
      .filter((i) => ((present >> i) & 1) === 1)
      .map((i) => [target * 12 + i, t, typeof v === 'number' ? v + i : v, s] as const),
  );

/** Scrapes one after the other, of which now these and now those series are part. */
const scrapes = fc
  .tuple(fc.integer({ min: 0, max: 2 }), time, fc.array(fc.integer({ min: 0, max: 4095 }), { maxLength: 12 }), start)
  .map(([target, first, masks, s]) =>
    masks.map((present, step) =>
      Array.from({ length: 12 }, (_, i) => i)
        .filter((i) => ((present >> i) & 1) === 1)
        .map((i) => [target * 12 + i, first + step * 15_000, step * 100 + i, s] as const),
    ),
  );

const matcher = fc.oneof(
  fc.integer({ min: 0, max: 35 }).map((i): Matcher => ({ name: 'i', op: '=', value: `${i}` })),
  fc.constantFrom<Matcher>({ name: 'odd', op: '=', value: '' }, { name: 'target', op: '=~', value: '0|2' }),
  fc.constant<Matcher>({ name: '__name__', op: '=', value: 'm' }),
  // Often, so that it is asked in several states.
  fc.constant<Matcher>({ name: '__name__', op: '=', value: 'm' }),
);

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('append' as const), samples: fc.array(one, { maxLength: 8 }) }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('append' as const), samples: scrape }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('scrapes' as const), batches: scrapes }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('flush' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('maintain' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const), flush: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clean' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('snapshot' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), matcher, range: fc.tuple(time, time) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('query' as const), matcher, range: fc.tuple(time, time) }) },
);

const labelsFor = (i: number): Record<string, string> => ({
  __name__: 'm',
  i: `${i}`,
  target: `${Math.floor(i / 12)}`,
  ...(i % 2 === 1 && { odd: 'yes' }),
});

async function append(
  engine: StorageEngine,
  samples: readonly (readonly [number, number, TestValue, number])[],
): Promise<void> {
  const appender = engine.appender('default');
  for (const [i, t, v, s] of samples) addSample(appender, labelSet(labelsFor(i)), t, v, s);
  expect(await appender.commit()).toMatchObject({ ok: true, rejections: [] });
}

test('random histories give what a naive engine in memory gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 3, maxLength: 30 }), async (actions) => {
      const dir = await mkdtemp(join(tmpdir(), 'binnacle-history-'));
      const open = (flushOnClose: boolean): Promise<BlocksEngine> =>
        openBlocksEngine({ dir, clock: () => NOW_MS, maintenance: 'manual', flushOnClose });
      const model = createMemoryEngine();
      let engine = await open(true);
      try {
        for (const each of actions) {
          switch (each.kind) {
            case 'append':
              await append(engine, each.samples);
              await append(model, each.samples);
              break;
            case 'scrapes':
              for (const samples of each.batches) {
                await append(engine, samples);
                await append(model, samples);
              }
              break;
            case 'flush':
              await engine.flush('default');
              break;
            case 'settle':
              await engine.settle('default');
              break;
            case 'maintain':
              await engine.maintain('default');
              break;
            case 'clean':
              await engine.cleanTombstones('default');
              break;
            case 'snapshot':
              await engine.snapshot('default');
              break;
            case 'restart':
              await engine.close();
              engine = await open(each.flush);
              break;
            case 'delete': {
              const [from, to] = each.range.toSorted((a, b) => a - b);
              await engine.deleteSeries('default', [[each.matcher]], from!, to!);
              await model.deleteSeries('default', [[each.matcher]], from!, to!);
              break;
            }
            case 'query': {
              const [from, to] = each.range.toSorted((a, b) => a - b);
              compare(engine, model, each.matcher, from!, to!);
              break;
            }
          }
        }
        // The model keeps the hint of a histogram whose predecessor was deleted since.
        const seen = actions.some(({ kind }) => kind === 'delete') ? withoutHints : (found: unknown): unknown => found;
        expect(seen(query(engine, []))).toEqual(seen(query(model, [])));
        const [got, want] = [engine, model].map((of) => of.querier('default', NOW_MS - 5000, NOW_MS));
        expect(got!.labelValues('i', [], 0)).toEqual(want!.labelValues('i', [], 0));
        expect(got!.labelNames([], 0)).toEqual(want!.labelNames([], 0));
        got!.close();
      } finally {
        await engine.close();
        await rm(dir, { recursive: true });
      }
    }),
    { numRuns: Number(process.env['BINNACLE_HISTORY_RUNS'] ?? 40) },
  );
}, 120_000);

/** Asks again as a panel does: for the same, for a range a little later and for one a little shorter. */
function compare(engine: StorageEngine, model: StorageEngine, by: Matcher, from: number, to: number): void {
  for (const [later, shorter] of [
    [0, 0],
    [0, 0],
    [15_000, 0],
    [15_000, 60_000],
  ] as const) {
    const range = [from + later, to + later - shorter] as const;
    expect(withoutHints(query(engine, [by], ...range))).toEqual(withoutHints(query(model, [by], ...range)));
  }
}

/** The hint of a histogram depends on the one before it, which may be outside the queried range. */
function withoutHints(found: unknown): unknown {
  return JSON.parse(
    JSON.stringify(found, (key, each: unknown) => {
      if (key === 'counterResetHint') return each === 'gauge' ? each : undefined;
      return typeof each === 'number' && !Number.isFinite(each) ? String(each) : each;
    }),
  );
}
