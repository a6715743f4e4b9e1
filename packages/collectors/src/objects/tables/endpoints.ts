import type { KubeObject } from '@binnacle/kube';
import { created, gauge, info, namespaced, table } from '../metric-table.ts';

interface Address {
  readonly ip: string;
}
interface Port {
  readonly name?: string;
  readonly protocol?: string;
  readonly port: number;
}
interface Endpoints extends KubeObject {
  readonly subsets?: readonly {
    readonly addresses?: readonly Address[];
    readonly notReadyAddresses?: readonly Address[];
    readonly ports?: readonly Port[];
  }[];
}

const portLabels = ({ name, protocol, port }: Port) => ({
  port_protocol: protocol ?? 'TCP',
  port_number: String(port),
  port_name: name ?? '',
});

export const endpointsTable = table<Endpoints>({
  kind: 'Endpoints',
  prefix: 'kube_endpoint',
  promoted: 'both',
  identity: namespaced('endpoint'),
  rows: [
    info('kube_endpoint_info', 'Endpoints of a service.', () => ({})),
    created('kube_endpoint'),
    gauge('kube_endpoint_address', 'Addresses behind a service, and whether they are ready.', ({ subsets }, emit) => {
      for (const { addresses, notReadyAddresses, ports } of subsets ?? [])
        for (const port of ports ?? []) {
          for (const { ip } of addresses ?? []) emit(1, { ...portLabels(port), ip, ready: 'true' });
          for (const { ip } of notReadyAddresses ?? []) emit(1, { ...portLabels(port), ip, ready: 'false' });
        }
    }),
    gauge('kube_endpoint_ports', 'Ports behind a service.', ({ subsets }, emit) => {
      for (const { ports } of subsets ?? []) for (const port of ports ?? []) emit(1, portLabels(port));
    }),
  ],
});
