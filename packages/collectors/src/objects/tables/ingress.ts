import type { KubeObject } from '@binnacle/kube';
import type { LabelRecord } from '../../collector.ts';
import { created, gauge, info, namespaced, resourceVersion, table } from '../metric-table.ts';

interface Backend {
  readonly service?: { readonly name: string; readonly port?: { readonly name?: string; readonly number?: number } };
  readonly resource?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
  /** In v1beta1, instead of `service`. */
  readonly serviceName?: string;
  readonly servicePort?: string | number;
}

interface Ingress extends KubeObject {
  readonly spec?: {
    readonly ingressClassName?: string;
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: { readonly paths?: readonly { readonly path?: string; readonly backend?: Backend }[] };
    }[];
    readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
  };
}

function backendLabels({ service, resource, serviceName, servicePort }: Backend): LabelRecord {
  if (service !== undefined)
    return { service_name: service.name, service_port: String(service.port?.number ?? service.port?.name ?? '') };
  if (serviceName !== undefined) return { service_name: serviceName, service_port: String(servicePort ?? '') };
  return {
    resource_api_group: resource?.apiGroup ?? '',
    resource_kind: resource?.kind ?? '',
    resource_name: resource?.name ?? '',
  };
}

export const ingressTable = table<Ingress>({
  kind: 'Ingress',
  prefix: 'kube_ingress',
  promoted: 'both',
  identity: namespaced('ingress'),
  rows: [
    info('kube_ingress_info', 'Class of an ingress.', ({ metadata, spec }) => ({
      ingressclass: spec?.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'] ?? '_default',
    })),
    created('kube_ingress'),
    resourceVersion('kube_ingress'),
    gauge('kube_ingress_path', 'Hosts and paths of an ingress, and what is behind them.', ({ spec }, emit) => {
      for (const { host, http } of spec?.rules ?? [])
        for (const { path, backend } of http?.paths ?? [])
          emit(1, { host: host ?? '', path: path ?? '', ...(backend === undefined ? {} : backendLabels(backend)) });
    }),
    gauge('kube_ingress_tls', 'Hosts of an ingress with a certificate.', ({ spec }, emit) => {
      for (const { hosts, secretName } of spec?.tls ?? [])
        for (const host of hosts ?? []) emit(1, { tls_host: host, secret: secretName ?? '' });
    }),
  ],
});
