import type { KubeObject } from '@binnacle/kube';
import { allowedLabels } from '../values/label-names.ts';
import { clusterScoped, created, gauge, info, number, table } from '../metric-table.ts';

interface Attachment extends KubeObject {
  readonly spec?: {
    readonly attacher?: string;
    readonly nodeName?: string;
    readonly source?: { readonly persistentVolumeName?: string };
  };
  readonly status?: { readonly attached?: boolean; readonly attachmentMetadata?: Readonly<Record<string, string>> };
}

export const volumeAttachmentTable = table<Attachment>({
  kind: 'VolumeAttachment',
  prefix: 'kube_volumeattachment',
  promoted: 'labels',
  identity: clusterScoped('volumeattachment'),
  rows: [
    info('kube_volumeattachment_info', 'Where a volume is attached, and by whom.', ({ spec }) => ({
      attacher: spec?.attacher ?? '',
      node: spec?.nodeName ?? '',
    })),
    created('kube_volumeattachment'),
    gauge('kube_volumeattachment_spec_source_persistentvolume', 'The volume that is attached.', ({ spec }, emit) => {
      const volume = spec?.source?.persistentVolumeName;
      if (volume !== undefined) emit(1, { volumename: volume });
    }),
    number('kube_volumeattachment_status_attached', 'Whether the volume is attached.', ({ status }) =>
      status?.attached === true ? 1 : 0,
    ),
    info('kube_volumeattachment_status_attachment_metadata', 'What the attacher says about it.', ({ status }) =>
      allowedLabels('metadata', status?.attachmentMetadata, ['*']),
    ),
  ],
});
