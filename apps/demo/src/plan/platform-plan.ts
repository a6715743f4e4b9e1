import { container, sidecar, type ServicePlan, type WorkloadPlan } from './plan.ts';

interface Versions {
  readonly kubernetes: string;
  readonly istio: string;
  readonly etcdImage: string;
}

const REGISTRY = 'registry.k8s.io';

/** What runs a cluster: the control plane's static pods, DNS, the network, proxies and the exporters of the nodes. */
export function platformWorkloads(
  { kubernetes, istio, etcdImage }: Versions,
  isLarge: boolean,
): readonly WorkloadPlan[] {
  const system = { namespace: 'kube-system', hasSidecar: false } as const;
  const controlPlane = (
    name: string,
    image: string,
    cpu: number,
    memoryMib: number,
    args: readonly string[],
  ): WorkloadPlan => ({
    ...system,
    kind: 'Static',
    name,
    replicas: 0,
    labels: { component: name, tier: 'control-plane' },
    serviceAccount: 'default',
    hostNetwork: true,
    nodeRole: 'control-plane',
    priorityClass: 'system-node-critical',
    containers: [container(name, image, { cpu: [cpu], memoryMib: [memoryMib], args })],
  });
  return [
    controlPlane('etcd', `${REGISTRY}/etcd:${etcdImage}`, 0.1, 100, [
      'etcd',
      '--advertise-client-urls=https://$(NODE_IP):2379',
      '--cert-file=/etc/kubernetes/pki/etcd/server.crt',
      '--client-cert-auth=true',
      '--data-dir=/var/lib/etcd',
      '--key-file=/etc/kubernetes/pki/etcd/server.key',
      '--listen-client-urls=https://127.0.0.1:2379,https://$(NODE_IP):2379',
      '--listen-metrics-urls=http://$(NODE_IP):2381',
      '--listen-peer-urls=https://$(NODE_IP):2380',
      '--name=$(NODE_NAME)',
      '--peer-client-cert-auth=true',
      '--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt',
    ]),
    controlPlane('kube-apiserver', `${REGISTRY}/kube-apiserver:${kubernetes}`, 0.25, 512, [
      'kube-apiserver',
      '--advertise-address=$(NODE_IP)',
      '--secure-port=6443',
    ]),
    controlPlane('kube-controller-manager', `${REGISTRY}/kube-controller-manager:${kubernetes}`, 0.2, 128, [
      'kube-controller-manager',
      '--bind-address=$(NODE_IP)',
      '--leader-elect=true',
    ]),
    controlPlane('kube-scheduler', `${REGISTRY}/kube-scheduler:${kubernetes}`, 0.1, 64, [
      'kube-scheduler',
      '--bind-address=$(NODE_IP)',
      '--leader-elect=true',
    ]),
    {
      ...system,
      kind: 'Deployment',
      name: 'coredns',
      replicas: 2,
      labels: { 'k8s-app': 'kube-dns' },
      serviceAccount: 'coredns',
      nodeRole: 'control-plane',
      priorityClass: 'system-cluster-critical',
      containers: [
        container('coredns', `${REGISTRY}/coredns/coredns:v1.11.3`, {
          cpu: [0.1],
          memoryMib: [70, 170],
          ports: [
            ['dns', 53],
            ['metrics', 9153],
          ],
        }),
      ],
    },
    {
      ...system,
      kind: 'DaemonSet',
      name: 'kube-proxy',
      replicas: 0,
      labels: { 'k8s-app': 'kube-proxy' },
      serviceAccount: 'kube-proxy',
      hostNetwork: true,
      priorityClass: 'system-node-critical',
      containers: [
        container('kube-proxy', `${REGISTRY}/kube-proxy:${kubernetes}`, {
          args: ['kube-proxy', '--metrics-bind-address=$(NODE_IP):10249'],
        }),
      ],
    },
    {
      ...system,
      kind: 'DaemonSet',
      name: 'calico-node',
      replicas: 0,
      labels: { 'k8s-app': 'calico-node' },
      serviceAccount: 'calico-node',
      hostNetwork: true,
      priorityClass: 'system-node-critical',
      containers: [container('calico-node', 'docker.io/calico/node:v3.29.1', { cpu: [0.25] })],
    },
    {
      ...system,
      kind: 'Deployment',
      name: 'metrics-server',
      replicas: 1,
      labels: { 'k8s-app': 'metrics-server' },
      serviceAccount: 'metrics-server',
      nodeRole: 'worker',
      priorityClass: 'system-cluster-critical',
      containers: [
        container('metrics-server', `${REGISTRY}/metrics-server/metrics-server:v0.7.2`, {
          cpu: [0.1],
          memoryMib: [200],
        }),
      ],
    },
    {
      kind: 'DaemonSet',
      name: 'node-exporter',
      namespace: 'monitoring',
      replicas: 0,
      labels: { 'app.kubernetes.io/name': 'node-exporter' },
      serviceAccount: 'node-exporter',
      hasSidecar: false,
      hostNetwork: true,
      containers: [
        container('node-exporter', 'quay.io/prometheus/node-exporter:v1.8.2', {
          cpu: [0.1, 0.25],
          memoryMib: [32, 128],
          ports: [['metrics', 9100]],
        }),
      ],
    },
    {
      kind: 'Deployment',
      name: 'istiod',
      namespace: 'istio-system',
      replicas: isLarge ? 2 : 1,
      labels: { app: 'istiod', istio: 'pilot' },
      serviceAccount: 'istiod',
      hasSidecar: false,
      nodeRole: 'worker',
      containers: [
        container('discovery', `docker.io/istio/pilot:${istio}`, {
          cpu: [0.5, 2],
          memoryMib: [1024, 2048],
          ports: [
            ['http-debug', 8080],
            ['grpc-xds', 15_010],
            ['http-monitoring', 15_014],
          ],
        }),
      ],
    },
    {
      kind: 'Deployment',
      name: 'istio-ingressgateway',
      namespace: 'istio-system',
      replicas: isLarge ? 2 : 1,
      labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
      serviceAccount: 'istio-ingressgateway-service-account',
      hasSidecar: true,
      nodeRole: 'worker',
      containers: [sidecar(istio, true)],
    },
  ];
}

export function platformServices(externalIp: string): readonly ServicePlan[] {
  return [
    {
      name: 'kube-dns',
      namespace: 'kube-system',
      selector: { 'k8s-app': 'kube-dns' },
      ports: [
        { name: 'dns', port: 53, targetPort: 53 },
        { name: 'metrics', port: 9153, targetPort: 9153 },
      ],
    },
    {
      name: 'metrics-server',
      namespace: 'kube-system',
      selector: { 'k8s-app': 'metrics-server' },
      ports: [{ name: 'https', port: 443, targetPort: 10_250 }],
    },
    {
      name: 'istiod',
      namespace: 'istio-system',
      selector: { app: 'istiod' },
      ports: [
        { name: 'grpc-xds', port: 15_010, targetPort: 15_010 },
        { name: 'https-webhook', port: 443, targetPort: 15_017 },
        { name: 'http-monitoring', port: 15_014, targetPort: 15_014 },
      ],
    },
    {
      name: 'istio-ingressgateway',
      namespace: 'istio-system',
      selector: { app: 'istio-ingressgateway' },
      type: 'LoadBalancer',
      externalIp,
      ports: [{ name: 'http2', port: 80, targetPort: 8080 }],
    },
  ];
}
