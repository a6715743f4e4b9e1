import {
  ClusterWatch,
  kindSpec,
  podsOfNode,
  type ClusterAccess,
  type KindName,
  type KubeClient,
  type WatchedKind,
} from '@binnacle/kube';
import { problemAt, type Problem } from '../config/problem.ts';
import type { Target } from '../scrape/target.ts';
import type { ScraperEnvironment } from '../scrape/target-scraper.ts';
import { Discovery, type ClusterView } from './discovery.ts';
import type { DiscoveryCaches } from './kubernetes/objects.ts';
import type { KubernetesRole } from './kubernetes/role.ts';
import { PrometheusFiles } from './prometheus-file/prometheus-files.ts';
import type { DiscoverySettings } from './settings.ts';
import { TargetRunner } from './target-runner.ts';
import { clusterAccess } from './well-known/cluster-access.ts';

export interface DiscoveryWorkParts {
  readonly settings: DiscoverySettings;
  readonly environment: ScraperEnvironment;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined: there is none, and nothing is asked over the network to find one. */
  readonly cluster:
    | {
        readonly client: KubeClient;
        readonly access: ClusterAccess;
        /** The node on which the agent runs; undefined: none of the cluster's. */
        readonly node: string | undefined;
        readonly hostNetwork: boolean;
        readonly hostRoot: string;
      }
    | undefined;
  /** Without an election: true. */
  readonly isElected: boolean;
  readonly random: () => number;
}

/**
 * Discovery with all that it needs: the watches of what it looks at, and the scrapes of what it finds. Each agent watches the
 * pods of its node, and the services and endpoints of all.
 */
export class DiscoveryWork {
  readonly runner: TargetRunner;
  readonly discovery: Discovery;
  readonly #watch: ClusterWatch | undefined;

  constructor({ settings, environment, env, cluster, isElected, random }: DiscoveryWorkParts) {
    const { clock, log, userAgent } = environment;
    this.runner = new TargetRunner(environment);
    let view: ClusterView | undefined;
    if (cluster !== undefined) {
      const { client, access, node, hostNetwork, hostRoot } = cluster;
      this.#watch = new ClusterWatch({
        client,
        clock,
        random,
        kinds: watchedKinds(node, rolesOfFiles(settings, env), settings),
        onState: (kind, state) => log.debug(`discovery: ${kind} ${state.kind}`),
      });
      view = {
        caches: cachesOf(this.#watch, node, rolesOfFiles(settings, env)),
        access: clusterAccess(access),
        node,
        isInside: node !== undefined,
        namespace: access.namespace,
        hostNetwork,
        hostRoot,
      };
    }
    this.discovery = new Discovery({
      settings,
      cluster: view,
      isElected,
      sink: this.runner,
      clock,
      log,
      userAgent,
      env,
    });
  }

  start(): void {
    this.discovery.start();
    this.#watch?.start();
  }

  /** Ends discovery and scrapes. Series end only where their targets are gone. */
  async stop(): Promise<void> {
    this.discovery.stop();
    this.#watch?.stop();
    await this.runner.stop();
  }

  setElected(isElected: boolean): void {
    this.discovery.setElected(isElected);
  }

  setInputs(targets: readonly Target[]): void {
    this.discovery.setInputs(targets);
  }

  get problems(): readonly Problem[] {
    const down = this.#watch?.problem;
    const kinds = [...(this.#watch?.states() ?? [])].flatMap(([kind, state]): Problem[] => {
      if (state.kind === 'forbidden') {
        const message = `the right to ${state.verb} ${kind} is missing: ${state.message}`;
        return [problemAt({ key: 'discovery' }, 'warning', 'forbidden', message, 'The ClusterRole of deploy/ has it')];
      }
      return state.kind === 'failing'
        ? [problemAt({ key: 'discovery' }, 'error', 'unreachable', `${kind}: ${state.failure.message}`)]
        : [];
    });
    return [
      ...(down === undefined ? [] : [problemAt({ key: 'discovery' }, 'error', 'unreachable', down.message)]),
      ...kinds,
      ...this.discovery.problems,
    ];
  }
}

/** Which kinds are watched depends on what the files ask for when the agent starts. */
function rolesOfFiles(
  settings: DiscoverySettings,
  env: Readonly<Record<string, string | undefined>>,
): ReadonlySet<KubernetesRole | 'namespace'> {
  const files = new PrometheusFiles(settings.scrapeConfigFiles, settings.confDirs, env);
  files.scan();
  const configs = files.jobs.flatMap(({ discoveries }) => discoveries);
  return new Set(
    configs.flatMap((config): (KubernetesRole | 'namespace')[] =>
      config.kind === 'kubernetes' ? [config.role, ...(config.attachNamespace ? ['namespace' as const] : [])] : [],
    ),
  );
}

function watchedKinds(
  node: string | undefined,
  roles: ReadonlySet<KubernetesRole | 'namespace'>,
  { off }: DiscoverySettings,
): readonly WatchedKind[] {
  const kinds: WatchedKind[] = [];
  const watch = (kind: KindName, more: Partial<WatchedKind> = {}): void => {
    kinds.push({ spec: kindSpec(kind), fromCache: true, ...more });
  };
  const isInside = node !== undefined;
  const hasEndpoints = roles.has('endpoints') || roles.has('endpointslice');
  if (isInside || roles.has('pod') || hasEndpoints) watch('Pod', isInside ? { selection: podsOfNode(node) } : {});
  if (isInside || roles.has('node')) {
    watch('Node', isInside ? { selection: { fields: { 'metadata.name': node } } } : {});
  }
  if (isInside || roles.has('service') || hasEndpoints) watch('Service');
  if (isInside || hasEndpoints) watch('EndpointSlice');
  if (isInside && !off.has('monitors')) {
    watch('ServiceMonitor');
    watch('PodMonitor');
  }
  if (roles.has('ingress')) watch('Ingress');
  if (roles.has('namespace')) watch('Namespace');
  return kinds;
}

function cachesOf(
  watch: ClusterWatch,
  node: string | undefined,
  roles: ReadonlySet<KubernetesRole | 'namespace'>,
): DiscoveryCaches {
  const isInside = node !== undefined;
  const hasEndpoints = roles.has('endpoints') || roles.has('endpointslice');
  return {
    ...(isInside || roles.has('pod') || hasEndpoints ? { pods: watch.cache('Pod') } : {}),
    ...(isInside || roles.has('node') ? { nodes: watch.cache('Node') } : {}),
    ...(isInside || roles.has('service') || hasEndpoints ? { services: watch.cache('Service') } : {}),
    ...(isInside || hasEndpoints ? { endpointSlices: watch.cache('EndpointSlice') } : {}),
    ...(isInside ? { serviceMonitors: watch.cache('ServiceMonitor'), podMonitors: watch.cache('PodMonitor') } : {}),
    ...(roles.has('ingress') ? { ingresses: watch.cache('Ingress') } : {}),
    ...(roles.has('namespace') ? { namespaces: watch.cache('Namespace') } : {}),
  };
}
