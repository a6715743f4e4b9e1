import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { METRIC_TABLES } from './metric-tables.ts';
import { objectMetrics } from './object-metrics.ts';
import { filledStore, labelKey, MemoryOutput } from './recorded-cluster.test-data.ts';
import { sampleKinds, sampleObject } from './sample-objects.test-data.ts';

const golden = new URL('../../../../testdata/kube-state-metrics/', import.meta.url);

/** Every sample of one object, as a line each. */
async function linesOf(kind: (typeof sampleKinds)[number]): Promise<string> {
  const store = filledStore(kind, [sampleObject(kind)]);
  const out = new MemoryOutput();
  out.begin();
  const collector = objectMetrics({
    cache: (name) => (name === kind ? store : undefined),
    states: () => new Map(),
    instance: 'test',
    labels: { '*': ['*'] },
    annotations: { '*': ['*'] },
  });
  expect(await collector.collect(out, new AbortController().signal)).toEqual({ kind: 'ok' });
  const lines = [...out.written.values()].map(
    ({ family, labels, value }) => `${family.name}{${labelKey(labels)}} ${value}`,
  );
  return `${lines.sort().join('\n')}\n`;
}

test('there is a sample of every kind that has metrics', () => {
  expect([...sampleKinds].sort()).toEqual(METRIC_TABLES.map(({ kind }) => kind).sort());
});

// Refresh with `vitest -u`, then read the diff.
describe('an object with every field gives these samples', () => {
  test.each(sampleKinds)('%s', async (kind) => {
    await expect(await linesOf(kind)).toMatchFileSnapshot(fileURLToPath(new URL(`${kind}.golden`, golden)));
  });
});

test('names are those of kube-state-metrics, each of one table, and every family has its type and help', () => {
  const seen = new Map<string, string>();
  for (const { kind, prefix, rows } of METRIC_TABLES)
    for (const { family } of rows) {
      expect(family.name.startsWith(prefix)).toBe(true);
      expect(seen.get(family.name) ?? kind).toBe(kind);
      expect(rows.filter((row) => row.family.name === family.name)).toHaveLength(1);
      seen.set(family.name, kind);
      expect(family.type).toBe(family.name.endsWith('_total') ? 'counter' : 'gauge');
      expect(family.help).toMatch(/^[A-Z].*\.$/);
    }
});
