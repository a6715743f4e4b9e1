import type { KubeObject } from '@binnacle/kube';
import { created, gauge, generation, namespaced, number, table, type MetricRow } from '../metric-table.ts';

interface StatefulSet extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly ordinals?: { readonly start?: number };
    readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted?: string; readonly whenScaled?: string };
  };
  readonly status?: {
    readonly replicas?: number;
    readonly availableReplicas?: number;
    readonly currentReplicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly observedGeneration?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
  };
}

const revision = (
  name: string,
  help: string,
  read: (status: StatefulSet['status']) => string | undefined,
): MetricRow<StatefulSet> => gauge(name, help, ({ status }, emit) => emit(1, { revision: read(status) ?? '' }));

export const statefulSetTable = table<StatefulSet>({
  kind: 'StatefulSet',
  prefix: 'kube_statefulset',
  promoted: 'both',
  identity: namespaced('statefulset'),
  rows: [
    created('kube_statefulset'),
    generation('kube_statefulset'),
    number('kube_statefulset_replicas', 'Replicas asked for.', ({ spec }) => spec?.replicas),
    number(
      'kube_statefulset_ordinals_start',
      'Number of the first replica.',
      ({ spec }) => spec?.ordinals && (spec.ordinals.start ?? 0),
    ),
    gauge(
      'kube_statefulset_persistentvolumeclaim_retention_policy',
      'What becomes of the claims of replicas that go.',
      ({ spec }, emit) => {
        const policy = spec?.persistentVolumeClaimRetentionPolicy;
        if (policy !== undefined)
          emit(1, { when_deleted: policy.whenDeleted ?? '', when_scaled: policy.whenScaled ?? '' });
      },
    ),
    number('kube_statefulset_status_replicas', 'Replicas that exist.', ({ status }) => status?.replicas ?? 0),
    number(
      'kube_statefulset_status_replicas_available',
      'Replicas that have been ready for long enough.',
      ({ status }) => status?.availableReplicas ?? 0,
    ),
    number(
      'kube_statefulset_status_replicas_current',
      'Replicas of the current revision.',
      ({ status }) => status?.currentReplicas ?? 0,
    ),
    number(
      'kube_statefulset_status_replicas_ready',
      'Replicas that are ready.',
      ({ status }) => status?.readyReplicas ?? 0,
    ),
    number(
      'kube_statefulset_status_replicas_updated',
      'Replicas of the newest revision.',
      ({ status }) => status?.updatedReplicas ?? 0,
    ),
    number(
      'kube_statefulset_status_observed_generation',
      'Generation that the controller has seen.',
      ({ status }) => status?.observedGeneration ?? 0,
    ),
    revision(
      'kube_statefulset_status_current_revision',
      'Revision of the replicas that are not yet updated.',
      (status) => status?.currentRevision,
    ),
    revision(
      'kube_statefulset_status_update_revision',
      'Revision of the updated replicas.',
      (status) => status?.updateRevision,
    ),
  ],
});
