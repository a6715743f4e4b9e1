import type { ObjectMeta } from '@binnacle/kube';
import type { EndpointSlice, Ingress, Node, Pod, Service } from '../src/discovery/kubernetes/objects.ts';

let uids = 0;

const metadata = (name: string, namespace: string | undefined, more: Partial<ObjectMeta>): ObjectMeta => ({
  name,
  uid: `uid-${++uids}`,
  resourceVersion: '1',
  ...(namespace === undefined ? {} : { namespace }),
  ...more,
});

export interface PodParts extends Partial<ObjectMeta> {
  readonly namespace?: string;
  readonly node?: string;
  readonly ip?: string;
  readonly spec?: Pod['spec'];
  readonly status?: Pod['status'];
}

/** A pod that runs. */
export function pod(name: string, parts: PodParts = {}): Pod {
  const { namespace = 'prod', node = 'node-1', ip = '10.0.0.1', spec, status, ...meta } = parts;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(name, namespace, meta),
    spec: { nodeName: node, containers: [{ name: 'app', image: 'app:1' }], ...spec },
    status: {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      hostIP: '192.168.0.1',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'app', containerID: 'containerd://abc' }],
      ...status,
    },
  };
}

export const service = (
  name: string,
  spec: Service['spec'] = {},
  { namespace = 'prod', ...meta }: Partial<ObjectMeta> = {},
): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata(name, namespace, meta),
  spec: { type: 'ClusterIP', clusterIP: '10.96.0.1', ...spec },
});

export const slice = (
  name: string,
  serviceName: string,
  parts: Pick<EndpointSlice, 'endpoints' | 'ports' | 'addressType'>,
  namespace = 'prod',
): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: metadata(name, namespace, { labels: { 'kubernetes.io/service-name': serviceName } }),
  addressType: parts.addressType ?? 'IPv4',
  endpoints: parts.endpoints ?? [],
  ports: parts.ports ?? [],
});

export const node = (name: string, address = '192.168.0.1', meta: Partial<ObjectMeta> = {}): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: metadata(name, undefined, meta),
  spec: { providerID: `kind://${name}` },
  status: {
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
  },
});

export const ingress = (name: string, spec: Ingress['spec'], meta: Partial<ObjectMeta> = {}): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: metadata(name, 'prod', meta),
  ...(spec === undefined ? {} : { spec }),
});
