import { describe, expect, test } from 'vitest';
import { METRIC_TABLES } from './metric-tables.ts';
import { objectMetrics } from './object-metrics.ts';
import { filledStore, haveFixtures, MemoryOutput, recordedMetrics } from './recorded-cluster.test-data.ts';
import { sampleKinds, sampleObject } from './sample-objects.test-data.ts';

/** Families that kube-state-metrics had and this agent has not, and why. */
const NOT_HERE: Readonly<Record<string, string>> = {
  kube_endpoint_address_available:
    'taken away in kube-state-metrics 2.14: count(kube_endpoint_address{ready="true"}) says it',
  kube_endpoint_address_not_ready:
    'taken away in kube-state-metrics 2.14: count(kube_endpoint_address{ready="false"}) says it',
};

/** Labels that the newest kube-state-metrics has and the one that was recorded had not. */
const NEWER: Readonly<Record<string, readonly string[]>> = {
  kube_deployment_status_condition: ['reason'],
  kube_horizontalpodautoscaler_spec_target_metric: ['container'],
};

/** Labels and annotations are taken over only where somebody asks: those that the recorded cluster had asked for. */
const PROMOTED = { labels: { '*': ['environment', 'team'] }, annotations: { '*': ['owner', 'description'] } };

/** The label names of each family that the samples of all kinds give. */
async function ourLabels(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const stores = new Map(
    sampleKinds.map((kind) => {
      const { metadata, ...rest } = sampleObject(kind);
      const promoted = {
        labels: { environment: 'e', team: 't', ...metadata.labels },
        annotations: { owner: 'o', description: 'd' },
      };
      return [
        kind as string,
        filledStore(kind, [{ ...rest, metadata: { ...metadata, ...promoted } } as ReturnType<typeof sampleObject>]),
      ];
    }),
  );
  // What only a pod has that found no node.
  stores.get('Pod')?.changed({
    metadata: { name: 'pending', uid: 'pending', resourceVersion: '1' },
    status: { conditions: [{ type: 'PodScheduled', status: 'False' }] },
  });
  const out = new MemoryOutput();
  out.begin();
  await objectMetrics({
    cache: (kind) => stores.get(kind),
    states: () => new Map(),
    instance: 'test',
    ...PROMOTED,
  }).collect(out, new AbortController().signal);
  const names = new Map<string, Set<string>>();
  for (const { family, labels } of out.written.values()) {
    const found = names.get(family.name) ?? new Set();
    for (const name of Object.keys(labels)) found.add(name);
    names.set(family.name, found);
  }
  return names;
}

const types = new Map<string, string>();
for (const { prefix, promoted, rows } of METRIC_TABLES) {
  for (const { family } of rows) types.set(family.name, family.type);
  if (promoted !== 'none') types.set(`${prefix}_labels`, 'gauge');
  if (promoted === 'both') types.set(`${prefix}_annotations`, 'gauge');
}

const here = ([name]: readonly [string, unknown]): boolean => !(name in NOT_HERE);

describe.skipIf(!haveFixtures)('families of kube-state-metrics (skipped where the fixtures are not there)', () => {
  test.each(['1.20', '1.28', '1.30', '1.31', '1.34'])(
    'of a cluster of Kubernetes %s are all here, with their types',
    (version) => {
      const recorded = [...recordedMetrics(version)].filter(here).map(([name, { type }]) => [name, type]);
      expect(recorded.map(([name]) => [name, types.get(name ?? '')])).toEqual(recorded);
      expect(recorded.length).toBeGreaterThan(200);
    },
  );

  test('that are said to be missing are', () => {
    expect(Object.keys(NOT_HERE).filter((name) => types.has(name))).toEqual([]);
  });

  test('have the same labels', async () => {
    const ours = await ourLabels();
    const recorded = [...recordedMetrics('1.34')].filter(([, { labelNames }]) => labelNames.size > 0);
    for (const [name, { labelNames }] of recorded) {
      const newer = NEWER[name] ?? [];
      const labels = [...(ours.get(name) ?? [])].filter((label) => !newer.includes(label));
      expect([name, labels.sort()]).toEqual([name, [...labelNames].sort()]);
    }
    expect(recorded.length).toBeGreaterThan(140);
  });

  test.each(['1.20', '1.28', '1.30', '1.31'])(
    'of a cluster of Kubernetes %s have no label that is not here',
    async (version) => {
      const ours = await ourLabels();
      const missing = [...recordedMetrics(version)]
        .filter(here)
        .flatMap(([name, { labelNames }]) =>
          [...labelNames].filter((label) => ours.get(name)?.has(label) !== true).map((label) => `${name}: ${label}`),
        );
      expect(missing).toEqual([]);
    },
  );
});
