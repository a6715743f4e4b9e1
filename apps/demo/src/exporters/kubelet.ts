import type { Cluster } from '../cluster/cluster.ts';
import type { Node } from '../cluster/node.ts';
import { MetricSet, type Histogram, type LabelPairs } from '../metrics/metric-set.ts';
import { Random, hashOf, wave } from '../random.ts';
import { parseQuantity } from '../cluster/quantities.ts';
import { fieldsOf } from '../cluster/templates.ts';
import { SECONDS_BOUNDS, exponentialBounds, type Exporter } from './exporter.ts';
import { GoProcess } from './go-process.ts';
import { buildInfo, clientCalls } from './kubernetes-process.ts';

const START_BOUNDS = [
  0.5, 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, 45, 60, 120, 180, 240, 300, 360, 480, 600, 900, 1200, 1800, 2700, 3600,
];
const OPERATION_BOUNDS = exponentialBounds(0.005, 2.5, 14);
const OPERATIONS: readonly (readonly [name: string, perSecond: number, seconds: number])[] = [
  ['container_status', 1.2, 0.002],
  ['list_containers', 1.6, 0.003],
  ['list_podsandbox', 1.1, 0.002],
  ['podsandbox_status', 0.6, 0.002],
  ['exec_sync', 0.3, 0.06],
  ['image_status', 0.1, 0.002],
  ['status', 0.2, 0.001],
  ['version', 0.05, 0.001],
];

/** The kubelet's `/metrics`. */
export class Kubelet implements Exporter {
  readonly set = new MetricSet();
  readonly #cluster: Cluster;
  readonly #node: Node;
  readonly #random: Random;
  readonly #process: GoProcess;
  readonly #relist: Histogram;
  readonly #relistInterval: Histogram;
  readonly #podStart: Histogram;
  readonly #podStartSli: Histogram;
  readonly #calls: (seconds: number) => void;
  #updatedMs: number;
  #podsSeenMs: number;

  constructor(cluster: Cluster, node: Node) {
    this.#cluster = cluster;
    this.#node = node;
    this.#random = Random.of(cluster.seed, `kubelet ${node.name}`);
    this.#updatedMs = cluster.nowMs;
    this.#podsSeenMs = cluster.nowMs;
    const { set } = this;
    this.#process = new GoProcess({
      set,
      name: `kubelet ${node.name}`,
      startedMs: node.bootedMs + 20_000,
      memoryMib: 96,
      goroutines: 310,
      openFiles: 42,
    });
    buildInfo(set, cluster.plan.kubernetesVersion);
    set.gauge('kubelet_node_name', "[ALPHA] The node's name. The count is always 1.", [['node', node.name]]).value = 1;
    this.#relist = set.histogram(
      'kubelet_pleg_relist_duration_seconds',
      '[ALPHA] Duration in seconds for relisting pods in PLEG.',
      SECONDS_BOUNDS,
    );
    this.#relistInterval = set.histogram(
      'kubelet_pleg_relist_interval_seconds',
      '[ALPHA] Interval in seconds between relisting in PLEG.',
      SECONDS_BOUNDS,
    );
    this.#podStart = set.histogram(
      'kubelet_pod_start_duration_seconds',
      '[ALPHA] Duration in seconds from kubelet seeing a pod for the first time to the pod starting to run',
      START_BOUNDS,
    );
    this.#podStartSli = set.histogram(
      'kubelet_pod_start_sli_duration_seconds',
      '[ALPHA] Duration in seconds to start a pod, excluding time to pull images and run init containers',
      START_BOUNDS,
    );
    for (let i = 0; i < 6; i++) this.#podStart.observe(this.#random.between(1, 3));
    set.gauge(
      'kubelet_certificate_manager_client_ttl_seconds',
      '[ALPHA] Gauge of the TTL of the Kubelet client certificate.',
    ).value = 20_000_000;
    set.counter('kubelet_evictions', '[ALPHA] Cumulative number of pod evictions by eviction signal', [
      ['eviction_signal', 'memory.available'],
    ]).value = 0;
    this.#calls = clientCalls(
      set,
      `${cluster.addresses.apiServer}:6443`,
      2.4,
      Random.of(cluster.seed, `calls of ${node.name}`),
    );
  }

  update(): void {
    const { nowMs, pods } = this.#cluster;
    const node = this.#node;
    const seconds = (nowMs - this.#updatedMs) / 1000;
    this.#updatedMs = nowMs;
    const own = [...pods.values()].filter((pod) => pod.node === node);
    const containers = own.flatMap((pod) => pod.containers);
    const gauge = (name: string, help: string, value: number, labels: LabelPairs = []): void => {
      this.set.gauge(name, help, labels).value = value;
    };
    gauge(
      'kubelet_running_pods',
      '[ALPHA] Number of pods that have a running pod sandbox',
      own.filter(({ phase }) => phase === 'Running').length,
    );
    const running = containers.filter(({ isRunning }) => isRunning).length;
    gauge('kubelet_running_containers', '[ALPHA] Number of containers currently running', running, [
      ['container_state', 'running'],
    ]);
    gauge('kubelet_running_containers', '[ALPHA] Number of containers currently running', containers.length - running, [
      ['container_state', 'exited'],
    ]);
    gauge(
      'kubelet_pleg_last_seen_seconds',
      '[ALPHA] Timestamp in seconds when PLEG was last seen active.',
      nowMs / 1000,
    );
    gauge('volume_manager_total_volumes', '[ALPHA] Number of volumes in Volume Manager', own.length * 2, [
      ['plugin_name', 'kubernetes.io/projected'],
      ['state', 'actual_state_of_world'],
    ]);
    for (let i = 0; i < seconds; i++) {
      this.#relist.observe(this.#random.around(0.002 + own.length * 0.000_06, 0.4));
      this.#relistInterval.observe(this.#random.around(1.004, 0.002));
    }
    for (const [operation, perSecond, duration] of OPERATIONS) {
      const count = this.#random.poisson(perSecond * seconds);
      const labels: LabelPairs = [['operation_type', operation]];
      this.set.counter(
        'kubelet_runtime_operations_total',
        '[ALPHA] Cumulative number of runtime operations by operation type.',
        labels,
      ).value += count;
      const histogram = this.set.histogram(
        'kubelet_runtime_operations_duration_seconds',
        '[ALPHA] Duration in seconds of runtime operations.',
        OPERATION_BOUNDS,
        labels,
      );
      for (let i = 0; i < count; i++) histogram.observe(this.#random.around(duration, 0.6));
    }
    for (const pod of own) {
      const at = pod.readyAtMs;
      if (at === undefined || at <= this.#podsSeenMs || pod.containers.some(({ restarts }) => restarts > 0)) continue;
      const took = Math.max(0.5, (at - pod.createdMs) / 1000 - 3);
      this.#podStart.observe(took);
      this.#podStartSli.observe(took * 0.8);
    }
    this.#podsSeenMs = nowMs;
    this.#volumes(own.flatMap((pod) => pod.claims.map((claim) => [pod.namespace, claim] as const)));
    this.#calls(seconds);
    this.#process.update(nowMs, seconds * (0.02 + own.length * 0.0006));
  }

  #volumes(claims: readonly (readonly [namespace: string, claim: string])[]): void {
    const { nowMs, objects } = this.#cluster;
    for (const [namespace, claim] of claims) {
      const object = objects.get('PersistentVolumeClaim', namespace, claim);
      const size = parseQuantity(fieldsOf(fieldsOf(object?.['status'])['capacity'])['storage']);
      if (size === undefined) continue;
      const labels: LabelPairs = [
        ['namespace', namespace],
        ['persistentvolumeclaim', claim],
      ];
      const hash = hashOf(`${namespace}/${claim}`);
      // Fills by a few GiB in a week, and is cleaned then.
      const week = 7 * 86_400_000;
      const used =
        Math.round(
          (size * (0.28 + 0.3 * (((nowMs + hash * 1000) % week) / week)) + 4e6 * wave(hash, nowMs, 300_000)) / 4096,
        ) * 4096;
      const inodes = Math.round(size / 16_384);
      const inodesUsed = Math.round(1200 + used / 900_000);
      const set = (name: string, value: number): void => {
        this.set.gauge(
          `kubelet_volume_stats_${name}`,
          `[ALPHA] ${name.replaceAll('_', ' ')} of the volume`,
          labels,
        ).value = value;
      };
      set('capacity_bytes', size);
      set('used_bytes', used);
      set('available_bytes', size - used);
      set('inodes', inodes);
      set('inodes_used', inodesUsed);
      set('inodes_free', inodes - inodesUsed);
    }
  }
}
