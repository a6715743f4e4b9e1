import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_TOLD, newFacts, NOT_TOLD, type Matcher, type Querier, type SeriesGroup } from '@binnacle/storage';
import { addSample, labelSet, MINUTE_MS, NOW_MS, named } from '@binnacle/storage/conformance';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBlocksEngine } from '../engine/blocks-engine.ts';

const ROWS = 20;
const WIDTH = 24;
const T = NOW_MS - MINUTE_MS;
const timeOf = (row: number): number => T + row * 1000;

let dir = '';
let engine: Awaited<ReturnType<typeof openBlocksEngine>>;
let querier: Querier;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'binnacle-cells-'));
  engine = await openBlocksEngine({ dir, clock: () => NOW_MS });
});
afterEach(async () => {
  querier.close();
  await engine.close();
  await rm(dir, { recursive: true });
});

const valueOf = (metric: string, series: number, row: number): number =>
  (metric === 'a' ? 1000 : 2000) + series * 100 + row;

async function fill(): Promise<void> {
  const appender = engine.appender('default');
  for (let row = 0; row < ROWS; row++) {
    for (const name of ['a', 'b']) {
      for (let i = 0; i < WIDTH; i++)
        addSample(appender, labelSet({ __name__: name, i: `${i}` }), timeOf(row), valueOf(name, i, row));
    }
  }
  await appender.commit();
  querier = engine.querier('default', 0, NOW_MS);
}

/** The first group of a selector, on which the querier stays. */
function* groupsOf(matchers: readonly Matcher[]): Generator<SeriesGroup, void> {
  yield* querier.select(matchers);
}

const seriesNumber = (group: SeriesGroup, i: number): number => {
  const labels = group.labels(i);
  return Number(labels[labels.indexOf('i') + 1]);
};

function expectTold(group: SeriesGroup, i: number, from: number, to: number): void {
  const facts = newFacts();
  expect(group.tellWhole!(i, from, to, facts)).toBe(Math.min(group.size - i, MAX_TOLD));
  expect(facts.states[0]).not.toBe(NOT_TOLD);
}

function sumOf(group: SeriesGroup, i: number, from: number, to: number): number[] {
  expectTold(group, i, from, to);
  const sums = new Float64Array(ROWS);
  group.addWhole!(i, from, to, [sums]);
  return [...sums];
}

const rowsOf = (metric: string, series: number, from = 0, to = ROWS): number[] =>
  Array.from({ length: ROWS }, (_, row) => (row >= from && row < to ? valueOf(metric, series, row) : 0));

test('groups that are read by turns do not get into each other’s way', async () => {
  await fill();
  const [first, second] = [groupsOf(named('a')), groupsOf(named('b'))];
  const [a, b] = [first.next().value!, second.next().value!];
  const values = new Float64Array(ROWS);
  for (let i = 0; i < WIDTH; i++) {
    for (const [metric, group] of [
      ['a', a],
      ['b', b],
    ] as const) {
      const series = seriesNumber(group, i);
      expect(sumOf(group, i, 0, ROWS)).toEqual(rowsOf(metric, series));
      expect(sumOf(group, i, 3, ROWS - 2)).toEqual(rowsOf(metric, series, 3, ROWS - 2));
      expect(group.readValues(i, values)).toBe(0);
      expect([...values]).toEqual(rowsOf(metric, series));
    }
  }
  first.return();
  // Whoever has let go can be read all the same.
  expect(a.readValues(1, values)).toBe(0);
  expect([...values]).toEqual(rowsOf('a', seriesNumber(a, 1)));
  second.return();
});

test('to add what others have told of since is a mistake that is seen', async () => {
  await fill();
  const [first, second] = [groupsOf(named('a')), groupsOf(named('b'))];
  const [a, b] = [first.next().value!, second.next().value!];
  expectTold(a, 0, 0, ROWS);
  expectTold(b, 0, 0, ROWS);
  expect(() => a.addWhole!(0, 0, ROWS, [new Float64Array(ROWS)])).toThrow('BUG: others have told');
});

test('what was told of is what is added, though a sample came in between', async () => {
  await fill();
  const groups = groupsOf([...named('a'), { name: 'i', op: '=', value: '3' }]);
  const group = groups.next().value!;
  expectTold(group, 0, 0, ROWS);
  const appender = engine.appender('default');
  addSample(appender, labelSet({ __name__: 'a', i: '3' }), timeOf(4), 0.5);
  await appender.commit();
  const sums = new Float64Array(ROWS);
  group.addWhole!(0, 0, ROWS, [sums]);
  expect([...sums]).toEqual(rowsOf('a', 3));
  groups.return();
});
