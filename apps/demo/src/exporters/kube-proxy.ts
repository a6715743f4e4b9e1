import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import { MetricSet, type Histogram } from '../metrics/metric-set.ts';
import { Random } from '../random.ts';
import { exponentialBounds, type Exporter } from './exporter.ts';
import { GoProcess } from './go-process.ts';
import { buildInfo, clientCalls } from './kubernetes-process.ts';

const SYNC_BOUNDS = exponentialBounds(0.001, 2, 15);

/** `/metrics` of one kube-proxy. */
export class KubeProxy implements Exporter {
  readonly set = new MetricSet();
  readonly #cluster: Cluster;
  readonly #random: Random;
  readonly #process: GoProcess;
  readonly #sync: Histogram;
  readonly #calls: (seconds: number) => void;
  #updatedMs: number;

  constructor(cluster: Cluster, pod: Pod) {
    this.#cluster = cluster;
    this.#updatedMs = cluster.nowMs;
    this.#random = Random.of(cluster.seed, `kube-proxy ${pod.uid}`);
    const { set } = this;
    buildInfo(set, cluster.plan.kubernetesVersion);
    this.#process = new GoProcess({
      set,
      name: pod.uid,
      startedMs: pod.startedMs ?? cluster.nowMs,
      memoryMib: 44,
      goroutines: 90,
      openFiles: 14,
    });
    this.#sync = set.histogram(
      'kubeproxy_sync_proxy_rules_duration_seconds',
      '[ALPHA] SyncProxyRules latency in seconds',
      SYNC_BOUNDS,
      [['ip_family', 'IPv4']],
    );
    this.#calls = clientCalls(
      set,
      `${cluster.addresses.apiServer}:6443`,
      0.2,
      Random.of(cluster.seed, `calls of kube-proxy ${pod.uid}`),
    );
  }

  update(): void {
    const { nowMs } = this.#cluster;
    const seconds = (nowMs - this.#updatedMs) / 1000;
    this.#updatedMs = nowMs;
    for (let n = this.#random.poisson(seconds / 30); n > 0; n--) this.#sync.observe(this.#random.around(0.02, 0.4));
    this.set.gauge(
      'kubeproxy_sync_proxy_rules_last_timestamp_seconds',
      '[ALPHA] The last time proxy rules were successfully synced',
      [['ip_family', 'IPv4']],
    ).value = Math.floor(nowMs / 1000);
    this.#calls(seconds);
    this.#process.update(nowMs, seconds * 0.002);
  }
}
