import type { KubeObject } from '@binnacle/kube';
import { quantityUnits } from '../values/quantity.ts';
import { clusterScoped, created, deletionTime, gauge, info, number, states, table } from '../metric-table.ts';

interface Volume extends KubeObject {
  readonly spec?: {
    readonly capacity?: Readonly<Record<string, unknown>>;
    readonly storageClassName?: string;
    readonly persistentVolumeReclaimPolicy?: string;
    readonly volumeMode?: string;
    readonly claimRef?: { readonly name?: string; readonly namespace?: string };
    readonly gcePersistentDisk?: { readonly pdName?: string };
    readonly awsElasticBlockStore?: { readonly volumeID?: string };
    readonly azureDisk?: { readonly diskName?: string };
    readonly fc?: {
      readonly wwids?: readonly string[];
      readonly lun?: number;
      readonly targetWWNs?: readonly string[];
    };
    readonly iscsi?: {
      readonly targetPortal?: string;
      readonly iqn?: string;
      readonly lun?: number;
      readonly initiatorName?: string;
    };
    readonly nfs?: { readonly server?: string; readonly path?: string };
    readonly csi?: { readonly driver?: string; readonly volumeHandle?: string };
    readonly local?: { readonly path?: string; readonly fsType?: string };
    readonly hostPath?: { readonly path?: string; readonly type?: string };
  };
  readonly status?: { readonly phase?: string };
}

const digits = (value: number | undefined): string => (value === undefined ? '' : String(value));

export const persistentVolumeTable = table<Volume>({
  kind: 'PersistentVolume',
  prefix: 'kube_persistentvolume',
  promoted: 'both',
  identity: clusterScoped('persistentvolume'),
  rows: [
    info('kube_persistentvolume_info', 'Class and place of a volume.', ({ spec = {} }) => ({
      storageclass: spec.storageClassName ?? '',
      gce_persistent_disk_name: spec.gcePersistentDisk?.pdName ?? '',
      ebs_volume_id: spec.awsElasticBlockStore?.volumeID ?? '',
      azure_disk_name: spec.azureDisk?.diskName ?? '',
      fc_wwids: spec.fc?.wwids?.join(',') ?? '',
      fc_lun: digits(spec.fc?.lun),
      fc_target_wwns: spec.fc?.targetWWNs?.join(',') ?? '',
      iscsi_target_portal: spec.iscsi?.targetPortal ?? '',
      iscsi_iqn: spec.iscsi?.iqn ?? '',
      iscsi_lun: digits(spec.iscsi?.lun),
      iscsi_initiator_name: spec.iscsi?.initiatorName ?? '',
      nfs_server: spec.nfs?.server ?? '',
      nfs_path: spec.nfs?.path ?? '',
      csi_driver: spec.csi?.driver ?? '',
      csi_volume_handle: spec.csi?.volumeHandle ?? '',
      local_path: spec.local?.path ?? '',
      local_fs: spec.local?.fsType ?? '',
      host_path: spec.hostPath?.path ?? '',
      host_path_type: spec.hostPath?.type ?? '',
      reclaim_policy: spec.persistentVolumeReclaimPolicy ?? '',
    })),
    created('kube_persistentvolume'),
    deletionTime('kube_persistentvolume'),
    number(
      'kube_persistentvolume_capacity_bytes',
      'Size of a volume.',
      ({ spec }) => quantityUnits(spec?.capacity?.['storage']) ?? 0,
    ),
    gauge('kube_persistentvolume_claim_ref', 'Claim that a volume is bound to.', ({ spec }, emit) => {
      if (spec?.claimRef !== undefined)
        emit(1, { name: spec.claimRef.name ?? '', claim_namespace: spec.claimRef.namespace ?? '' });
    }),
    states(
      'kube_persistentvolume_status_phase',
      'Phase of a volume.',
      'phase',
      ['Pending', 'Available', 'Bound', 'Released', 'Failed'],
      ({ status }) => status?.phase,
    ),
    info('kube_persistentvolume_volume_mode', 'Whether a volume is a file system or a device.', ({ spec }) => ({
      volumemode: spec?.volumeMode ?? '',
    })),
  ],
});
