import { labelsFromRecord } from '@binnacle/model';
import { named, readAll } from '@binnacle/storage/conformance';
import { beforeEach, expect, test, vi } from 'vitest';
import { PageCache } from '../block/page-cache.ts';
import { HeadIndex } from '../head/head-index.ts';
import { HeadIndexView } from '../head/head-index-view.ts';
import { Memtable } from '../head/memtable.ts';
import { MemtableView } from '../head/memtable-view.ts';
import type { Tombstone } from '../manifest/manifest.ts';
import { KeptSelections } from './kept-selections.ts';
import { openState } from './open-state.ts';
import { SourceWalk } from './selection.ts';
import { SeriesRegistry } from './series-registry.ts';

const MAX_BYTES = 20_000;

let index: HeadIndex;
let memtable: Memtable;
let seriesEnd: number;
let kept: KeptSelections;
let registry: SeriesRegistry;

beforeEach(() => {
  index = new HeadIndex(1);
  memtable = new Memtable(1);
  seriesEnd = 1;
  kept = new KeptSelections(MAX_BYTES);
  registry = new SeriesRegistry();
  walk.mockClear();
});

const walk = vi.spyOn(SourceWalk.prototype, 'extend');

function addSeries(metric: string, count: number): number[] {
  return Array.from({ length: count }, () => {
    const series = seriesEnd++;
    index.add(series, labelsFromRecord({ __name__: metric, i: `${series}` }));
    return series;
  });
}

function scrape(series: readonly number[], ...times: readonly number[]): void {
  for (const time of times) for (const one of series) memtable.float(one, time, one, 0);
}

interface Asked {
  readonly metric?: string;
  readonly range?: readonly [number, number];
  readonly tombstones?: readonly Tombstone[];
}

/** What a selection of the present state gives, by the value of the label `i`, and whether it was made anew. */
function ask({ metric = 'a', range = [0, 10_000], tombstones = [] }: Asked = {}): {
  readonly times: Record<string, number[]>;
  readonly isNew: boolean;
} {
  walk.mockClear();
  const [startMs, endMs] = range;
  const querier = openState({
    startMs,
    endMs,
    blocks: [],
    pages: new PageCache(0),
    registry,
    kept,
    head: {
      index: new HeadIndexView(index.handle(seriesEnd)),
      memtables: [new MemtableView(memtable.handle(seriesEnd))],
    },
    tombstones,
    metadata: () => new Map(),
    close: () => undefined,
  });
  const found = Object.entries(readAll(querier, named(metric)));
  const times = Object.fromEntries(
    found.map(([labels, samples]) => [/"i":"(\d+)"/.exec(labels)![1]!, samples.map(({ t }) => t)]),
  );
  return { times, isNew: walk.mock.calls.length > 0 };
}

const each = (series: readonly number[], ...times: readonly number[]): Record<string, number[]> =>
  Object.fromEntries(series.map((one) => [`${one}`, [...times]]));

test('the same series are not selected again, whatever the range', () => {
  const series = addSeries('a', 5);
  scrape(series, 1000, 2000, 3000);
  expect(ask()).toEqual({ times: each(series, 1000, 2000, 3000), isNew: true });
  expect(ask()).toEqual({ times: each(series, 1000, 2000, 3000), isNew: false });
  expect(ask({ range: [1500, 2000] })).toEqual({ times: each(series, 2000), isNew: false });
});

test('samples that come are there, and so are series', () => {
  const series = addSeries('a', 3);
  scrape(series, 1000);
  ask();
  scrape(series, 2000);
  expect(ask()).toEqual({ times: each(series, 1000, 2000), isNew: false });
  const more = addSeries('a', 2);
  expect(ask().times).toEqual(each(series, 1000, 2000));
  scrape([...series, ...more], 3000);
  expect(ask()).toEqual({ times: { ...each(series, 1000, 2000, 3000), ...each(more, 3000) }, isNew: true });
  expect(ask().isNew).toBe(false);
});

test('series that have gone are not there, until they are back', () => {
  const series = addSeries('a', 12);
  const [gone, ...others] = series;
  scrape(series, 1000);
  scrape(others, 2000, 3000);
  const late = { range: [2000, 9000] as const };
  expect(ask(late)).toEqual({ times: each(others, 2000, 3000), isNew: true });
  expect(ask(late)).toEqual({ times: each(others, 2000, 3000), isNew: false });
  // The range reaches what they had.
  expect(ask().times).toEqual({ ...each([gone!], 1000), ...each(others, 1000, 2000, 3000) });
  expect(ask(late)).toEqual({ times: each(others, 2000, 3000), isNew: true });
  scrape(series, 4000);
  expect(ask(late).times).toEqual({ ...each([gone!], 4000), ...each(others, 2000, 3000, 4000) });
});

test('a range without rows, and one with rows again', () => {
  const series = addSeries('a', 3);
  scrape(series, 1000);
  scrape(addSeries('b', 1), 4000);
  expect(ask({ range: [2000, 3000] })).toEqual({ times: {}, isNew: true });
  expect(ask({ range: [2000, 3000] })).toEqual({ times: {}, isNew: false });
  scrape(series, 2500);
  expect(ask({ range: [2000, 3000] })).toEqual({ times: each(series, 2500), isNew: true });
});

test('series that leave their group are found where they are', () => {
  const series = addSeries('a', 20);
  scrape(series, 1000, 2000);
  ask();
  // Half of the group comes at other times from now on.
  for (let t = 3000; t < 6000; t += 1000) {
    scrape(series.slice(0, 8), t);
    scrape(series.slice(8), t + 500);
  }
  const want = { ...each(series.slice(0, 8), 1000, 2000, 3000, 4000, 5000) };
  expect(ask().times).toEqual({ ...want, ...each(series.slice(8), 1000, 2000, 3500, 4500, 5500) });
  expect(ask().times).toEqual({ ...want, ...each(series.slice(8), 1000, 2000, 3500, 4500, 5500) });
});

test('late samples are looked for each time', () => {
  const series = addSeries('a', 3);
  scrape(series, 1000, 2000);
  ask();
  scrape(series.slice(0, 1), 1500);
  const want = { ...each(series.slice(0, 1), 1000, 1500, 2000), ...each(series.slice(1), 1000, 2000) };
  expect(ask()).toEqual({ times: want, isNew: true });
  expect(ask()).toEqual({ times: want, isNew: true });
  // Others do not mind.
  const others = addSeries('b', 2);
  scrape(others, 3000);
  ask({ metric: 'b' });
  expect(ask({ metric: 'b' })).toEqual({ times: each(others, 3000), isNew: false });
});

test('deleted samples are gone, and nothing of them is kept', () => {
  const series = addSeries('a', 3);
  scrape(series, 1000, 2000);
  ask();
  const [first, ...others] = series;
  const tombstones = [
    { selectors: [[{ name: 'i', op: '=' as const, value: `${first}` }]], startMs: 0, endMs: 1000, generation: 1 },
  ];
  const want = { ...each([first!], 2000), ...each(others, 1000, 2000) };
  expect(ask({ tombstones })).toEqual({ times: want, isNew: true });
  expect(ask({ tombstones })).toEqual({ times: want, isNew: true });
  expect(ask()).toEqual({ times: each(series, 1000, 2000), isNew: false });
});

test('an index that was made anew, or another registry, is asked', () => {
  const series = addSeries('a', 3);
  scrape(series, 1000);
  ask();
  index = new HeadIndex(2);
  for (const one of series.slice(1)) index.add(one, labelsFromRecord({ __name__: 'a', i: `${one}` }));
  expect(ask()).toEqual({ times: each(series.slice(1), 1000), isNew: true });
  expect(ask().isNew).toBe(false);
  registry = new SeriesRegistry();
  expect(ask()).toEqual({ times: each(series.slice(1), 1000), isNew: true });
});

test('it has room for so much, and lets go of what was used longest ago', () => {
  const metrics = Array.from({ length: 30 }, (_, i) => `m${i}`);
  for (const metric of metrics) scrape(addSeries(metric, 10), 1000);
  for (const metric of metrics) {
    ask({ metric });
    expect(ask({ metric: 'm0' }).isNew).toBe(false);
  }
  expect(kept.size).toBeLessThan(20);
  expect(ask({ metric: 'm29' }).isNew).toBe(false);
  expect(ask({ metric: 'm0' }).isNew).toBe(false);
  expect(ask({ metric: 'm1' }).isNew).toBe(true);
  // What is larger than all of it is not kept.
  scrape(addSeries('large', 1000), 1000);
  ask({ metric: 'large' });
  expect(ask({ metric: 'large' }).isNew).toBe(true);
  kept.clear();
  expect(kept.size).toBe(0);
  expect(ask({ metric: 'm0' }).isNew).toBe(true);
});
