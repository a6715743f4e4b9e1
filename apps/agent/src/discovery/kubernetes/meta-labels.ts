import { isIPv6 } from 'node:net';
import type { KubeObject } from '@binnacle/kube';
import type { Container, Node, Pod, Service } from './objects.ts';

/** Everything that relabeling may use is below this prefix, as in Prometheus. */
export const META = '__meta_kubernetes_';

export type MetaLabels = Record<string, string>;

const sanitized = new Map<string, string>();

/** The name of a Kubernetes label as a part of a label's name. */
export function sanitizeName(name: string): string {
  let clean = sanitized.get(name);
  if (clean === undefined) {
    clean = name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
    // The names in a cluster are few; this only guards against one that makes them up.
    if (sanitized.size > 10_000) sanitized.clear();
    sanitized.set(name, clean);
  }
  return clean;
}

/** `10.0.0.1:80`, `[fd00::1]:80`. */
export const joinHostPort = (host: string, port: number | string): string =>
  isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;

/** Name, labels and annotations of an object, as labels of `role`. */
export function addObjectLabels(labels: MetaLabels, { metadata }: KubeObject, role: string): void {
  labels[`${META}${role}_name`] = metadata.name;
  for (const [name, value] of Object.entries(metadata.labels ?? {})) {
    const clean = sanitizeName(name);
    labels[`${META}${role}_label_${clean}`] = value;
    labels[`${META}${role}_labelpresent_${clean}`] = 'true';
  }
  for (const [name, value] of Object.entries(metadata.annotations ?? {})) {
    const clean = sanitizeName(name);
    labels[`${META}${role}_annotation_${clean}`] = value;
    labels[`${META}${role}_annotationpresent_${clean}`] = 'true';
  }
}

/** What is known of a pod, its containers apart. */
export function podLabels(pod: Pod): MetaLabels {
  const labels: MetaLabels = {
    [`${META}pod_ip`]: pod.status?.podIP ?? '',
    [`${META}pod_ready`]: readiness(pod),
    [`${META}pod_phase`]: pod.status?.phase ?? '',
    [`${META}pod_node_name`]: pod.spec?.nodeName ?? '',
    [`${META}pod_host_ip`]: pod.status?.hostIP ?? '',
    [`${META}pod_uid`]: pod.metadata.uid,
  };
  addObjectLabels(labels, pod, 'pod');
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner !== undefined) {
    labels[`${META}pod_controller_kind`] = owner.kind;
    labels[`${META}pod_controller_name`] = owner.name;
  }
  return labels;
}

function readiness(pod: Pod): string {
  const condition = pod.status?.conditions?.find(({ type }) => type === 'Ready');
  return (condition?.status ?? 'unknown').toLowerCase();
}

/** A container of a pod, in the order in which Prometheus goes through them. */
export interface PodContainer {
  readonly container: Container;
  readonly isInit: boolean;
  readonly id: string;
}

export function containersOf(pod: Pod): readonly PodContainer[] {
  const idOf = (name: string, isInit: boolean): string => {
    const statuses = (isInit ? pod.status?.initContainerStatuses : pod.status?.containerStatuses) ?? [];
    return statuses.find((status) => status.name === name)?.containerID ?? '';
  };
  return [
    ...(pod.spec?.containers ?? []).map((container) => ({ container, isInit: false, id: idOf(container.name, false) })),
    ...(pod.spec?.initContainers ?? []).map((container) => ({
      container,
      isInit: true,
      id: idOf(container.name, true),
    })),
  ];
}

export const containerLabels = ({ container, id }: PodContainer): MetaLabels => ({
  [`${META}pod_container_name`]: container.name,
  [`${META}pod_container_id`]: id,
  [`${META}pod_container_image`]: container.image ?? '',
});

export function serviceLabels(service: Service): MetaLabels {
  const labels: MetaLabels = {};
  addObjectLabels(labels, service, 'service');
  return labels;
}

/** Labels of the node on which something runs. */
export function nodeLabels(node: Node): MetaLabels {
  const labels: MetaLabels = {};
  addObjectLabels(labels, node, 'node');
  return labels;
}

export function namespaceLabels(namespace: KubeObject): MetaLabels {
  const labels: MetaLabels = {};
  addObjectLabels(labels, namespace, 'namespace');
  // The name has a label of its own on everything.
  delete labels[`${META}namespace_name`];
  return labels;
}
