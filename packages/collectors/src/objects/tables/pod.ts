import { isIPv6 } from 'node:net';
import { quantityThousandths, quantityUnits } from '../values/quantity.ts';
import { unixSeconds } from '../values/unix-time.ts';
import {
  created,
  deletionTime,
  emitCondition,
  gauge,
  info,
  number,
  owners,
  states,
  table,
  time,
  type Condition,
  type MetricRow,
} from '../metric-table.ts';
import { containerRows } from './pod-containers.ts';
import type { Pod } from './pod-types.ts';

const condition = ({ status }: Pod, type: string): Condition | undefined =>
  status?.conditions?.find((one) => one.type === type);

/** When a condition became true; nothing while it is not. */
const trueSince = (name: string, help: string, type: string): MetricRow<Pod> =>
  time(name, help, (pod) => {
    const found = condition(pod, type);
    return found?.status === 'True' ? found.lastTransitionTime : undefined;
  });

const conditionStates = (name: string, help: string, type: string): MetricRow<Pod> =>
  gauge(name, help, (pod, emit) => {
    const found = condition(pod, type);
    if (found !== undefined) emitCondition(emit, found.status, 'condition');
  });

const REASONS = ['Evicted', 'NodeAffinity', 'NodeLost', 'Shutdown', 'UnexpectedAdmissionError'];

function hasReason({ status }: Pod, reason: string): boolean {
  if (status?.reason === reason) return true;
  if (status?.conditions?.some((one) => one.reason === reason) === true) return true;
  return status?.containerStatuses?.some(({ state }) => state?.terminated?.reason === reason) === true;
}

/** The labels of the owner that made a pod. */
function creator({ metadata }: Pod): { readonly created_by_kind: string; readonly created_by_name: string } {
  const found = metadata.ownerReferences?.find(({ controller }) => controller === true);
  return { created_by_kind: found?.kind ?? '', created_by_name: found?.name ?? '' };
}

const stateRows: readonly MetricRow<Pod>[] = [
  states(
    'kube_pod_status_phase',
    'Phase of a pod.',
    'phase',
    ['Pending', 'Succeeded', 'Failed', 'Unknown', 'Running'],
    ({ status }) => status?.phase,
  ),
  states(
    'kube_pod_status_qos_class',
    'Quality of service class of a pod.',
    'qos_class',
    ['BestEffort', 'Burstable', 'Guaranteed'],
    ({ status }) => status?.qosClass,
  ),
  conditionStates('kube_pod_status_ready', 'Whether a pod can serve.', 'Ready'),
  conditionStates('kube_pod_status_scheduled', 'Whether a pod has a node.', 'PodScheduled'),
  trueSince('kube_pod_status_scheduled_time', 'When a pod got its node, in seconds since 1970.', 'PodScheduled'),
  trueSince(
    'kube_pod_status_initialized_time',
    'When the init containers of a pod had ended, in seconds since 1970.',
    'Initialized',
  ),
  trueSince(
    'kube_pod_status_container_ready_time',
    'When all containers of a pod became ready, in seconds since 1970.',
    'ContainersReady',
  ),
  trueSince('kube_pod_status_ready_time', 'When a pod became ready, in seconds since 1970.', 'Ready'),
  number('kube_pod_status_unschedulable', 'A pod for which the scheduler finds no node.', (pod) =>
    condition(pod, 'PodScheduled')?.status === 'False' ? 1 : undefined,
  ),
  gauge('kube_pod_status_reason', 'Why a pod is in its state.', (pod, emit) => {
    for (const reason of REASONS) emit(hasReason(pod, reason) ? 1 : 0, { reason });
  }),
  gauge('kube_pod_status_disruption_reason', 'Why a pod is being disrupted.', (pod, emit) => {
    const found = condition(pod, 'DisruptionTarget');
    if (found?.status === 'True') emit(1, { reason: found.reason ?? '' });
  }),
];

export const podTable = table<Pod>({
  kind: 'Pod',
  prefix: 'kube_pod',
  promoted: 'both',
  identity: ({ metadata }) => ({ namespace: metadata.namespace ?? '', pod: metadata.name, uid: metadata.uid }),
  rows: [
    info('kube_pod_info', 'Node, addresses and creator of a pod.', (pod) => ({
      host_ip: pod.status?.hostIP ?? '',
      pod_ip: pod.status?.podIP ?? '',
      node: pod.spec?.nodeName ?? '',
      ...creator(pod),
      priority_class: pod.spec?.priorityClassName ?? '',
      host_network: String(pod.spec?.hostNetwork ?? false),
    })),
    gauge('kube_pod_ips', 'Addresses of a pod.', ({ status }, emit) => {
      for (const { ip } of status?.podIPs ?? []) emit(1, { ip, ip_family: isIPv6(ip) ? '6' : '4' });
    }),
    created('kube_pod'),
    deletionTime('kube_pod'),
    time(
      'kube_pod_start_time',
      'When the kubelet took a pod on, in seconds since 1970.',
      ({ status }) => status?.startTime,
    ),
    number(
      'kube_pod_completion_time',
      'When the last container of a pod ended, in seconds since 1970.',
      ({ status }) => {
        let last: number | undefined;
        for (const { state } of status?.containerStatuses ?? []) {
          const ended = unixSeconds(state?.terminated?.finishedAt);
          if (ended !== undefined && (last === undefined || ended > last)) last = ended;
        }
        return last;
      },
    ),
    owners('kube_pod'),
    info('kube_pod_restart_policy', 'When containers of a pod are started again.', ({ spec }) => ({
      type: spec?.restartPolicy ?? '',
    })),
    info('kube_pod_scheduler', 'Scheduler of a pod.', ({ spec }) => ({ name: spec?.schedulerName ?? '' })),
    info('kube_pod_service_account', 'Service account of a pod.', ({ spec }) => ({
      service_account: spec?.serviceAccountName ?? '',
    })),
    gauge('kube_pod_runtimeclass_name_info', 'Runtime class of a pod.', ({ spec }, emit) => {
      if (spec?.runtimeClassName !== undefined) emit(1, { runtimeclass_name: spec.runtimeClassName });
    }),
    number('kube_pod_overhead_cpu_cores', 'CPU that running a pod costs beside its containers.', ({ spec }) =>
      quantityThousandths(spec?.overhead?.['cpu']),
    ),
    number('kube_pod_overhead_memory_bytes', 'Memory that running a pod costs beside its containers.', ({ spec }) =>
      quantityUnits(spec?.overhead?.['memory']),
    ),
    gauge('kube_pod_tolerations', 'Taints that a pod tolerates.', ({ spec }, emit) => {
      for (const { key, operator, value, effect, tolerationSeconds } of spec?.tolerations ?? [])
        emit(1, {
          key: key ?? '',
          operator: operator ?? '',
          value: value ?? '',
          effect: effect ?? '',
          toleration_seconds: tolerationSeconds === undefined ? '' : String(tolerationSeconds),
        });
    }),
    gauge('kube_pod_spec_volumes_persistentvolumeclaims_info', 'Claims that a pod mounts.', ({ spec }, emit) => {
      for (const { name, persistentVolumeClaim: claim } of spec?.volumes ?? [])
        if (claim !== undefined) emit(1, { volume: name, persistentvolumeclaim: claim.claimName });
    }),
    gauge(
      'kube_pod_spec_volumes_persistentvolumeclaims_readonly',
      'Whether a pod mounts a claim to read only.',
      ({ spec }, emit) => {
        for (const { name, persistentVolumeClaim: claim } of spec?.volumes ?? [])
          if (claim !== undefined)
            emit(claim.readOnly === true ? 1 : 0, { volume: name, persistentvolumeclaim: claim.claimName });
      },
    ),
    ...stateRows,
    ...containerRows,
  ],
});
