import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import type { LabelPairs, MetricSet } from '../metrics/metric-set.ts';
import { exponentialBounds, type Exporter } from './exporter.ts';
import { KubernetesComponent } from './kubernetes-component.ts';

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

/** `/metrics` of a kube-controller-manager. Only the first of the control planes has anything to do: it leads. */
export class ControllerManager implements Exporter {
  readonly set: MetricSet;
  readonly #component: KubernetesComponent;
  readonly #isLeader: boolean;

  constructor(cluster: Cluster, pod: Pod) {
    this.#isLeader = pod.node.index === 0;
    this.#component = new KubernetesComponent(cluster, pod, {
      name: 'controller-manager',
      memoryMib: 88,
      goroutines: 900,
      openFiles: 16,
      callsPerSecond: this.#isLeader ? 4 : 0.5,
    });
    this.set = this.#component.set;
  }

  update(): void {
    const { cluster, random } = this.#component;
    const { seconds } = this.#component.advance(this.#isLeader ? 0.02 : 0.002);
    for (const name of QUEUES) {
      const labels: LabelPairs = [['name', name]];
      const added = this.#isLeader ? random.poisson(seconds * 0.4) : 0;
      this.set.counter('workqueue_adds_total', '[ALPHA] Total number of adds handled by workqueue', labels).value +=
        added;
      this.set.gauge('workqueue_depth', '[ALPHA] Current depth of workqueue', labels).value =
        this.#isLeader && random.chance(0.35) ? 1 + random.below(3) : 0;
      const wait = this.set.histogram(
        'workqueue_queue_duration_seconds',
        '[ALPHA] How long in seconds an item stays in workqueue before being requested.',
        WAIT_BOUNDS,
        labels,
      );
      for (let i = 0; i < added; i++) wait.observe(random.around(0.000_02, 1));
    }
    this.set.gauge(
      'node_collector_unhealthy_nodes_in_zone',
      '[ALPHA] Gauge measuring number of not Ready Nodes per zones.',
      [['zone', 'zone-a']],
    ).value = this.#isLeader ? cluster.nodes.filter(({ isReady }) => !isReady).length : 0;
  }
}
