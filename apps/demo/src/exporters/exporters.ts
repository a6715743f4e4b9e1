import type { Cluster } from '../cluster/cluster.ts';
import type { Node } from '../cluster/node.ts';
import type { Pod } from '../cluster/pod.ts';
import { Usage } from '../cluster/usage.ts';
import type { MetricSet } from '../metrics/metric-set.ts';
import { ApiServer } from './api-server.ts';
import { Cadvisor } from './cadvisor.ts';
import { ControllerManager } from './controller-manager.ts';
import { Scheduler } from './scheduler.ts';
import { CoreDns } from './coredns.ts';
import { Etcd } from './etcd.ts';
import type { Exporter } from './exporter.ts';
import { Istiod } from './istiod.ts';
import { KubeProxy } from './kube-proxy.ts';
import { Kubelet } from './kubelet.ts';
import { NodeExporter } from './node-exporter.ts';
import { Sidecar } from './sidecar.ts';

export type TargetKind =
  | 'sidecar'
  | 'istiod'
  | 'coredns'
  | 'etcd'
  | 'scheduler'
  | 'controller-manager'
  | 'kube-proxy'
  | 'node-exporter'
  | 'kubelet'
  | 'cadvisor'
  | 'api-server';

/** One thing to scrape. */
export interface Target {
  readonly kind: TargetKind;
  readonly ip: string;
  readonly port: number;
  readonly path: string;
  readonly set: MetricSet;
  /** Whose it is; undefined for the API server. */
  readonly pod: Pod | undefined;
  readonly node: Node | undefined;
  isUp(): boolean;
}

const UPDATE_EVERY_MS = 5000;

/** Everything in a cluster that can be scraped, as its pods come and go. */
export class Exporters {
  readonly #cluster: Cluster;
  readonly #usage: Usage;
  readonly #fixed: Target[] = [];
  readonly #exporters: Exporter[] = [];
  readonly #ofPods = new Map<Pod, { readonly exporter: Exporter; readonly target: Target }>();
  readonly #nodeExporters = new Map<Node, NodeExporter>();
  #updatedMs: number;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#usage = new Usage(cluster);
    this.#updatedMs = cluster.nowMs;
    for (const node of cluster.nodes) {
      const cadvisor = new Cadvisor(cluster, node);
      const kubelet = new Kubelet(cluster, node);
      this.#exporters.push(cadvisor, kubelet);
      this.#nodeExporters.set(node, new NodeExporter(cluster, node, cadvisor));
      const isUp = (): boolean => node.isUp;
      const at = { ip: node.ip, port: 10_250, node, pod: undefined, isUp };
      this.#fixed.push(
        { ...at, kind: 'kubelet', path: '/metrics', set: kubelet.set },
        { ...at, kind: 'cadvisor', path: '/metrics/cadvisor', set: cadvisor.set },
      );
    }
    const api = new ApiServer(cluster);
    this.#exporters.push(api);
    this.#fixed.push({
      kind: 'api-server',
      ip: cluster.addresses.apiServer,
      port: 6443,
      path: '/metrics',
      set: api.set,
      node: undefined,
      pod: undefined,
      isUp: () => true,
    });
    this.#followPods();
    this.update();
  }

  /** All targets there are now; those that are down among them. */
  targets(): readonly Target[] {
    return [...this.#fixed, ...[...this.#ofPods.values()].map(({ target }) => target)];
  }

  /** Moves on with the cluster; does nothing in between. */
  step(): boolean {
    if (this.#cluster.nowMs - this.#updatedMs < UPDATE_EVERY_MS) return false;
    this.update();
    return true;
  }

  update(): void {
    this.#updatedMs = this.#cluster.nowMs;
    this.#followPods();
    this.#usage.update();
    for (const exporter of this.#exporters) exporter.update();
    for (const [pod, { exporter }] of this.#ofPods) if (pod.node.isUp && pod.phase === 'Running') exporter.update();
  }

  #followPods(): void {
    const { pods } = this.#cluster;
    for (const pod of this.#ofPods.keys()) if (pods.get(pod.key) !== pod) this.#ofPods.delete(pod);
    for (const pod of pods.values()) {
      if (this.#ofPods.has(pod)) continue;
      const made = this.#open(pod);
      if (made === undefined) continue;
      const [kind, port, path, exporter] = made;
      this.#ofPods.set(pod, {
        exporter,
        target: {
          kind,
          ip: pod.ip,
          port,
          path,
          set: exporter.set,
          pod,
          node: pod.node,
          isUp: () => pod.node.isUp && pod.phase === 'Running' && listens(pod, kind),
        },
      });
    }
  }

  #open(pod: Pod): readonly [kind: TargetKind, port: number, path: string, exporter: Exporter] | undefined {
    const cluster = this.#cluster;
    if (pod.proxy) return ['sidecar', 15_020, '/stats/prometheus', new Sidecar(cluster, pod)];
    const { labels } = pod;
    if (labels['app'] === 'istiod') return ['istiod', 15_014, '/metrics', new Istiod(cluster, pod)];
    if (labels['k8s-app'] === 'kube-dns') return ['coredns', 9153, '/metrics', new CoreDns(cluster, pod)];
    if (labels['app.kubernetes.io/name'] === 'node-exporter') {
      return ['node-exporter', 9100, '/metrics', this.#nodeExporters.get(pod.node)!];
    }
    if (labels['k8s-app'] === 'kube-proxy') return ['kube-proxy', 10_249, '/metrics', new KubeProxy(cluster, pod)];
    switch (labels['component']) {
      case 'etcd': {
        const member = cluster.etcd.members.find(({ node }) => node === pod.node);
        return member && ['etcd', 2381, '/metrics', new Etcd(cluster, cluster.etcd, member)];
      }
      case 'kube-scheduler':
        return ['scheduler', 10_259, '/metrics', new Scheduler(cluster, pod)];
      case 'kube-controller-manager':
        return ['controller-manager', 10_257, '/metrics', new ControllerManager(cluster, pod)];
      default:
        return undefined;
    }
  }
}

/** A sidecar answers while the application beside it does not; any other pod is one process. */
const listens = (pod: Pod, kind: TargetKind): boolean =>
  (kind === 'sidecar' ? pod.container('istio-proxy') : pod.app)?.isRunning ?? false;
