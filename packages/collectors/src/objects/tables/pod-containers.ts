import { counter, gauge, type Emit, type MetricRow } from '../metric-table.ts';
import { eachResource, type ResourceList } from '../values/resources.ts';
import { unixSeconds } from '../values/unix-time.ts';
import type { ContainerSpec, ContainerStatus, Pod } from './pod-types.ts';

const statuses = ({ status }: Pod): readonly ContainerStatus[] => status?.containerStatuses ?? [];
const initStatuses = ({ status }: Pod): readonly ContainerStatus[] => status?.initContainerStatuses ?? [];
const specs = ({ spec }: Pod): readonly ContainerSpec[] => spec?.containers ?? [];
const initSpecs = ({ spec }: Pod): readonly ContainerSpec[] => spec?.initContainers ?? [];

type Statuses = (pod: Pod) => readonly ContainerStatus[];
type Specs = (pod: Pod) => readonly ContainerSpec[];

/** One sample for each container; none for those where `read` finds nothing. */
const each = (
  name: string,
  help: string,
  of: Statuses,
  read: (status: ContainerStatus) => number | undefined,
): MetricRow<Pod> =>
  gauge(name, help, (pod, emit) => {
    for (const status of of(pod)) {
      const value = read(status);
      if (value !== undefined) emit(value, { container: status.name });
    }
  });

/** The value 1 with a reason, for each container that has one. */
const reasons = (
  name: string,
  help: string,
  of: Statuses,
  read: (status: ContainerStatus) => { readonly reason?: string } | undefined,
): MetricRow<Pod> =>
  gauge(name, help, (pod, emit) => {
    for (const status of of(pod)) {
      const found = read(status);
      if (found !== undefined) emit(1, { container: status.name, reason: found.reason ?? '' });
    }
  });

const is = (there: unknown): number => (there === undefined || there === null ? 0 : 1);

/** What containers and init containers have in common. */
const common = (prefix: string, who: string, of: Statuses): readonly MetricRow<Pod>[] => [
  each(`${prefix}_status_ready`, `Whether the readiness probe of ${who} succeeds.`, of, ({ ready }) =>
    ready === true ? 1 : 0,
  ),
  each(`${prefix}_status_running`, `Whether ${who} runs.`, of, ({ state }) => is(state?.running)),
  each(`${prefix}_status_waiting`, `Whether ${who} waits.`, of, ({ state }) => is(state?.waiting)),
  each(`${prefix}_status_terminated`, `Whether ${who} has ended.`, of, ({ state }) => is(state?.terminated)),
  reasons(`${prefix}_status_waiting_reason`, `Why ${who} waits.`, of, ({ state }) => state?.waiting),
  reasons(`${prefix}_status_terminated_reason`, `Why ${who} has ended.`, of, ({ state }) => state?.terminated),
  reasons(
    `${prefix}_status_last_terminated_reason`,
    `Why ${who} ended the last time.`,
    of,
    ({ lastState }) => lastState?.terminated,
  ),
  counter(`${prefix}_status_restarts_total`, `How often ${who} was started again.`, (pod, emit) => {
    for (const status of of(pod)) emit(status.restartCount ?? 0, { container: status.name });
  }),
];

const resources = (
  name: string,
  help: string,
  of: Specs,
  read: (container: ContainerSpec) => ResourceList | undefined,
): MetricRow<Pod> =>
  gauge(name, help, (pod, emit) => {
    const node = pod.spec?.nodeName ?? '';
    for (const container of of(pod))
      eachResource(read(container), 'units', (value, labels) =>
        emit(value, { container: container.name, node, ...labels }),
      );
  });

const about = (
  pod: Pod,
  of: Specs,
  found: readonly ContainerStatus[],
  emit: Emit,
  withRestartPolicy: boolean,
): void => {
  const byName = new Map(of(pod).map((spec) => [spec.name, spec]));
  for (const { name, image, imageID, containerID } of found) {
    const spec = byName.get(name);
    emit(1, {
      container: name,
      image_spec: spec?.image ?? '',
      image: image ?? '',
      image_id: imageID ?? '',
      container_id: containerID ?? '',
      ...(withRestartPolicy ? { restart_policy: spec?.restartPolicy ?? '' } : {}),
    });
  }
};

export const containerRows: readonly MetricRow<Pod>[] = [
  gauge('kube_pod_container_info', 'Image and id of a container.', (pod, emit) =>
    about(pod, specs, statuses(pod), emit, false),
  ),
  ...common('kube_pod_container', 'a container', statuses),
  each(
    'kube_pod_container_status_last_terminated_exitcode',
    'Exit code with which a container ended the last time.',
    statuses,
    ({ lastState }) => lastState?.terminated && (lastState.terminated.exitCode ?? 0),
  ),
  each(
    'kube_pod_container_status_last_terminated_timestamp',
    'When a container ended the last time, in seconds since 1970.',
    statuses,
    ({ lastState }) => unixSeconds(lastState?.terminated?.finishedAt),
  ),
  each('kube_pod_container_state_started', 'When a container started, in seconds since 1970.', statuses, ({ state }) =>
    unixSeconds((state?.running ?? state?.terminated)?.startedAt),
  ),
  resources(
    'kube_pod_container_resource_requests',
    'What a container asks for, by resource.',
    specs,
    ({ resources: own }) => own?.requests,
  ),
  resources(
    'kube_pod_container_resource_limits',
    'What a container may use at most, by resource.',
    specs,
    ({ resources: own }) => own?.limits,
  ),
  gauge('kube_pod_init_container_info', 'Image, id and restart policy of an init container.', (pod, emit) =>
    about(pod, initSpecs, initStatuses(pod), emit, true),
  ),
  ...common('kube_pod_init_container', 'an init container', initStatuses),
  resources(
    'kube_pod_init_container_resource_requests',
    'What an init container asks for, by resource.',
    initSpecs,
    ({ resources: own }) => own?.requests,
  ),
  resources(
    'kube_pod_init_container_resource_limits',
    'What an init container may use at most, by resource.',
    initSpecs,
    ({ resources: own }) => own?.limits,
  ),
];
