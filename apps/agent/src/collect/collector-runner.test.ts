import type { Collector, CollectorOutput, CollectOutcome, MetricFamily } from '@binnacle/collectors';
import { formatLabels } from '@binnacle/model';
import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { formatProblem } from '../config/problem.ts';
import { silentLog } from '../log.ts';
import type { KeepRows } from '../scrape/target-scraper.ts';
import { CollectorRunner } from './collector-runner.ts';

const family: MetricFamily = { name: 'm', type: 'gauge', help: '' };

interface SetUp {
  readonly clock: FakeClock;
  readonly runner: CollectorRunner;
  /** `name value`, own series but `up` left out. */
  readonly stored: string[];
  readonly changes: () => number;
}

function setUp(collect: Collector['collect'], more: { keep?: KeepRows } = {}): SetUp {
  const clock = new FakeClock();
  const stored: string[] = [];
  let changes = 0;
  const keep: KeepRows = async (_, rows) => {
    for (const { series, isStale } of rows) {
      const name = formatLabels(series.labels);
      if (!name.startsWith('scrape_'))
        stored.push(`${name.slice(0, name.indexOf('{'))} ${isStale ? 'stale' : series.value}`);
    }
  };
  const collector: Collector = { name: 'test', job: 'j', instance: 'i', scope: 'host', address: 'file:/x', collect };
  const runner = new CollectorRunner(
    { collector, intervalMs: 10_000, timeoutMs: 5_000 },
    {
      clock,
      log: silentLog,
      tags: { cluster: 'c', host: new Map(), election: new Map() },
      phaseSeed: 'h',
      keep: more.keep ?? keep,
      onChange: () => changes++,
    },
  );
  runner.start();
  return { clock, runner, stored, changes: () => changes };
}

test('each pass stores its samples and how it went; going down ends the series, once', async () => {
  const outcomes: CollectOutcome[] = [
    { kind: 'ok' },
    { kind: 'ok', partial: ['container x: gone'] },
    { kind: 'unreachable', reason: 'no socket', advice: 'Start it' },
    { kind: 'unreachable', reason: 'no socket', advice: 'Start it' },
    { kind: 'ok' },
  ];
  const { clock, runner, stored, changes } = setUp(async (out) => {
    out.add(family, {}, 7);
    return outcomes.shift()!;
  });
  await clock.advance(2_000);
  expect(stored.splice(0)).toEqual(['m 7', 'up 1']);
  await clock.advance(10_000);
  expect(stored.splice(0)).toEqual(['m 7', 'up 1']);
  expect(runner.warnings.map(formatProblem)).toEqual(['container x: gone']);
  await clock.advance(20_000);
  expect(stored.splice(0)).toEqual(['m stale', 'up 0', 'up 0']);
  expect(runner.health).toBe('down');
  expect(runner.problem).toMatchObject({ code: 'unreachable', message: 'no socket', advice: 'Start it', count: 2 });
  await clock.advance(10_000);
  expect(stored.splice(0)).toEqual(['m 7', 'up 1']);
  expect(runner.problem).toBeUndefined();
  expect(changes()).toBe(3);
  expect(runner.totals).toMatchObject({ scrapes: 5, failures: 2, samplesKept: 3 });
});

test('a pass that takes too long is given up, told so, and nothing of it is kept, even later', async () => {
  let late: CollectorOutput | undefined;
  let finish: ((outcome: CollectOutcome) => void) | undefined;
  let passes = 0;
  let aborted = 0;
  const { clock, runner, stored } = setUp((out, signal) => {
    passes++;
    if (passes !== 2) {
      out.add(family, {}, passes);
      return Promise.resolve({ kind: 'ok' });
    }
    late = out;
    signal.addEventListener('abort', () => aborted++);
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  await clock.advance(2_000);
  for (let i = 0; i < 40 && runner.problem === undefined; i++) await clock.advance(500);
  expect(stored.splice(0)).toEqual(['m 1', 'up 1', 'm stale', 'up 0']);
  expect(aborted).toBe(1);
  expect(runner.problem).toMatchObject({ code: 'timeout', message: 'file:/x took longer than 5s' });
  await clock.advance(10_000);
  expect(passes, 'no second pass beside the one that hangs').toBe(2);
  expect(stored.splice(0)).toEqual(['up 0']);
  late!.add(family, {}, 99);
  finish!({ kind: 'ok' });
  await clock.advance(10_000);
  expect(stored.splice(0)).toEqual(['m 3', 'up 1']);
});

test('a fault of a collector is a problem, and the next pass is made', async () => {
  let passes = 0;
  const { clock, runner, stored } = setUp(async () => {
    passes++;
    if (passes === 1) throw new Error('BUG: x', { cause: new Error('y') });
    return { kind: 'ok' };
  });
  await clock.advance(2_000);
  expect(runner.problem).toMatchObject({ code: 'collector_fault' });
  expect(runner.problem!.message).toContain('BUG: x: y');
  await clock.advance(10_000);
  expect(stored).toEqual(['up 0', 'up 1']);
});

test('samples that the queue does not take are a problem', async () => {
  const { clock, runner } = setUp(
    async (out) => {
      out.add(family, {}, 1);
      return { kind: 'ok' };
    },
    { keep: () => Promise.reject(new Error('cannot write', { cause: new Error('ENOSPC') })) },
  );
  await clock.advance(2_000);
  expect(runner.problem).toMatchObject({ code: 'queue_full', message: '6 samples lost: cannot write: ENOSPC' });
});

test('gone for good ends all series; the end of the agent does not', async () => {
  const collect = async (out: CollectorOutput): Promise<CollectOutcome> => {
    out.add(family, {}, 1);
    return { kind: 'ok' };
  };
  for (const [isGone, want] of [
    [true, ['m stale', 'up stale']],
    [false, []],
  ] as const) {
    const { clock, runner, stored } = setUp(collect);
    await clock.advance(2_000);
    stored.length = 0;
    await runner.stop(isGone);
    expect(stored).toEqual(want);
    await clock.advance(30_000);
    expect(stored).toEqual(want);
  }
});
