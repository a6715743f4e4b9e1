import type { NewObject } from '../objects/object-store.ts';
import { container, sidecar, GIB, type ServicePlan, type WorkloadPlan } from './plan.ts';

interface Part {
  readonly workloads: readonly WorkloadPlan[];
  readonly services: readonly ServicePlan[];
  readonly objects: readonly NewObject[];
}

interface Options {
  readonly namespace: string;
  readonly authority: string;
  readonly istioVersion: string;
  readonly replicas: number;
  /** Share of reviews v1, v2, v3. */
  readonly weights: readonly [number, number, number];
}

const NETWORKING = 'networking.istio.io/v1';

/** Bookinfo as its samples have it, with a database behind ratings and a gRPC service that productpage asks. */
export function bookinfoPlan({ namespace, authority, istioVersion, replicas, weights }: Options): Part {
  const app = (name: string, version: string, image: string, count: number, memoryMib: number): WorkloadPlan => ({
    kind: 'Deployment',
    name: `${name}-${version}`,
    namespace,
    replicas: count,
    labels: { app: name, version },
    serviceAccount: `bookinfo-${name}`,
    hasSidecar: true,
    nodeRole: 'worker',
    containers: [
      container(name, image, {
        cpu: [0.1, name === 'productpage' ? 1 : 0.5],
        memoryMib: [memoryMib, memoryMib * 2],
        ports: [[name === 'recommendations' ? 'grpc' : 'http', name === 'recommendations' ? 9090 : 9080]],
      }),
      sidecar(istioVersion),
    ],
  });
  const image = (name: string, tag: string): string => `docker.io/istio/examples-bookinfo-${name}:${tag}`;
  const service = (name: string, portName: string, port: number): ServicePlan => ({
    name,
    namespace,
    selector: { app: name },
    ports: [{ name: portName, port, targetPort: port }],
  });
  const versions = ['v1', 'v2', 'v3'] as const;
  return {
    workloads: [
      app('productpage', 'v1', image('productpage-v1', '1.20.1'), replicas, 160),
      app('details', 'v1', image('details-v1', '1.20.1'), replicas, 64),
      ...versions.map((v) => app('reviews', v, image(`reviews-${v}`, '1.20.1'), replicas, 256)),
      app('ratings', 'v1', image('ratings-v2', '1.20.1'), replicas, 96),
      app('recommendations', 'v1', 'registry.example/bookinfo/recommendations:1.4.0', replicas, 96),
      {
        kind: 'StatefulSet',
        name: 'mysqldb-v1',
        namespace,
        replicas: 1,
        labels: { app: 'mysqldb', version: 'v1' },
        serviceAccount: 'bookinfo-mysqldb',
        hasSidecar: true,
        nodeRole: 'worker',
        claim: { name: 'data', sizeBytes: 20 * GIB },
        containers: [
          container('mysqldb', 'docker.io/istio/examples-bookinfo-mysqldb:1.20.1', {
            cpu: [0.25, 1],
            memoryMib: [512, 1024],
            ports: [['tcp-mysql', 3306]],
          }),
          sidecar(istioVersion),
        ],
      },
    ],
    services: [
      service('productpage', 'http', 9080),
      service('details', 'http', 9080),
      service('reviews', 'http', 9080),
      service('ratings', 'http', 9080),
      service('recommendations', 'grpc', 9090),
      service('mysqldb', 'tcp', 3306),
    ],
    objects: [
      {
        apiVersion: NETWORKING,
        kind: 'Gateway',
        metadata: { name: 'bookinfo-gateway', namespace },
        spec: {
          selector: { istio: 'ingressgateway' },
          servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [authority] }],
        },
      },
      {
        apiVersion: NETWORKING,
        kind: 'VirtualService',
        metadata: { name: 'bookinfo', namespace },
        spec: {
          hosts: [authority],
          gateways: ['bookinfo-gateway'],
          http: [
            {
              match: [
                { uri: { exact: '/productpage' } },
                { uri: { prefix: '/static' } },
                { uri: { exact: '/login' } },
                { uri: { exact: '/logout' } },
                { uri: { prefix: '/api/v1/products' } },
              ],
              route: [{ destination: { host: 'productpage', port: { number: 9080 } } }],
            },
          ],
        },
      },
      {
        apiVersion: NETWORKING,
        kind: 'VirtualService',
        metadata: { name: 'reviews', namespace },
        spec: {
          hosts: ['reviews'],
          http: [
            {
              route: versions.flatMap((subset, i) =>
                weights[i] === 0 ? [] : [{ destination: { host: 'reviews', subset }, weight: weights[i] }],
              ),
            },
          ],
        },
      },
      {
        apiVersion: NETWORKING,
        kind: 'DestinationRule',
        metadata: { name: 'reviews', namespace },
        spec: {
          host: 'reviews',
          subsets: versions.map((version) => ({ name: version, labels: { version } })),
        },
      },
      {
        apiVersion: NETWORKING,
        kind: 'DestinationRule',
        metadata: { name: 'ratings', namespace },
        spec: {
          host: 'ratings',
          trafficPolicy: {
            outlierDetection: {
              consecutive5xxErrors: 5,
              interval: '10s',
              baseEjectionTime: '30s',
              maxEjectionPercent: 50,
            },
          },
          subsets: [{ name: 'v1', labels: { version: 'v1' } }],
        },
      },
    ],
  };
}
