import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import type { Histogram, LabelPairs, MetricSet } from '../metrics/metric-set.ts';
import { exponentialBounds, type Exporter } from './exporter.ts';
import { KubernetesComponent } from './kubernetes-component.ts';

const SYNC_BOUNDS = exponentialBounds(0.001, 2, 15);
const FAMILY: LabelPairs = [['ip_family', 'IPv4']];

/** `/metrics` of one kube-proxy. */
export class KubeProxy implements Exporter {
  readonly set: MetricSet;
  readonly #component: KubernetesComponent;
  readonly #sync: Histogram;

  constructor(cluster: Cluster, pod: Pod) {
    this.#component = new KubernetesComponent(cluster, pod, {
      name: 'kube-proxy',
      memoryMib: 44,
      goroutines: 90,
      openFiles: 14,
      callsPerSecond: 0.2,
    });
    this.set = this.#component.set;
    this.#sync = this.set.histogram(
      'kubeproxy_sync_proxy_rules_duration_seconds',
      '[ALPHA] SyncProxyRules latency in seconds',
      SYNC_BOUNDS,
      FAMILY,
    );
  }

  update(): void {
    const { cluster, random } = this.#component;
    const { seconds } = this.#component.advance(0.002);
    for (let n = random.poisson(seconds / 30); n > 0; n--) this.#sync.observe(random.around(0.02, 0.4));
    this.set.gauge(
      'kubeproxy_sync_proxy_rules_last_timestamp_seconds',
      '[ALPHA] The last time proxy rules were successfully synced',
      FAMILY,
    ).value = Math.floor(cluster.nowMs / 1000);
  }
}
