import * as fc from 'fast-check';
import type { LabelRecord, MetricFamily, SeriesRef } from '@binnacle/collectors';
import { formatLabels, unixMs } from '@binnacle/model';
import { expect, test } from 'vitest';
import { CollectorLabels } from './collector-labels.ts';
import { CollectorTable, type PassSink } from './collector-table.ts';

const tags = { cluster: 'c', host: new Map([['host', 'h']]), election: new Map([['zone', 'z']]) };
const family: MetricFamily = { name: 'm', type: 'gauge', help: 'what it is' };
const newTable = (scope: 'host' | 'cluster' = 'host'): CollectorTable =>
  new CollectorTable(new CollectorLabels({ job: 'j', instance: 'i', scope }, tags));

/** Everything that one pass stores, as text. */
async function pass(table: CollectorTable, atMs: number, fill: (table: CollectorTable) => void): Promise<string[]> {
  const { rows, sink } = collect();
  table.begin();
  fill(table);
  await table.commit(atMs, sink);
  return rows;
}

function collect(): { readonly rows: string[]; readonly sink: PassSink } {
  const rows: string[] = [];
  const write = (labels: string, value: string, atMs: number): undefined =>
    void rows.push(`${labels} ${value} @${atMs}`);
  return {
    rows,
    sink: {
      sample: (series, atMs) => write(formatLabels(series.labels), String(series.value), atMs),
      stale: (series, atMs) => write(formatLabels(series.labels), 'stale', atMs),
    },
  };
}

test.each([
  {
    name: 'host scope',
    scope: 'host',
    labels: { a: '1' },
    want: 'm{a="1", cluster="c", host="h", instance="i", job="j"}',
  },
  {
    name: 'cluster scope carries nothing of the machine',
    scope: 'cluster',
    labels: {},
    want: 'm{cluster="c", instance="i", job="j", zone="z"}',
  },
  {
    name: 'own labels are never overwritten',
    scope: 'host',
    labels: { host: 'other', job: 'own', instance: 'x', cluster: 'd' },
    want: 'm{cluster="d", host="other", instance="x", job="own"}',
  },
  {
    name: 'an empty label is none',
    scope: 'host',
    labels: { a: '', host: '' },
    want: 'm{cluster="c", host="h", instance="i", job="j"}',
  },
  {
    name: "the reference agent's name of the cluster",
    scope: 'cluster',
    labels: { cluster_name_k8s: 'k' },
    want: 'm{cluster="k", instance="i", job="j", zone="z"}',
  },
] as const)('labels: $name', async ({ scope, labels, want }) => {
  expect(await pass(newTable(scope), 1_000, (table) => table.add(family, labels, 1))).toEqual([`${want} 1 @1000`]);
});

const short = (rows: readonly string[]): string[] => rows.map((row) => row.replace(/^m\{(.*?), cluster.*\}/, '$1'));

test('a series that a pass does not mention has ended; one that comes back goes on', async () => {
  const table = newTable();
  const fill =
    (...names: string[]) =>
    (into: CollectorTable): void => {
      for (const [i, a] of names.entries()) into.add(family, { a }, i);
    };
  expect(short(await pass(table, 1, fill('x', 'y', 'z')))).toEqual(['a="x" 0 @1', 'a="y" 1 @1', 'a="z" 2 @1']);
  expect(short(await pass(table, 2, fill('x', 'z')))).toEqual(['a="x" 0 @2', 'a="z" 1 @2', 'a="y" stale @2']);
  expect(short(await pass(table, 3, fill('z', 'y', 'x')))).toEqual(['a="z" 0 @3', 'a="y" 1 @3', 'a="x" 2 @3']);
  expect(short(await pass(table, 4, fill()))).toEqual(['a="z" stale @4', 'a="y" stale @4', 'a="x" stale @4']);
  expect(await pass(table, 5, fill())).toEqual([]);
});

test('a reference and labels that mean the same series are one series', async () => {
  const table = newTable();
  const ref = table.series(family, { a: 'x', b: '' });
  const rows = await pass(table, 1, (into) => {
    into.sample(ref, 1);
    into.add(family, { a: 'x' }, 2);
    into.add(family, { a: 'x' }, 3);
  });
  expect(short(rows)).toEqual(['a="x" 1 @1']);
});

test('a failed pass ends everything, and references stay good', async () => {
  const table = newTable();
  const ref = table.series(family, { a: 'x' });
  await pass(table, 1, (into) => into.sample(ref, 1));
  table.begin();
  table.sample(ref, 2);
  const { rows, sink } = collect();
  expect(await table.abandon(2, sink)).toBe(1);
  expect(short(rows)).toEqual(['a="x" stale @2']);
  expect(await table.abandon(3, sink)).toBe(0);
  expect(short(await pass(table, 4, (into) => into.sample(ref, 3)))).toEqual(['a="x" 3 @4']);
});

test('a sample with the time of its source: not twice, and its end comes right behind it', async () => {
  const table = newTable();
  const ref = table.series(family, { a: 'x' });
  const at = (ms: number) => (into: CollectorTable) => into.sample(ref, ms, unixMs(ms));
  expect(short(await pass(table, 100, at(95)))).toEqual(['a="x" 95 @95']);
  expect(await pass(table, 110, at(95))).toEqual([]);
  expect(await pass(table, 115, at(90))).toEqual([]);
  expect(short(await pass(table, 120, at(118)))).toEqual(['a="x" 118 @118']);
  expect(short(await pass(table, 130, () => {}))).toEqual(['a="x" stale @119']);
  expect(short(await pass(table, 140, at(121)))).toEqual(['a="x" 121 @121']);
});

test('counts', async () => {
  const table = newTable();
  const { sink } = collect();
  const count = async (...names: string[]): Promise<unknown> => {
    table.begin();
    for (const a of names) table.add(family, { a }, 1);
    return table.commit(1, sink);
  };
  expect(await count('x', 'y')).toEqual({ scraped: 2, kept: 2, added: 2, collisions: 0, stale: 0 });
  expect(await count('x', 'z', 'z')).toEqual({ scraped: 3, kept: 2, added: 1, collisions: 1, stale: 1 });
  expect(table.liveSeries).toBe(2);
  expect(table.metadataOf({ family: 'm', type: 'unknown' } as never)).toEqual({
    type: 'gauge',
    help: 'what it is',
    unit: '',
  });
});

test('churn takes no memory: what is gone is forgotten, and a reference to it can still be used', async () => {
  const table = newTable();
  const ref = table.series(family, { a: 'kept aside' });
  await pass(table, 1, (into) => into.sample(ref, 1));
  for (let n = 0; n < 10; n++) {
    await pass(table, 10 + n, (into) => {
      for (let i = 0; i < 1_000; i++) into.add(family, { a: `${n}/${i}` }, i);
    });
    expect(table.knownSeries).toBeLessThanOrEqual(2_001);
  }
  const rows = await pass(table, 100, (into) => {
    into.sample(ref, 2);
    into.add(family, { a: 'kept aside' }, 3);
  });
  expect(short(rows).filter((row) => row.includes('kept'))).toEqual(['a="kept aside" 2 @100']);
});

test('whatever comes in whatever order, what is stored is what a plain map would hold', async () => {
  const sample = fc.record({
    a: fc.integer({ min: 0, max: 12 }),
    b: fc.constantFrom('', 'x', 'y'),
    value: fc.integer(),
    byRef: fc.boolean(),
  });
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ ok: fc.constant(true), samples: fc.array(sample, { maxLength: 30 }) }) },
    { weight: 1, arbitrary: fc.record({ ok: fc.constant(false), samples: fc.array(sample, { maxLength: 5 }) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const table = newTable();
      const refs = new Map<string, SeriesRef>();
      let live = new Map<string, number>();
      for (const [n, { ok, samples }] of steps.entries()) {
        const now = new Map<string, number>();
        table.begin();
        for (const { a, b, value, byRef } of samples) {
          const labels: LabelRecord = { a: String(a), b };
          const key = `${a} ${b}`;
          if (now.has(key)) continue;
          now.set(key, value);
          if (!byRef) {
            table.add(family, labels, value);
            continue;
          }
          const ref = refs.get(key) ?? table.series(family, labels);
          refs.set(key, ref);
          table.sample(ref, value);
        }
        const stored = new Map<string, number | 'stale'>();
        const write = (labels: readonly string[], value: number | 'stale'): undefined => {
          const at = (name: string): string => (labels.includes(name) ? labels[labels.indexOf(name) + 1]! : '');
          const key = `${at('a')} ${at('b')}`;
          expect(stored.has(key)).toBe(false);
          stored.set(key, value);
          return undefined;
        };
        const sink: PassSink = {
          sample: ({ labels, value }) => write(labels, value),
          stale: ({ labels }) => write(labels, 'stale'),
        };
        if (ok) await table.commit(n + 1, sink);
        else await table.abandon(n + 1, sink);
        const want = new Map<string, number | 'stale'>(ok ? now : []);
        for (const key of live.keys()) if (!want.has(key)) want.set(key, 'stale');
        expect([...stored].sort()).toEqual([...want].sort());
        live = ok ? now : new Map();
      }
    }),
    { numRuns: 200 },
  );
});
