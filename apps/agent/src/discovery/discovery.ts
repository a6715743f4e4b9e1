import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KubeObject, ObjectCache } from '@binnacle/kube';
import { problemAt, type Problem } from '../config/problem.ts';
import { watchFolders } from '../inputs/watch-files.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../scrape/schedule.ts';
import type { Target } from '../scrape/target.ts';
import { InstancesSource } from './annotations/instances-source.ts';
import { builtInJobs } from './built-in-jobs.ts';
import type { ClusterView } from './cluster-view.ts';
import type { DiscoveryConfig } from './discovery-config.ts';
import { jobFingerprint } from './job-fingerprint.ts';
import { withoutFillIn } from './job-target.ts';
import { SERVICE_NAME } from './kubernetes/endpoint-groups.ts';
import { keyOf, KubernetesDiscoverer } from './kubernetes/kubernetes-discoverer.ts';
import type { Pod } from './kubernetes/objects.ts';
import type { KubernetesRole } from './kubernetes/role.ts';
import { podMonitorJobs, serviceMonitorJobs, type MonitorOutcome } from './monitors/monitor-jobs.ts';
import { PostedInputs } from './posted-inputs.ts';
import { PrometheusFiles } from './prometheus-file/prometheus-files.ts';
import type { ScrapeJob } from './scrape-job.ts';
import { ScrapePool } from './scrape-pool.ts';
import type { Automatic, DiscoverySettings } from './settings.ts';
import { isOurs, type Shard } from './shard.ts';
import { DnsDiscoverer, systemResolver, type DnsResolver } from './sources/dns-discoverer.ts';
import { FileDiscoverer } from './sources/file-discoverer.ts';
import { HttpDiscoverer } from './sources/http-discoverer.ts';
import { staticDiscoverer } from './sources/static-discoverer.ts';
import { TargetBoard, type TargetSink } from './target-board.ts';
import type { Discoverer } from './target-group.ts';
import { apiserverFromOutside, apiserverJob } from './well-known/cluster-jobs.ts';
import {
  componentJob,
  componentOf,
  type ComponentOutcome,
  type ComponentSurroundings,
} from './well-known/component-jobs.ts';
import { WorkQueue } from './work-queue.ts';

export interface DiscoveryParts {
  readonly settings: DiscoverySettings;
  /** Undefined: there is no cluster, and none is looked for. */
  readonly cluster: ClusterView | undefined;
  /** Whether this agent does the work that belongs to no node. Without an election: true. */
  readonly isElected: boolean;
  readonly sink: TargetSink;
  readonly clock: Clock;
  readonly log: Log;
  readonly userAgent: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly resolver?: DnsResolver;
  readonly queue?: WorkQueue;
}

/**
 * Finds what is to be scraped, beside the inputs that are written down: by Prometheus's `scrape_configs`, by annotations, by
 * ServiceMonitors and PodMonitors, and what every cluster has. Gives the sink each target once, as long as it is this agent's.
 */
export class Discovery {
  readonly #parts: DiscoveryParts;
  readonly #board: TargetBoard;
  readonly #queue: WorkQueue;
  readonly #inputs: PostedInputs;
  readonly #files: PrometheusFiles;
  readonly #pools = new Map<string, { readonly pool: ScrapePool; readonly fingerprint: string }>();
  /** Jobs by what asks for them: a file, a monitor, a pod. */
  readonly #owners = new Map<string, { readonly ids: readonly string[]; readonly problems: readonly Problem[] }>();
  readonly #ends: (() => void)[] = [];
  #instances: InstancesSource | undefined;
  #shard: Shard;

  constructor(parts: DiscoveryParts) {
    this.#parts = parts;
    this.#board = new TargetBoard(parts.sink);
    this.#queue = parts.queue ?? new WorkQueue();
    this.#inputs = new PostedInputs(this.#board, this.#queue, parts.cluster?.caches ?? {});
    this.#shard = { node: parts.cluster?.node, isElected: parts.isElected };
    const { scrapeConfigFiles, confDirs } = parts.settings;
    this.#files = new PrometheusFiles(scrapeConfigFiles, confDirs, parts.env);
  }

  start(): void {
    const { settings, cluster, clock } = this.#parts;
    this.look();
    const folders = [...new Set([...settings.confDirs, ...settings.scrapeConfigFiles.map(dirname)])];
    if (folders.length > 0) this.#ends.push(watchFolders(folders, clock, () => this.look()));
    if (cluster === undefined) return;
    this.#setJobs('built in', builtInJobs(cluster, settings), []);
    if (!cluster.isInside) return;
    if (this.#isOn('instances') && cluster.caches.pods !== undefined) {
      this.#instances = new InstancesSource(cluster.caches.pods, this.#board, this.#queue, this.#shard);
      this.#instances.start();
    }
    this.#ends.push(this.#inputs.followServices());
    if (this.#isOn('apiserver')) this.#followApiserver(cluster);
    this.#followComponents(cluster);
    if (this.#isOn('monitors')) {
      this.#followMonitors(cluster.caches.serviceMonitors, serviceMonitorJobs);
      this.#followMonitors(cluster.caches.podMonitors, podMonitorJobs);
    }
  }

  /** Ends the discovery. What is scraped goes on until its runner is stopped. */
  stop(): void {
    for (const end of this.#ends) end();
    this.#ends.length = 0;
    this.#queue.clear();
  }

  /** Reads the files that changed. */
  look(): void {
    if (!this.#files.scan()) return;
    this.#setJobs('files', this.#files.jobs, this.#files.problems);
  }

  /** This agent was elected, or is no longer. */
  setElected(isElected: boolean): void {
    if (isElected === this.#shard.isElected) return;
    this.#shard = { ...this.#shard, isElected };
    this.#instances?.setShard(this.#shard);
    for (const { pool } of this.#pools.values()) pool.setShard(this.#shard);
  }

  /** The targets of inputs that are written down, here and with other agents; see `PostedInputs`. */
  setInputs(targets: readonly Target[], isHere: (target: Target) => boolean = () => true): void {
    this.#inputs.set(targets, isHere);
  }

  /** Roles of Kubernetes that the files ask for. */
  get roles(): ReadonlySet<KubernetesRole> {
    const kinds = this.#files.jobs.flatMap(({ discoveries }) => discoveries);
    return new Set(kinds.flatMap((config) => (config.kind === 'kubernetes' ? [config.role] : [])));
  }

  get pools(): readonly ScrapePool[] {
    return [...this.#pools.values()].map(({ pool }) => pool);
  }

  /** The id of the job that a target belongs to. */
  jobOf(id: string): string {
    const own = withoutFillIn(id);
    for (const [job, { pool }] of this.#pools) if (pool.has(own)) return job;
    return 'instances-annotation';
  }

  /** Targets that annotations of pods ask for, in the words of `inputs.prom`. */
  get instancesCount(): number {
    return this.#instances?.targetCount ?? 0;
  }

  /** Problems of what asks for targets; those of a pool are the pool's. */
  get problems(): readonly Problem[] {
    const { cluster, settings } = this.#parts;
    // One that is told to reach the pods' network from elsewhere reads all kubelets, and has no node by intention.
    const lacksNode = cluster?.isInside === true && cluster.node === undefined && settings.podNetwork !== 'reachable';
    const noNode = lacksNode ? [NO_NODE] : [];
    return [
      ...noNode,
      ...[...this.#owners.values()].flatMap(({ problems }) => problems),
      ...(this.#instances?.problems ?? []),
    ];
  }

  /** Resolves once everything that changed so far was looked at. */
  async whenIdle(): Promise<void> {
    await this.#queue.whenIdle();
  }

  #isOn(kind: Automatic): boolean {
    return !this.#parts.settings.off.has(kind);
  }

  #followMonitors(
    cache: ObjectCache | undefined,
    jobsOf: (monitor: KubeObject, intervalMs: number) => MonitorOutcome,
  ): void {
    this.#follow(cache, (key, monitor) => {
      const outcome = monitor === undefined ? NO_JOBS : jobsOf(monitor, this.#parts.settings.intervalMs);
      this.#setJobs(key, outcome.jobs, outcome.problems);
    });
  }

  /** All API servers by the endpoints of their service; where there are none, the one that the agent speaks to. */
  #followApiserver({ caches: { endpointSlices: slices }, access }: ClusterView): void {
    if (slices === undefined) return;
    const { intervalMs } = this.#parts.settings;
    const look = (): void => {
      const isPublished = [...slices.list()].some(
        ({ metadata, endpoints }) =>
          metadata.namespace === 'default' &&
          metadata.labels?.[SERVICE_NAME] === 'kubernetes' &&
          (endpoints ?? []).length > 0,
      );
      if (isPublished) this.#setJobs('API servers', [apiserverJob(intervalMs, access)], []);
      else if (slices.isSynced && access.server !== undefined) {
        this.#setJobs('API servers', [apiserverFromOutside(intervalMs, access, access.server)], []);
      }
    };
    look();
    this.#ends.push(
      slices.subscribe((change) => {
        if (change.type === 'synced' || (change.type !== 'lost' && change.object.metadata.namespace === 'default')) {
          this.#queue.add('API servers', look);
        }
      }),
    );
  }

  #followComponents({ caches, access, node, hostNetwork, hostRoot }: ClusterView): void {
    const surroundings: ComponentSurroundings = {
      access,
      intervalMs: this.#parts.settings.intervalMs,
      hostNetwork: hostNetwork && node !== undefined,
      nodes: node === undefined ? 'all' : 'own',
      hostRoot,
      exists: existsSync,
    };
    const look = (key: string, pod: Pod | undefined): void => {
      const outcome = pod === undefined ? undefined : componentJob(pod, surroundings);
      const { jobs, problems } = jobsOfComponent(outcome);
      this.#setJobs(key, jobs, problems);
    };
    this.#follow(caches.pods, look, (pod) => {
      const component = componentOf(pod);
      if (component === undefined || !isOurs({ node, isElected: true }, pod.spec?.nodeName)) return false;
      return this.#isOn(component === 'etcd' ? 'etcd' : 'control-plane');
    });
  }

  /** Calls `look` for each object now and when it changes; without the object when it is gone. */
  #follow<T extends KubeObject>(
    cache: ObjectCache<T> | undefined,
    look: (key: string, object: T | undefined) => void,
    isMeant: (object: T) => boolean = () => true,
  ): void {
    if (cache === undefined) return;
    const ownerOf = (object: T): string => `${cache.kind} ${keyOf(object)}`;
    const later = (object: T): void => {
      const owner = ownerOf(object);
      if (!isMeant(object)) return;
      this.#queue.add(owner, () => {
        look(owner, cache.get(object.metadata.namespace, object.metadata.name));
      });
    };
    for (const object of cache.list()) later(object);
    this.#ends.push(
      cache.subscribe((change) => {
        if (change.type === 'lost') return;
        if (change.type !== 'synced') {
          later(change.object);
          return;
        }
        // After a relist: what is not there any more had no event of its own.
        const now = new Set<string>();
        for (const object of cache.list()) now.add(ownerOf(object));
        for (const owner of this.#owners.keys()) {
          if (owner.startsWith(`${cache.kind} `) && !now.has(owner))
            this.#queue.add(owner, () => look(owner, undefined));
        }
      }),
    );
  }

  /** What `owner` asks for from now on. Jobs that stay the same go on undisturbed. */
  #setJobs(owner: string, jobs: readonly ScrapeJob[], problems: readonly Problem[]): void {
    const ids = new Set(jobs.map(({ id }) => id));
    for (const id of this.#owners.get(owner)?.ids ?? []) if (!ids.has(id)) this.#endPool(id, 'gone');
    for (const job of jobs) {
      const fingerprint = jobFingerprint(job);
      const known = this.#pools.get(job.id);
      if (known?.fingerprint === fingerprint) continue;
      if (known !== undefined) this.#endPool(job.id, 'moved');
      this.#beginPool(job, fingerprint);
    }
    if (jobs.length === 0 && problems.length === 0) this.#owners.delete(owner);
    else this.#owners.set(owner, { ids: [...ids], problems });
  }

  #beginPool(job: ScrapeJob, fingerprint: string): void {
    const discoverers = job.discoveries.map((config) => this.#discoverer(config, job));
    const pool = new ScrapePool(job, discoverers, this.#board, this.#shard);
    this.#pools.set(job.id, { pool, fingerprint });
    this.#parts.log.debug(`discovery: job ${job.id} begins`);
    pool.start();
  }

  #endPool(id: string, reason: 'gone' | 'moved'): void {
    this.#pools.get(id)?.pool.stop(reason);
    this.#pools.delete(id);
    this.#parts.log.debug(`discovery: job ${id} ends`);
  }

  #discoverer(config: DiscoveryConfig, { place }: ScrapeJob): Discoverer {
    const { clock, userAgent, resolver = systemResolver, cluster } = this.#parts;
    switch (config.kind) {
      case 'static':
        return staticDiscoverer(config.groups);
      case 'file':
        return new FileDiscoverer(config.files, place, clock);
      case 'http':
        return new HttpDiscoverer({ ...config, place, clock, userAgent });
      case 'dns':
        return new DnsDiscoverer({ ...config, place, clock, resolver });
      case 'kubernetes': {
        const { caches = {}, namespace = '', node } = cluster ?? {};
        return new KubernetesDiscoverer(config, { caches, queue: this.#queue, namespace, node }, place);
      }
    }
  }
}

const NO_NODE = problemAt(
  { key: 'kubernetes.node-name' },
  'warning',
  'no_node_name',
  'the agent does not know its node: the elected agent scrapes all pods, and no kubelet is read',
  'Set NODE_NAME from spec.nodeName, as the manifests of deploy/ do',
);

const NO_JOBS: MonitorOutcome = { jobs: [], problems: [] };

function jobsOfComponent(outcome: ComponentOutcome | undefined): MonitorOutcome {
  if (outcome === undefined) return NO_JOBS;
  return outcome.kind === 'job' ? { jobs: [outcome.job], problems: [] } : { jobs: [], problems: [outcome.problem] };
}
