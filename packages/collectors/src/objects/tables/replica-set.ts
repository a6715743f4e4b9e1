import type { KubeObject } from '@binnacle/kube';
import { created, generation, namespaced, number, owners, table, type MetricRow } from '../metric-table.ts';

interface Replicated extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly replicas?: number;
    readonly fullyLabeledReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly observedGeneration?: number;
  };
}

const common = (prefix: string): readonly MetricRow<Replicated>[] => [
  created(prefix),
  generation(prefix),
  owners(prefix),
  number(`${prefix}_spec_replicas`, 'Replicas asked for.', ({ spec }) => spec?.replicas),
  number(`${prefix}_status_replicas`, 'Replicas that exist.', ({ status }) => status?.replicas ?? 0),
  number(
    `${prefix}_status_fully_labeled_replicas`,
    'Replicas with all labels of the template.',
    ({ status }) => status?.fullyLabeledReplicas ?? 0,
  ),
  number(`${prefix}_status_ready_replicas`, 'Replicas that are ready.', ({ status }) => status?.readyReplicas ?? 0),
  number(
    `${prefix}_status_observed_generation`,
    'Generation that the controller has seen.',
    ({ status }) => status?.observedGeneration ?? 0,
  ),
];

export const replicaSetTable = table<Replicated>({
  kind: 'ReplicaSet',
  prefix: 'kube_replicaset',
  promoted: 'both',
  identity: namespaced('replicaset'),
  rows: common('kube_replicaset'),
});

export const replicationControllerTable = table<Replicated>({
  kind: 'ReplicationController',
  prefix: 'kube_replicationcontroller',
  promoted: 'none',
  identity: namespaced('replicationcontroller'),
  rows: [
    ...common('kube_replicationcontroller'),
    number(
      'kube_replicationcontroller_status_available_replicas',
      'Replicas that have been ready for long enough.',
      ({ status }) => status?.availableReplicas ?? 0,
    ),
  ],
});
