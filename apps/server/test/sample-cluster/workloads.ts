import { HOUR, owner, reported, uidOf, type Reported } from './reported.ts';
import { NODES } from './node.ts';
import { samplePod, type PodTrouble } from './pod.ts';

interface Deployed {
  readonly namespace: string;
  readonly app: string;
  readonly version: string;
  readonly image: string;
  readonly replicas: number;
  readonly troubles?: readonly PodTrouble[];
  readonly sidecar?: boolean;
}

/** What runs in the sample cluster, and what is wrong with it. */
export const DEPLOYED: readonly Deployed[] = [
  {
    namespace: 'bookinfo',
    app: 'productpage',
    version: 'v1',
    image: 'docker.io/istio/examples-bookinfo-productpage-v1:1.20.3',
    replicas: 2,
  },
  {
    namespace: 'bookinfo',
    app: 'details',
    version: 'v1',
    image: 'docker.io/istio/examples-bookinfo-details-v1:1.20.3',
    replicas: 1,
  },
  {
    namespace: 'bookinfo',
    app: 'ratings',
    version: 'v1',
    image: 'docker.io/istio/examples-bookinfo-ratings-v1:1.20.3',
    replicas: 1,
    troubles: ['crash'],
  },
  {
    namespace: 'bookinfo',
    app: 'reviews',
    version: 'v1',
    image: 'docker.io/istio/examples-bookinfo-reviews-v1:1.20.3',
    replicas: 3,
  },
  {
    namespace: 'bookinfo',
    app: 'reviews',
    version: 'v2',
    image: 'docker.io/istio/examples-bookinfo-reviews-v2:1.20.3',
    replicas: 2,
    troubles: ['none', 'oom'],
  },
  {
    namespace: 'bookinfo',
    app: 'reviews',
    version: 'v3',
    image: 'docker.io/istio/examples-bookinfo-reviews-v3:1.20.3',
    replicas: 2,
    troubles: ['pending', 'image'],
  },
  {
    namespace: 'istio-system',
    app: 'istiod',
    version: '1.27.1',
    image: 'docker.io/istio/pilot:1.27.1',
    replicas: 1,
    sidecar: false,
  },
  {
    namespace: 'istio-system',
    app: 'istio-ingressgateway',
    version: '1.27.1',
    image: 'docker.io/istio/proxyv2:1.27.1',
    replicas: 2,
    sidecar: false,
  },
  {
    namespace: 'kube-system',
    app: 'coredns',
    version: 'v1.12',
    image: 'registry.k8s.io/coredns/coredns:v1.12.1',
    replicas: 2,
    sidecar: false,
  },
  {
    namespace: 'shop',
    app: 'checkout',
    version: 'v1',
    image: 'registry.example.org/shop/checkout:2026.11.3',
    replicas: 2,
    troubles: ['init', 'ending'],
  },
];

/** Deployment, replica set and pods. */
export function deployed(it: Deployed, next: () => number, born: number): Reported[] {
  const name =
    it.app === it.version || !it.version.startsWith('v')
      ? it.app
      : it.app === 'coredns'
        ? it.app
        : `${it.app}-${it.version}`;
  const hash = uidOf(name).slice(0, 9).replace('-', '');
  const set = `${name}-${hash}`;
  const labels = { app: it.app, version: it.version };
  const template = {
    metadata: { labels },
    spec: {
      serviceAccountName: `bookinfo-${it.app}`,
      containers: [{ name: it.app, image: it.image, ports: [{ containerPort: 9080 }] }],
    },
  };
  const troubles = Array.from({ length: it.replicas }, (_, i) => it.troubles?.[i] ?? 'none');
  const ready = troubles.filter((trouble) => trouble === 'none' || trouble === 'oom').length;
  const status = {
    observedGeneration: 1,
    replicas: it.replicas,
    updatedReplicas: it.replicas,
    readyReplicas: ready,
    availableReplicas: ready,
  };
  const spec = { replicas: it.replicas, selector: { matchLabels: labels }, template };
  return [
    reported(
      'Deployment',
      'apps/v1',
      it.namespace,
      name,
      {
        metadata: { labels, annotations: { 'deployment.kubernetes.io/revision': '1' } },
        spec: { ...spec, strategy: { type: 'RollingUpdate' } },
        status,
      },
      born,
    ),
    reported(
      'ReplicaSet',
      'apps/v1',
      it.namespace,
      set,
      {
        metadata: {
          labels: { ...labels, 'pod-template-hash': hash },
          ...owner('Deployment', 'apps/v1', it.namespace, name),
        },
        spec,
        status,
      },
      born,
    ),
    ...troubles.map((trouble, i) =>
      samplePod({
        namespace: it.namespace,
        name: `${set}-${uidOf(`${set}${i}`).slice(0, 5)}`,
        app: it.app,
        version: it.version,
        node: NODES[(next() % 2) + 1]!,
        index: next(),
        image: it.image,
        owner: owner('ReplicaSet', 'apps/v1', it.namespace, set),
        hash,
        trouble,
        createdAtMs: born + i * HOUR,
        ...(it.sidecar === undefined ? {} : { sidecar: it.sidecar }),
      }),
    ),
  ];
}
