import type { Target, TargetKind } from '../exporters/exporters.ts';

/** What the agent adds to the series of one target, and how it settles conflicts. */
export interface TargetLabels {
  readonly labels: ReadonlyMap<string, string>;
  /** The labels of the exposition win; else those of the target, and the others are kept as `exported_…`. */
  readonly honorsLabels: boolean;
}

const JOBS: Readonly<Record<TargetKind, string>> = {
  sidecar: 'istio-proxy',
  istiod: 'istiod',
  coredns: 'coredns',
  etcd: 'etcd',
  scheduler: 'kube-scheduler',
  'controller-manager': 'kube-controller-manager',
  'kube-proxy': 'kube-proxy',
  'node-exporter': 'node-exporter',
  kubelet: 'kubelet',
  cadvisor: 'cadvisor',
  'api-server': 'kube-apiserver',
};

const CONTAINERS: Partial<Readonly<Record<TargetKind, string>>> = {
  sidecar: 'istio-proxy',
  istiod: 'discovery',
  coredns: 'coredns',
  'node-exporter': 'node-exporter',
};

/** Labels as the agent's discovery gives them: the history must go on in the same series. A test compares the two. */
export function targetLabels(cluster: string, { kind, ip, port, path, pod, node }: Target): TargetLabels {
  const labels = new Map([
    ['cluster', cluster],
    ['job', JOBS[kind]],
    ['instance', `${ip}:${port}`],
  ]);
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') labels.set(name, value);
  };
  add('node', node?.name);
  if (kind === 'kubelet' || kind === 'cadvisor') add('metrics_path', path);
  if (kind === 'api-server') {
    add('namespace', 'default');
    add('service', 'kubernetes');
  }
  if (pod) {
    add('namespace', pod.namespace);
    add('pod', pod.name);
    add('container', CONTAINERS[kind]);
    if (kind === 'node-exporter') add('endpoint', 'metrics');
    else add('app', APPS.has(kind) ? JOBS[kind] : (pod.labels['app'] ?? pod.labels['app.kubernetes.io/name']));
  }
  return { labels, honorsLabels: kind === 'cadvisor' };
}

/** Discovery calls these by their job, whatever labels their pods have. */
const APPS: ReadonlySet<TargetKind> = new Set([
  'istiod',
  'coredns',
  'etcd',
  'scheduler',
  'controller-manager',
  'kube-proxy',
]);

/** Metrics of Envoy that the agent does not keep unless it is told to. */
const NOT_KEPT: ReadonlySet<string> = new Set([
  'envoy_cluster_upstream_cx_connect_ms',
  'envoy_listener_manager_lds_update_success',
]);

export const isKept = (metric: string): boolean => !NOT_KEPT.has(metric);
