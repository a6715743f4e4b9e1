import type { KubeObject } from '@binnacle/kube';
import type { LabelRecord } from '../../collector.ts';
import { created, gauge, info, namespaced, table } from '../metric-table.ts';

interface Endpoint {
  readonly addresses?: readonly string[];
  readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  /** In v1beta1, instead of `nodeName` and `zone`. */
  readonly topology?: Readonly<Record<string, string>>;
  readonly targetRef?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
  readonly hints?: { readonly forZones?: readonly { readonly name: string }[] };
}

interface EndpointSlice extends KubeObject {
  readonly addressType?: string;
  readonly endpoints?: readonly Endpoint[] | null;
  readonly ports?: readonly { readonly name?: string; readonly protocol?: string; readonly port?: number }[] | null;
}

const text = (value: boolean | undefined): string => (value === undefined ? '' : String(value));

const endpointLabels = ({ conditions, hostname, nodeName, zone, topology, targetRef }: Endpoint): LabelRecord => ({
  ready: text(conditions?.ready),
  serving: text(conditions?.serving),
  terminating: text(conditions?.terminating),
  hostname: hostname ?? '',
  targetref_kind: targetRef?.kind ?? '',
  targetref_name: targetRef?.name ?? '',
  targetref_namespace: targetRef?.namespace ?? '',
  endpoint_nodename: nodeName ?? topology?.['kubernetes.io/hostname'] ?? '',
  endpoint_zone: zone ?? topology?.['topology.kubernetes.io/zone'] ?? '',
});

export const endpointSliceTable = table<EndpointSlice>({
  kind: 'EndpointSlice',
  prefix: 'kube_endpointslice',
  promoted: 'both',
  identity: namespaced('endpointslice'),
  rows: [
    info('kube_endpointslice_info', 'A slice of the addresses behind a service.', ({ addressType }) => ({
      addresstype: addressType ?? '',
    })),
    created('kube_endpointslice'),
    gauge('kube_endpointslice_endpoints', 'Addresses of a slice and how they stand.', ({ endpoints }, emit) => {
      for (const endpoint of endpoints ?? []) {
        const labels = endpointLabels(endpoint);
        for (const address of endpoint.addresses ?? []) emit(1, { ...labels, address });
      }
    }),
    gauge('kube_endpointslice_endpoints_hints', 'Zones for which an address is meant.', ({ endpoints }, emit) => {
      for (const { addresses, hints } of endpoints ?? [])
        for (const { name } of hints?.forZones ?? []) emit(1, { address: addresses?.[0] ?? '', for_zone: name });
    }),
    gauge('kube_endpointslice_ports', 'Ports of a slice.', ({ ports }, emit) => {
      for (const { name, protocol, port } of ports ?? [])
        emit(1, {
          port_name: name ?? '',
          port_protocol: protocol ?? '',
          port_number: port === undefined ? '' : String(port),
        });
    }),
  ],
});
