import { owner, reported, uidOf, type Json, type Reported } from './reported.ts';

/** The services in front of the workloads, and their endpoints. */
export function services(born: number): Reported[] {
  const service = (
    namespace: string,
    name: string,
    port: number,
    ready: number,
    total: number,
    spec: Json = {},
  ): Reported[] => [
    reported(
      'Service',
      'v1',
      namespace,
      name,
      {
        metadata: { labels: { app: name } },
        spec: {
          type: 'ClusterIP',
          clusterIP: `10.96.${name.length}.${port % 250}`,
          selector: { app: name },
          ports: [{ name: 'http', port, targetPort: port, protocol: 'TCP' }],
          ...spec,
        },
      },
      born,
    ),
    reported(
      'EndpointSlice',
      'discovery.k8s.io/v1',
      namespace,
      `${name}-${uidOf(name).slice(0, 5)}`,
      {
        metadata: { labels: { 'kubernetes.io/service-name': name }, ...owner('Service', 'v1', namespace, name) },
        addressType: 'IPv4',
        endpoints: Array.from({ length: total }, (_, i) => ({
          addresses: [`10.244.0.${i + 1}`],
          conditions: { ready: i < ready },
        })),
        ports: [{ name: 'http', port, protocol: 'TCP' }],
      },
      born,
    ),
  ];
  return [
    ...service('bookinfo', 'productpage', 9080, 2, 2),
    ...service('bookinfo', 'details', 9080, 1, 1),
    ...service('bookinfo', 'ratings', 9080, 0, 1),
    ...service('bookinfo', 'reviews', 9080, 5, 6),
    ...service('istio-system', 'istiod', 15_012, 1, 1),
    ...service('istio-system', 'istio-ingressgateway', 80, 2, 2, { type: 'LoadBalancer' }),
  ];
}
