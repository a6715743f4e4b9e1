import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import type { Histogram, LabelPairs, MetricSet } from '../metrics/metric-set.ts';
import { exponentialBounds, type Exporter } from './exporter.ts';
import { KubernetesComponent } from './kubernetes-component.ts';

const ATTEMPTS = '[STABLE] Number of attempts to schedule pods, by the result.';
const resultLabels = (result: string): LabelPairs => [
  ['profile', 'default-scheduler'],
  ['result', result],
];

/** `/metrics` of a kube-scheduler. Only the first of the control planes has anything to do: it leads. */
export class Scheduler implements Exporter {
  readonly set: MetricSet;
  readonly #component: KubernetesComponent;
  readonly #isLeader: boolean;
  readonly #attempts: Histogram;

  constructor(cluster: Cluster, pod: Pod) {
    this.#isLeader = pod.node.index === 0;
    this.#component = new KubernetesComponent(cluster, pod, {
      name: 'scheduler',
      memoryMib: 52,
      goroutines: 180,
      openFiles: 14,
      callsPerSecond: this.#isLeader ? 1.2 : 0.5,
    });
    const { set } = this.#component;
    this.set = set;
    this.#attempts = set.histogram(
      'scheduler_scheduling_attempt_duration_seconds',
      '[STABLE] Scheduling attempt latency in seconds',
      exponentialBounds(0.001, 2, 15),
      resultLabels('scheduled'),
    );
    for (const result of ['scheduled', 'unschedulable']) {
      set.counter('scheduler_schedule_attempts_total', ATTEMPTS, resultLabels(result));
    }
    set.counter('scheduler_preemption_attempts_total', '[STABLE] Total preemption attempts in the cluster till now');
    for (const queue of ['active', 'backoff', 'gated', 'unschedulable']) {
      set.gauge('scheduler_pending_pods', '[STABLE] Number of pending pods, by the queue type.', [
        ['queue', queue],
      ]).value = 0;
    }
  }

  update(): void {
    const { cluster, random } = this.#component;
    const { sinceMs } = this.#component.advance(this.#isLeader ? 0.006 : 0.002);
    if (!this.#isLeader) return;
    const placed = [...cluster.pods.values()].filter(
      ({ createdMs, owner }) => createdMs > sinceMs && owner?.kind !== 'Node',
    ).length;
    this.set.counter('scheduler_schedule_attempts_total', ATTEMPTS, resultLabels('scheduled')).value += placed;
    for (let i = 0; i < placed; i++) this.#attempts.observe(random.around(0.004, 0.5));
  }
}
