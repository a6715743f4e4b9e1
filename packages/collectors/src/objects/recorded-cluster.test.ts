import type { KindName } from '@binnacle/kube';
import { describe, expect, test } from 'vitest';
import { objectMetrics } from './object-metrics.ts';
import {
  filledStore,
  haveFixtures,
  MemoryOutput,
  recordedMetrics,
  recordedObjects,
} from './recorded-cluster.test-data.ts';

const PREFIXES = {
  Pod: 'kube_pod_',
  Node: 'kube_node_',
  Namespace: 'kube_namespace_',
  Service: 'kube_service_',
  Endpoints: 'kube_endpoint_',
} as const satisfies Partial<Record<KindName, string>>;

/** What kube-state-metrics 2.13, which looked at Kubernetes 1.31, had differently from the one that looked at 1.34. */
const OLDER: Readonly<Record<string, string>> = {
  kube_node_info: 'kubeproxy_version empty instead of "deprecated"',
  kube_service_info: 'without external_traffic_policy',
  kube_endpoint_address: 'without the port',
  kube_endpoint_address_available: 'taken away in 2.14',
  kube_endpoint_address_not_ready: 'taken away in 2.14',
  kube_pod_tolerations: 'without the labels that are empty',
};

// The objects and the metrics were recorded at the same moment.
describe.skipIf(!haveFixtures)(
  'objects of a real cluster give the samples that kube-state-metrics gave of it (skipped where the fixtures are not there)',
  () => {
    test.each([
      { version: '1.31', exceptions: OLDER },
      { version: '1.34', exceptions: {} },
    ])('Kubernetes $version', async ({ version, exceptions }) => {
      const theirs = recordedMetrics(version);
      const kinds = Object.keys(PREFIXES) as (keyof typeof PREFIXES)[];
      const stores = new Map<string, ReturnType<typeof filledStore>>(
        kinds.map((kind) => [kind, filledStore(kind, recordedObjects(kind, version))]),
      );
      const collector = objectMetrics({
        cache: (kind) => stores.get(kind),
        states: () => new Map(),
        instance: 'test',
        labels: { '*': ['environment', 'team'] },
        annotations: { pods: ['owner', 'description'], namespaces: ['owner', 'description'] },
      });
      const out = new MemoryOutput();
      out.begin();
      expect(await collector.collect(out, new AbortController().signal)).toEqual({ kind: 'ok' });
      const ours = out.now();
      let compared = 0;
      for (const kind of kinds)
        for (const [name, family] of theirs) {
          if (!name.startsWith(PREFIXES[kind]) || name in exceptions || family.samples.size === 0) continue;
          // That cluster's kube-state-metrics took over labels of these kinds only.
          if ((kind === 'Node' || kind === 'Service' || kind === 'Endpoints') && /_(?:labels|annotations)$/.test(name))
            continue;
          expect([name, Object.fromEntries(ours.get(name) ?? [])]).toEqual([name, Object.fromEntries(family.samples)]);
          compared += family.samples.size;
        }
      expect(compared).toBeGreaterThan(1000);
    });
  },
);
