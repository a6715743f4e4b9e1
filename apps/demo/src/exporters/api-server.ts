import type { Cluster } from '../cluster/cluster.ts';
import { MetricSet, type LabelPairs } from '../metrics/metric-set.ts';
import { Random } from '../random.ts';
import { exponentialBounds, type Exporter } from './exporter.ts';
import { GoProcess } from './go-process.ts';
import { buildInfo } from './kubernetes-process.ts';

const DURATION_BOUNDS = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
];
const STORE_BOUNDS = exponentialBounds(0.005, 2, 12);
const REQUESTS: readonly (readonly [
  verb: string,
  resource: string,
  group: string,
  perSecond: number,
  seconds: number,
])[] = [
  ['GET', 'leases', 'coordination.k8s.io', 4, 0.003],
  ['PUT', 'leases', 'coordination.k8s.io', 3.6, 0.006],
  ['GET', 'pods', '', 1.2, 0.004],
  ['LIST', 'pods', '', 0.3, 0.02],
  ['PATCH', 'pods', '', 0.4, 0.009],
  ['GET', 'nodes', '', 1, 0.004],
  ['PATCH', 'nodes', '', 0.3, 0.009],
  ['GET', 'configmaps', '', 0.6, 0.004],
  ['LIST', 'configmaps', '', 0.1, 0.01],
  ['GET', 'endpointslices', 'discovery.k8s.io', 0.2, 0.004],
  ['PUT', 'deployments', 'apps', 0.1, 0.011],
  ['GET', 'virtualservices', 'networking.istio.io', 0.1, 0.005],
  ['POST', 'events', '', 0.2, 0.007],
  ['POST', 'subjectaccessreviews', 'authorization.k8s.io', 0.5, 0.003],
];
const WATCHED = [
  'pods',
  'nodes',
  'services',
  'endpointslices',
  'configmaps',
  'secrets',
  'leases',
  'namespaces',
  'virtualservices',
  'destinationrules',
];
/** Plural names of kinds, as the store counts them. */
const PLURALS: Readonly<Record<string, string>> = {
  Pod: 'pods',
  Node: 'nodes',
  Namespace: 'namespaces',
  Service: 'services',
  Endpoints: 'endpoints',
  EndpointSlice: 'endpointslices.discovery.k8s.io',
  ConfigMap: 'configmaps',
  Secret: 'secrets',
  Event: 'events',
  Lease: 'leases.coordination.k8s.io',
  Deployment: 'deployments.apps',
  ReplicaSet: 'replicasets.apps',
  StatefulSet: 'statefulsets.apps',
  DaemonSet: 'daemonsets.apps',
  Job: 'jobs.batch',
  CronJob: 'cronjobs.batch',
  PersistentVolume: 'persistentvolumes',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  VirtualService: 'virtualservices.networking.istio.io',
  DestinationRule: 'destinationrules.networking.istio.io',
};

/** The API server's `/metrics`. */
export class ApiServer implements Exporter {
  readonly set = new MetricSet();
  readonly #cluster: Cluster;
  readonly #random: Random;
  readonly #process: GoProcess;
  #updatedMs: number;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#updatedMs = cluster.nowMs;
    this.#random = Random.of(cluster.seed, `apiserver ${cluster.plan.name}`);
    buildInfo(this.set, cluster.plan.kubernetesVersion);
    this.#process = new GoProcess({
      set: this.set,
      name: `apiserver ${cluster.plan.name}`,
      startedMs: cluster.nodes[0]!.bootedMs + 60_000,
      memoryMib: 480,
      goroutines: 1600,
      openFiles: 190,
    });
  }

  update(): void {
    const { nowMs, nodes, etcd, objects } = this.#cluster;
    const random = this.#random;
    const seconds = (nowMs - this.#updatedMs) / 1000;
    this.#updatedMs = nowMs;
    const size = nodes.length / 6;
    const slow = Math.max(...etcd.members.map(({ diskFactor }) => diskFactor));
    let served = 0;
    for (const [verb, resource, group, perSecond, median] of REQUESTS) {
      const count = random.poisson(perSecond * size * seconds);
      served += count;
      const scope = verb === 'LIST' ? 'cluster' : 'resource';
      const base: LabelPairs = [
        ['component', 'apiserver'],
        ['dry_run', ''],
        ['group', group],
        ['resource', resource],
        ['scope', scope],
        ['subresource', ''],
        ['verb', verb],
        ['version', 'v1'],
      ];
      const isWrite = verb !== 'GET' && verb !== 'LIST';
      const failed = etcd.leader === undefined ? Math.ceil(count * (isWrite ? 0.8 : 0.3)) : 0;
      const missed = verb === 'GET' ? random.poisson(count * 0.01) : verb === 'PUT' ? random.poisson(count * 0.004) : 0;
      const code = (value: string, times: number): void => {
        // Errors are rare; their counter is there all the same.
        if (times > 0 || value === '500')
          this.set.counter(
            'apiserver_request_total',
            '[STABLE] Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.',
            [['code', value], ...base],
          ).value += times;
      };
      code(verb === 'POST' ? '201' : '200', Math.max(0, count - failed - missed));
      code(verb === 'GET' ? '404' : '409', missed);
      code('500', failed);
      const sli = this.set.histogram(
        'apiserver_request_sli_duration_seconds',
        '[ALPHA] Response latency distribution (not counting webhook duration and priority & fairness queue wait times) in seconds.',
        DURATION_BOUNDS,
        base.filter(([name]) => name !== 'dry_run'),
      );
      const all = this.set.histogram(
        'apiserver_request_duration_seconds',
        '[STABLE] Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.',
        DURATION_BOUNDS,
        base,
      );
      const stored = this.set.histogram(
        'etcd_request_duration_seconds',
        '[ALPHA] Etcd request latency in seconds for each operation and object type.',
        STORE_BOUNDS,
        [
          ['group', group],
          ['operation', verb === 'LIST' ? 'list' : verb === 'GET' ? 'get' : 'update'],
          ['resource', resource],
        ],
      );
      for (let i = 0; i < count; i++) {
        const store = random.around(median * 0.6, 0.4) * (isWrite ? 1 + (slow - 1) / 2 : 1);
        const took = store + random.around(median * 0.4, 0.5);
        sli.observe(took);
        all.observe(took);
        stored.observe(store);
      }
    }
    for (const kind of ['mutating', 'readOnly']) {
      this.set.gauge(
        'apiserver_current_inflight_requests',
        '[STABLE] Maximal number of currently used inflight request limit of this apiserver per request kind in last second.',
        [['request_kind', kind]],
      ).value = random.poisson((kind === 'mutating' ? 0.6 : 1.4) * size * (etcd.leader ? 1 : 8));
    }
    for (const resource of WATCHED) {
      this.set.gauge(
        'apiserver_longrunning_requests',
        '[STABLE] Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and component.',
        [
          ['component', 'apiserver'],
          ['group', ''],
          ['resource', resource],
          ['scope', 'cluster'],
          ['subresource', ''],
          ['verb', 'WATCH'],
          ['version', 'v1'],
        ],
      ).value = nodes.length + 4;
    }
    for (const kind of objects.kinds()) {
      const resource = PLURALS[kind];
      if (resource === undefined) continue;
      this.set.gauge(
        'apiserver_storage_objects',
        '[STABLE] Number of stored objects at the time of last check split by kind.',
        [['resource', resource]],
      ).value = objects.list(kind).length;
    }
    this.#process.update(nowMs, seconds * 0.05 + served * 0.0012);
  }
}
