import { objectMetrics, type Collector } from '@binnacle/collectors';
import type { ClusterAccess, ClusterWatch } from '@binnacle/kube';
import type { LocalSettings } from '../collect/local-settings.ts';

/** Something that is collected once in a cluster, from what the elected agent watches. */
export interface ClusterSource {
  readonly intervalMs: (settings: LocalSettings) => number;
  readonly make: (settings: LocalSettings, watch: ClusterWatch, access: ClusterAccess) => readonly Collector[];
}

/** Everything that is collected once in a cluster. A new source is a line here. */
export const CLUSTER_SOURCES: readonly ClusterSource[] = [
  { intervalMs: ({ kubernetes }) => kubernetes.intervalMs, make: makeObjectMetrics },
];

function makeObjectMetrics({ kubernetes }: LocalSettings, watch: ClusterWatch, access: ClusterAccess): Collector[] {
  if (!kubernetes.metrics) return [];
  const collector = objectMetrics({
    cache: (kind) => watch.cache(kind),
    states: () => watch.states(),
    instance: access.server.host,
  });
  return [{ ...collector, address: access.server.origin }];
}
