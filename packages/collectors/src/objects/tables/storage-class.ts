import type { KubeObject } from '@binnacle/kube';
import { clusterScoped, created, info, table } from '../metric-table.ts';

interface StorageClass extends KubeObject {
  readonly provisioner?: string;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
}

export const storageClassTable = table<StorageClass>({
  kind: 'StorageClass',
  prefix: 'kube_storageclass',
  promoted: 'both',
  identity: clusterScoped('storageclass'),
  rows: [
    info(
      'kube_storageclass_info',
      'How a class makes volumes.',
      ({ provisioner, reclaimPolicy, volumeBindingMode }) => ({
        provisioner: provisioner ?? '',
        reclaim_policy: reclaimPolicy ?? 'Delete',
        volume_binding_mode: volumeBindingMode ?? 'Immediate',
      }),
    ),
    created('kube_storageclass'),
  ],
});
