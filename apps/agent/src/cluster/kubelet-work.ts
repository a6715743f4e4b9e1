import { cgroupReader, hostFiles, kubeletCollector, KubeletClient } from '@binnacle/collectors';
import type { ClusterAccess, ObjectCache } from '@binnacle/kube';
import type { CollectorSet } from '../collect/collector-set.ts';
import type { Runtimes } from '../collect/local-collectors.ts';
import type { LocalSettings } from '../collect/local-settings.ts';
import type { Node, Pod } from '../discovery/kubernetes/objects.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../scrape/schedule.ts';

export interface KubeletWorkParts {
  readonly local: LocalSettings;
  readonly access: ClusterAccess;
  /** Name of this agent's node. */
  readonly node: string;
  readonly nodes: ObjectCache<Node>;
  readonly pods: ObjectCache<Pod>;
  readonly collectors: CollectorSet;
  readonly runtimes: Runtimes;
  readonly clock: Clock;
  readonly log: Log;
}

const DEFAULT_PORT = 10_250;

/**
 * Reads the kubelet of this agent's node, as soon as the node is known: its object tells address and port. Begins anew when those
 * change. @returns ends it
 */
export function startKubelet(parts: KubeletWorkParts): () => Promise<void> {
  const { access, clock, collectors, local, node, nodes, pods, runtimes } = parts;
  let running: { readonly url: string; readonly stop: (isGone: boolean) => Promise<void> } | undefined;
  const begin = (url: string): void => {
    const files = hostFiles(local.host);
    const collector = kubeletCollector({
      kubelet: new KubeletClient({
        url,
        token: async (signal) => {
          const current = await access.credentials.current(signal);
          return current.ok ? current.credentials.token : undefined;
        },
        // Mostly one that the kubelet signed itself; it is the one of this node, at an address of this node.
        certificateCheck: 'skip',
      }),
      host: local.hostName,
      node,
      now: clock.nowMs,
      files,
      cgroups: cgroupReader(files),
      ...(runtimes.cri === undefined ? {} : { cri: runtimes.cri }),
      workloadOf: (namespace, name) => workloadOf(pods.get(namespace, name)),
    });
    const { intervalMs } = local.container;
    const stop = collectors.start({ collector: { ...collector, address: url }, intervalMs, timeoutMs: intervalMs });
    running = { url, stop };
  };
  const look = (): void => {
    const url = urlOf(nodes.get(undefined, node));
    if (url === undefined || url === running?.url) return;
    void running?.stop(false);
    begin(url);
  };
  look();
  const unsubscribe = nodes.subscribe(look);
  return async () => {
    unsubscribe();
    await running?.stop(false);
  };
}

function urlOf(node: Node | undefined): string | undefined {
  const addresses = node?.status?.addresses ?? [];
  const found = ['InternalIP', 'ExternalIP', 'Hostname']
    .map((type) => addresses.find((it) => it.type === type)?.address)
    .find((address) => address !== undefined);
  if (found === undefined) return undefined;
  const port = node?.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? DEFAULT_PORT;
  return `https://${found.includes(':') ? `[${found}]` : found}:${port}`;
}

/** What a pod belongs to: of a replica set, the deployment, whose name comes before the hash of the template. */
export function workloadOf(pod: Pod | undefined): string {
  const owner = pod?.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return '';
  const hash = pod?.metadata.labels?.['pod-template-hash'];
  const suffix = `-${hash}`;
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(suffix))
    return owner.name.slice(0, -suffix.length);
  return owner.name;
}
