import type { NodePlan } from '../cluster/node.ts';
import type { NewObject } from '../objects/object-store.ts';
import { bookinfoPlan } from './bookinfo-plan.ts';
import { platformServices, platformWorkloads } from './platform-plan.ts';
import { container, GIB, type BookinfoPlan, type ClusterPlan, type WorkloadPlan } from './plan.ts';
import { shopObjects, shopServices, shopWorkloads } from './shop-plan.ts';

/** Pods that a worker is meant to carry, well under the kubelet's limit of 110. */
const PODS_PER_WORKER = 60;
const PODS_OF_A_BOOKINFO = 9;

/** `demo-prod`: three members of etcd, three workers, and `scale` times Bookinfo. */
export function prodPlan(scale: number): ClusterPlan {
  const copies = Array.from({ length: scale }, (_, i) => ({
    namespace: i === 0 ? 'bookinfo' : `bookinfo-${i + 1}`,
    authority: i === 0 ? 'bookinfo.example' : `bookinfo-${i + 1}.example`,
    // The copies are load for the agent and the server, not for this process.
    requestsPerSecond: i === 0 ? 22 : 1.5,
    replicas: i === 0 ? 2 : 1,
  }));
  const workers = 3 + Math.ceil(((scale - 1) * PODS_OF_A_BOOKINFO) / PODS_PER_WORKER);
  return build({
    name: 'demo-prod',
    isLarge: true,
    controlPlanes: 3,
    workers,
    copies,
    weights: [40, 40, 20],
    plainCallsPerSecond: 0,
    externalIp: '203.0.113.10',
  });
}

/** `demo-test`: one control plane, two workers, one Bookinfo with a client that is not in the mesh. */
export function testPlan(): ClusterPlan {
  return build({
    name: 'demo-test',
    isLarge: false,
    controlPlanes: 1,
    workers: 2,
    copies: [{ namespace: 'bookinfo', authority: 'bookinfo.test.example', requestsPerSecond: 3, replicas: 1 }],
    weights: [100, 0, 0],
    plainCallsPerSecond: 0.8,
    externalIp: '203.0.113.20',
  });
}

interface Size {
  readonly name: string;
  readonly isLarge: boolean;
  readonly controlPlanes: number;
  readonly workers: number;
  readonly copies: readonly (BookinfoPlan & { readonly replicas: number })[];
  readonly weights: readonly [number, number, number];
  readonly plainCallsPerSecond: number;
  readonly externalIp: string;
}

function build(size: Size): ClusterPlan {
  const { name, isLarge, copies } = size;
  const istioVersion = '1.24.2';
  const kubernetesVersion = isLarge ? 'v1.31.4' : 'v1.32.1';
  const node = (role: NodePlan['role'], i: number, cores: number, memoryBytes: number): NodePlan => ({
    name: `${name}-${role === 'worker' ? 'worker' : 'control'}-${i + 1}`,
    role,
    cores,
    memoryBytes,
  });
  const parts = copies.map(({ namespace, authority, replicas }) =>
    bookinfoPlan({ namespace, authority, replicas, istioVersion, weights: size.weights }),
  );
  const legacy: readonly WorkloadPlan[] =
    size.plainCallsPerSecond === 0
      ? []
      : [
          {
            kind: 'Deployment',
            name: 'price-import',
            namespace: 'legacy',
            replicas: 1,
            labels: { app: 'price-import' },
            serviceAccount: 'default',
            hasSidecar: false,
            nodeRole: 'worker',
            containers: [
              container('price-import', 'registry.example/legacy/price-import:4.2', {
                cpu: [0.05, 0.2],
                memoryMib: [64, 128],
              }),
            ],
          },
        ];
  return {
    name,
    kubernetesVersion,
    istioVersion,
    etcdVersion: '3.5.16',
    nodes: [
      ...Array.from({ length: size.controlPlanes }, (_, i) => node('control-plane', i, 4, 8 * GIB)),
      ...Array.from({ length: size.workers }, (_, i) => node('worker', i, 8, (isLarge ? 32 : 16) * GIB)),
    ],
    namespaces: [
      'default',
      'kube-system',
      'kube-public',
      'kube-node-lease',
      'istio-system',
      'monitoring',
      ...copies.map(({ namespace }) => namespace),
      'shop',
      ...(legacy.length > 0 ? ['legacy'] : []),
    ],
    workloads: [
      ...platformWorkloads({ kubernetes: kubernetesVersion, istio: istioVersion, etcdImage: '3.5.16-0' }, isLarge),
      ...parts.flatMap(({ workloads }) => workloads),
      ...shopWorkloads(isLarge),
      ...legacy,
    ],
    services: [...platformServices(size.externalIp), ...parts.flatMap(({ services }) => services), ...shopServices],
    objects: [...parts.flatMap(({ objects }) => objects), ...shopObjects(isLarge), ...clusterObjects(size)],
    bookinfos: copies,
    plainCallsPerSecond: size.plainCallsPerSecond,
  };
}

function clusterObjects({ copies, isLarge }: Size): readonly NewObject[] {
  return [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'csi.example.com',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
    ...['cluster-admin', 'view', 'edit', 'istiod-clusterrole-istio-system', 'system:coredns', 'system:node'].map(
      (name): NewObject => ({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name },
        rules: [],
      }),
    ),
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name: 'node-exporter', namespace: 'monitoring' },
      spec: {
        jobLabel: 'app.kubernetes.io/name',
        selector: { matchLabels: { 'app.kubernetes.io/name': 'node-exporter' } },
        podMetricsEndpoints: [{ port: 'metrics' }],
      },
    },
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: 'default', namespace: 'istio-system' },
      spec: { mtls: { mode: isLarge ? 'STRICT' : 'PERMISSIVE' } },
    },
    ...['istio', 'istio-ca-root-cert'].map((name): NewObject => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'istio-system' },
      data: {},
    })),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'coredns', namespace: 'kube-system' }, data: {} },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kubeadm-config', namespace: 'kube-system' }, data: {} },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'istio-ca-secret', namespace: 'istio-system' },
      type: 'istio.io/ca-root',
      data: {},
    },
    ...copies.map(({ namespace }): NewObject => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'mysql-credentials', namespace },
      type: 'Opaque',
      data: {},
    })),
  ];
}
