import type { KubeObject } from '@binnacle/kube';
import { created, gauge, info, table } from '../metric-table.ts';

interface Service extends KubeObject {
  readonly spec?: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly externalName?: string;
    readonly loadBalancerIP?: string;
    readonly externalTrafficPolicy?: string;
    readonly externalIPs?: readonly string[];
  };
  readonly status?: {
    readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
  };
}

export const serviceTable = table<Service>({
  kind: 'Service',
  prefix: 'kube_service',
  promoted: 'both',
  identity: ({ metadata }) => ({ namespace: metadata.namespace ?? '', service: metadata.name, uid: metadata.uid }),
  rows: [
    info('kube_service_info', 'Addresses of a service.', ({ spec }) => ({
      cluster_ip: spec?.clusterIP ?? '',
      external_name: spec?.externalName ?? '',
      load_balancer_ip: spec?.loadBalancerIP ?? '',
      external_traffic_policy: spec?.externalTrafficPolicy ?? '',
    })),
    created('kube_service'),
    info('kube_service_spec_type', 'Type of a service.', ({ spec }) => ({ type: spec?.type ?? '' })),
    gauge('kube_service_spec_external_ip', 'External addresses of a service.', ({ spec }, emit) => {
      for (const address of spec?.externalIPs ?? []) emit(1, { external_ip: address });
    }),
    gauge(
      'kube_service_status_load_balancer_ingress',
      'Addresses that a load balancer gave a service.',
      ({ status }, emit) => {
        for (const { ip, hostname } of status?.loadBalancer?.ingress ?? [])
          emit(1, { ip: ip ?? '', hostname: hostname ?? '' });
      },
    ),
  ],
});
