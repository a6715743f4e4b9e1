import type { LabelRecord } from '../collector.ts';

/** Which container of which pod this is. */
export interface KubernetesIdentity {
  readonly namespace: string;
  readonly pod: string;
  /** '' for the sandbox, the pause container that holds the pod's network. */
  readonly container: string;
  readonly podUid: string;
  /** What the pod belongs to, such as the Deployment's name; '' when unknown. */
  readonly workload: string;
}

export interface ContainerIdentity {
  /** The runtime's id: 64 hexadecimal digits. */
  readonly containerId: string;
  /** Docker: the name people gave. Kubernetes: what the runtime calls it. */
  readonly name: string;
  readonly image: string;
  readonly runtime: 'docker' | 'podman' | 'containerd' | 'cri-o' | string;
  /** Its cgroup, such as `/docker/0123…`; cAdvisor's label `id`. */
  readonly cgroup: string;
  readonly kubernetes?: KubernetesIdentity;
}

/**
 * Labels of a container's series: cAdvisor's `id`, `name`, `image` with `namespace`, `pod`, `container` in Kubernetes, and
 * beside them the names that the Docker view's users know.
 */
export function containerLabels(identity: ContainerIdentity, host: string): LabelRecord {
  const { containerId, name, image, runtime, cgroup, kubernetes } = identity;
  const labels = {
    host,
    id: cgroup,
    name,
    image,
    container_id: containerId,
    container_runtime: runtime,
  };
  if (kubernetes === undefined) return { ...labels, container_name: name };
  const { namespace, pod, container, workload } = kubernetes;
  return { ...labels, container_name: container, namespace, pod, container, workload };
}
