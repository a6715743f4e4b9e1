import type { KubeObject } from '@binnacle/kube';
import { quantityUnits } from '../values/quantity.ts';
import {
  conditions,
  created,
  deletionTime,
  gauge,
  info,
  namespaced,
  number,
  states,
  table,
  type Condition,
} from '../metric-table.ts';

interface Claim extends KubeObject {
  readonly spec?: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly volumeMode?: string;
    readonly accessModes?: readonly string[];
    readonly resources?: { readonly requests?: Readonly<Record<string, unknown>> };
  };
  readonly status?: { readonly phase?: string; readonly conditions?: readonly Condition[] };
}

export const persistentVolumeClaimTable = table<Claim>({
  kind: 'PersistentVolumeClaim',
  prefix: 'kube_persistentvolumeclaim',
  promoted: 'both',
  identity: namespaced('persistentvolumeclaim'),
  rows: [
    info('kube_persistentvolumeclaim_info', 'Class and volume of a claim.', ({ metadata, spec }) => ({
      storageclass: metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? '',
      volumename: spec?.volumeName ?? '',
      volumemode: spec?.volumeMode ?? '',
    })),
    created('kube_persistentvolumeclaim'),
    deletionTime('kube_persistentvolumeclaim'),
    number('kube_persistentvolumeclaim_resource_requests_storage_bytes', 'Size that a claim asks for.', ({ spec }) =>
      quantityUnits(spec?.resources?.requests?.['storage']),
    ),
    gauge('kube_persistentvolumeclaim_access_mode', 'How a claim may be mounted.', ({ spec }, emit) => {
      for (const mode of spec?.accessModes ?? []) emit(1, { access_mode: mode });
    }),
    states(
      'kube_persistentvolumeclaim_status_phase',
      'Phase of a claim.',
      'phase',
      ['Lost', 'Bound', 'Pending'],
      ({ status }) => status?.phase,
    ),
    conditions(
      'kube_persistentvolumeclaim_status_condition',
      'Conditions of a claim.',
      ({ status }) => status?.conditions,
    ),
  ],
});
