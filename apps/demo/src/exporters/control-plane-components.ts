import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import { MetricSet, type Histogram, type LabelPairs } from '../metrics/metric-set.ts';
import { Random } from '../random.ts';
import { exponentialBounds, type Exporter } from './exporter.ts';
import { GoProcess } from './go-process.ts';
import { buildInfo, clientCalls } from './kubernetes-process.ts';

const WAIT_BOUNDS = exponentialBounds(1e-8, 10, 10);
const QUEUES = [
  'deployment',
  'replicaset',
  'statefulset',
  'daemonset',
  'endpoint_slice',
  'garbage_collector_graph_changes',
  'job',
  'cronjob',
  'namespace',
  'node_lifecycle_controller',
  'horizontalpodautoscaler',
  'serviceaccount',
];

/** `/metrics` of a kube-scheduler. Only the first of the control planes has anything to do: it leads. */
export class Scheduler implements Exporter {
  readonly set = new MetricSet();
  readonly #cluster: Cluster;
  readonly #isLeader: boolean;
  readonly #random: Random;
  readonly #process: GoProcess;
  readonly #attempts: Histogram;
  readonly #calls: (seconds: number) => void;
  #updatedMs: number;

  constructor(cluster: Cluster, pod: Pod) {
    this.#cluster = cluster;
    this.#isLeader = pod.node.index === 0;
    this.#updatedMs = cluster.nowMs;
    this.#random = Random.of(cluster.seed, `scheduler ${pod.name}`);
    const { set } = this;
    buildInfo(set, cluster.plan.kubernetesVersion);
    this.#process = new GoProcess({
      set,
      name: pod.uid,
      startedMs: pod.startedMs ?? cluster.nowMs,
      memoryMib: 52,
      goroutines: 180,
      openFiles: 14,
    });
    const profile: LabelPairs = [
      ['profile', 'default-scheduler'],
      ['result', 'scheduled'],
    ];
    this.#attempts = set.histogram(
      'scheduler_scheduling_attempt_duration_seconds',
      '[STABLE] Scheduling attempt latency in seconds',
      exponentialBounds(0.001, 2, 15),
      profile,
    );
    set.counter(
      'scheduler_schedule_attempts_total',
      '[STABLE] Number of attempts to schedule pods, by the result.',
      profile,
    );
    set.counter('scheduler_schedule_attempts_total', '[STABLE] Number of attempts to schedule pods, by the result.', [
      ['profile', 'default-scheduler'],
      ['result', 'unschedulable'],
    ]);
    set.counter('scheduler_preemption_attempts_total', '[STABLE] Total preemption attempts in the cluster till now');
    for (const queue of ['active', 'backoff', 'gated', 'unschedulable']) {
      set.gauge('scheduler_pending_pods', '[STABLE] Number of pending pods, by the queue type.', [
        ['queue', queue],
      ]).value = 0;
    }
    this.#calls = clientCalls(
      set,
      `${cluster.addresses.apiServer}:6443`,
      this.#isLeader ? 1.2 : 0.5,
      Random.of(cluster.seed, `calls of ${pod.name}`),
    );
  }

  update(): void {
    const { nowMs, pods } = this.#cluster;
    const seconds = (nowMs - this.#updatedMs) / 1000;
    const since = this.#updatedMs;
    this.#updatedMs = nowMs;
    if (this.#isLeader) {
      const placed = [...pods.values()].filter(
        ({ createdMs, owner }) => createdMs > since && owner?.kind !== 'Node',
      ).length;
      this.set.counter('scheduler_schedule_attempts_total', '', [
        ['profile', 'default-scheduler'],
        ['result', 'scheduled'],
      ]).value += placed;
      for (let i = 0; i < placed; i++) this.#attempts.observe(this.#random.around(0.004, 0.5));
    }
    this.#calls(seconds);
    this.#process.update(nowMs, seconds * (this.#isLeader ? 0.006 : 0.002));
  }
}

/** `/metrics` of a kube-controller-manager. */
export class ControllerManager implements Exporter {
  readonly set = new MetricSet();
  readonly #cluster: Cluster;
  readonly #isLeader: boolean;
  readonly #random: Random;
  readonly #process: GoProcess;
  readonly #calls: (seconds: number) => void;
  #updatedMs: number;

  constructor(cluster: Cluster, pod: Pod) {
    this.#cluster = cluster;
    this.#isLeader = pod.node.index === 0;
    this.#updatedMs = cluster.nowMs;
    this.#random = Random.of(cluster.seed, `controllers ${pod.name}`);
    const { set } = this;
    buildInfo(set, cluster.plan.kubernetesVersion);
    this.#process = new GoProcess({
      set,
      name: pod.uid,
      startedMs: pod.startedMs ?? cluster.nowMs,
      memoryMib: 88,
      goroutines: 900,
      openFiles: 16,
    });
    this.#calls = clientCalls(
      set,
      `${cluster.addresses.apiServer}:6443`,
      this.#isLeader ? 4 : 0.5,
      Random.of(cluster.seed, `calls of ${pod.name}`),
    );
  }

  update(): void {
    const { nowMs, nodes } = this.#cluster;
    const seconds = (nowMs - this.#updatedMs) / 1000;
    this.#updatedMs = nowMs;
    for (const name of QUEUES) {
      const labels: LabelPairs = [['name', name]];
      const added = this.#isLeader ? this.#random.poisson(seconds * 0.4) : 0;
      this.set.counter('workqueue_adds_total', '[ALPHA] Total number of adds handled by workqueue', labels).value +=
        added;
      this.set.gauge('workqueue_depth', '[ALPHA] Current depth of workqueue', labels).value =
        this.#isLeader && this.#random.chance(0.35) ? 1 + this.#random.below(3) : 0;
      const wait = this.set.histogram(
        'workqueue_queue_duration_seconds',
        '[ALPHA] How long in seconds an item stays in workqueue before being requested.',
        WAIT_BOUNDS,
        labels,
      );
      for (let i = 0; i < added; i++) wait.observe(this.#random.around(0.000_02, 1));
    }
    this.set.gauge(
      'node_collector_unhealthy_nodes_in_zone',
      '[ALPHA] Gauge measuring number of not Ready Nodes per zones.',
      [['zone', 'zone-a']],
    ).value = this.#isLeader ? nodes.filter(({ isReady }) => !isReady).length : 0;
    this.#calls(seconds);
    this.#process.update(nowMs, seconds * (this.#isLeader ? 0.02 : 0.002));
  }
}
