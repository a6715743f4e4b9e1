import type { MetricTable } from './metric-table.ts';
import { certificateSigningRequestTable } from './tables/certificate-signing-request.ts';
import { cronJobTable } from './tables/cron-job.ts';
import { daemonSetTable } from './tables/daemon-set.ts';
import { deploymentTable } from './tables/deployment.ts';
import { endpointSliceTable } from './tables/endpoint-slice.ts';
import { endpointsTable } from './tables/endpoints.ts';
import { horizontalPodAutoscalerTable } from './tables/horizontal-pod-autoscaler.ts';
import { ingressTable } from './tables/ingress.ts';
import { jobTable } from './tables/job.ts';
import { leaseTable } from './tables/lease.ts';
import {
  clusterRoleTable,
  configMapTable,
  mutatingWebhookTable,
  secretTable,
  validatingWebhookTable,
} from './tables/names-only.ts';
import { namespaceTable } from './tables/namespace.ts';
import { networkPolicyTable } from './tables/network-policy.ts';
import { nodeTable } from './tables/node.ts';
import { persistentVolumeClaimTable } from './tables/persistent-volume-claim.ts';
import { persistentVolumeTable } from './tables/persistent-volume.ts';
import { podDisruptionBudgetTable } from './tables/pod-disruption-budget.ts';
import { podTable } from './tables/pod.ts';
import { limitRangeTable, resourceQuotaTable } from './tables/quotas.ts';
import { replicaSetTable, replicationControllerTable } from './tables/replica-set.ts';
import { serviceTable } from './tables/service.ts';
import { statefulSetTable } from './tables/stateful-set.ts';
import { storageClassTable } from './tables/storage-class.ts';
import { volumeAttachmentTable } from './tables/volume-attachment.ts';

/** Metrics of every kind that has some, also of the kinds that are read only where somebody asks for them. */
export const METRIC_TABLES: readonly MetricTable[] = [
  nodeTable,
  namespaceTable,
  podTable,
  deploymentTable,
  replicaSetTable,
  statefulSetTable,
  daemonSetTable,
  jobTable,
  cronJobTable,
  serviceTable,
  endpointsTable,
  endpointSliceTable,
  ingressTable,
  horizontalPodAutoscalerTable,
  podDisruptionBudgetTable,
  persistentVolumeTable,
  persistentVolumeClaimTable,
  storageClassTable,
  resourceQuotaTable,
  limitRangeTable,
  configMapTable,
  secretTable,
  clusterRoleTable,
  leaseTable,
  certificateSigningRequestTable,
  networkPolicyTable,
  volumeAttachmentTable,
  replicationControllerTable,
  mutatingWebhookTable,
  validatingWebhookTable,
];
