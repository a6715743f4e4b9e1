import { ClusterWatch, kindSpec, podsOfNode, type WatchedKind } from '@binnacle/kube';
import type { CollectorSet } from '../collect/collector-set.ts';
import type { Runtimes } from '../collect/local-collectors.ts';
import type { LocalSettings } from '../collect/local-settings.ts';
import type { Problem } from '../config/problem.ts';
import type { Environment } from '../config/read-environment.ts';
import { Discovery } from '../discovery/discovery.ts';
import type { DiscoverySettings } from '../discovery/settings.ts';
import { TargetRunner } from '../discovery/target-runner.ts';
import { clusterAccess } from '../discovery/well-known/cluster-access.ts';
import { alwaysLeader } from '../election/leadership.ts';
import type { Target } from '../scrape/target.ts';
import type { ScraperEnvironment } from '../scrape/target-scraper.ts';
import type { Cluster } from './cluster.ts';
import { startKubelet } from './kubelet-work.ts';

export interface DiscoveryWorkParts {
  readonly settings: DiscoverySettings;
  readonly local: LocalSettings;
  readonly cluster: Cluster | undefined;
  readonly environment: ScraperEnvironment;
  readonly collectors: CollectorSet;
  readonly runtimes: Runtimes;
  readonly env: Environment;
  readonly random: () => number;
}

/** How often it is looked whether the files ask for objects that nobody watches yet. */
const LOOK_MS = 10_000;

/** Finds and scrapes what is written down nowhere but in the cluster, and what `scrape_configs` describe. */
export class DiscoveryWork {
  readonly discovery: Discovery;
  readonly runner: TargetRunner;
  readonly #parts: DiscoveryWorkParts;
  readonly #watch: ClusterWatch | undefined;
  /** Outside of a cluster nothing of it is watched before something asks for it. */
  #isWatching = false;
  #cancelLook = (): void => {};
  #endKubelet = async (): Promise<void> => {};

  constructor(parts: DiscoveryWorkParts) {
    const { cluster, environment, local, settings, env } = parts;
    const { clock, log, userAgent } = environment;
    const leadership = cluster?.leadership ?? alwaysLeader;
    const { nodeName: node } = local.kubernetes;
    this.#parts = parts;
    this.runner = new TargetRunner(environment, leadership);
    this.#watch = cluster === undefined || !local.inputs.has('discovery') ? undefined : this.#newWatch(cluster, node);
    const watch = this.#watch;
    this.discovery = new Discovery({
      settings,
      cluster: watch && {
        caches: {
          pods: watch.cache('Pod'),
          services: watch.cache('Service'),
          endpointSlices: watch.cache('EndpointSlice'),
          nodes: watch.cache('Node'),
          namespaces: watch.cache('Namespace'),
          ingresses: watch.cache('Ingress'),
          serviceMonitors: watch.cache('ServiceMonitor'),
          podMonitors: watch.cache('PodMonitor'),
        },
        access: clusterAccess(cluster!.access),
        node,
        isInside: this.#isInside,
        namespace: cluster!.access.namespace,
        hostNetwork: hasHostNetwork(env),
        hostRoot: local.host.root,
      },
      isElected: leadership.isLeader(),
      sink: this.runner,
      clock,
      log,
      userAgent,
      env,
    });
    leadership.subscribe(async (isLeader) => {
      this.discovery.setElected(isLeader);
      if (!isLeader) await this.runner.settled();
    });
  }

  get problems(): readonly Problem[] {
    return this.discovery.problems;
  }

  start(): void {
    this.discovery.start();
    this.#watchIfAsked();
    const { cluster, local } = this.#parts;
    const { nodeName: node } = local.kubernetes;
    if (this.#watch === undefined || node === undefined || !local.inputs.has('container')) return;
    this.#endKubelet = startKubelet({
      ...this.#parts,
      node,
      access: cluster!.access,
      nodes: this.#watch.cache('Node'),
      pods: this.#watch.cache('Pod'),
      clock: this.#parts.environment.clock,
      log: this.#parts.environment.log,
    });
  }

  /** What inputs read is not found a second time. */
  setInputs(here: readonly Target[], elsewhere: readonly Target[]): void {
    const ids = new Set(here.map(({ id }) => id));
    this.discovery.setInputs([...here, ...elsewhere], ({ id }) => ids.has(id));
  }

  async stop(): Promise<void> {
    this.#cancelLook();
    this.discovery.stop();
    await Promise.all([this.runner.stop(), this.#endKubelet()]);
    this.#watch?.stop();
  }

  get #isInside(): boolean {
    const { cluster, local, settings } = this.#parts;
    return cluster?.isPod === true || local.kubernetes.nodeName !== undefined || settings.podNetwork === 'reachable';
  }

  #watchIfAsked(): void {
    if (this.#watch === undefined || this.#isWatching) return;
    if (this.#isInside || this.discovery.roles.size > 0) {
      this.#isWatching = true;
      this.#watch.start();
      return;
    }
    this.#cancelLook = this.#parts.environment.clock.after(LOOK_MS, () => this.#watchIfAsked());
  }

  #newWatch({ client }: Cluster, node: string | undefined): ClusterWatch {
    const { environment, random } = this.#parts;
    const ofNode: Partial<WatchedKind> = node === undefined ? {} : { selection: podsOfNode(node), fromCache: true };
    const others = [
      'Service',
      'EndpointSlice',
      'Node',
      'Namespace',
      'Ingress',
      'ServiceMonitor',
      'PodMonitor',
    ] as const;
    return new ClusterWatch({
      client,
      clock: environment.clock,
      random,
      kinds: [{ spec: kindSpec('Pod'), ...ofNode }, ...others.map((kind) => ({ spec: kindSpec(kind) }))],
      onState: (kind, state) => environment.log.debug(`kubernetes, for discovery: ${kind} ${state.kind}`),
    });
  }
}

/** A pod on its node's network has the node's address; manifests pass both. Then what listens on loopback only can be scraped. */
function hasHostNetwork(env: Environment): boolean {
  const [pod, host] = [env['POD_IP'], env['HOST_IP']];
  return pod === undefined || host === undefined || pod === host;
}
