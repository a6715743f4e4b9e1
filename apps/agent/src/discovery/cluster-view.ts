import type { DiscoveryCaches } from './kubernetes/objects.ts';
import type { ClusterAccess } from './well-known/cluster-access.ts';

/** The cluster, as this agent sees it. */
export interface ClusterView {
  readonly caches: DiscoveryCaches;
  readonly access: ClusterAccess;
  /** The node of this agent; undefined: it is the only agent, outside of the cluster, and scrapes everything. */
  readonly node: string | undefined;
  /** It reaches the addresses of pods. From outside only the API server is found, and what `scrape_configs` ask for. */
  readonly isInside: boolean;
  /** Namespace of the agent's own pod. */
  readonly namespace: string;
  readonly hostNetwork: boolean;
  /** Where the root of the machine is mounted. */
  readonly hostRoot: string;
}
