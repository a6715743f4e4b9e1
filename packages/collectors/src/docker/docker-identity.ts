import type { ContainerIdentity, KubernetesIdentity } from '../container/identity.ts';
import { workloadOfPod } from '../container/workload.ts';
import type { DockerContainer } from './docker-container.ts';

/** What else must be known to tell where the engine puts a container's cgroup. */
export interface EngineFacts {
  readonly runtime: 'docker' | 'podman';
  /** `systemd` or `cgroupfs`. */
  readonly cgroupDriver: string;
}

/** Which container this is: of Docker alone, or of a pod that a kubelet made through Docker. */
export function dockerIdentity(container: DockerContainer, engine: EngineFacts): ContainerIdentity {
  const kubernetes = kubernetesOf(container);
  const identity = {
    containerId: container.id,
    name: container.name,
    image: container.image,
    runtime: engine.runtime,
    cgroup: cgroupOf(container, engine),
  };
  return kubernetes === undefined ? identity : { ...identity, kubernetes };
}

function cgroupOf({ id, cgroupParent }: DockerContainer, { runtime, cgroupDriver }: EngineFacts): string {
  if (cgroupDriver === 'systemd') {
    const prefix = runtime === 'podman' ? 'libpod' : 'docker';
    return `${systemdFolder(cgroupParent || (runtime === 'podman' ? 'machine.slice' : 'system.slice'))}/${prefix}-${id}.scope`;
  }
  if (runtime === 'podman') return `${cgroupParent || '/libpod_parent'}/libpod-${id}`;
  return `${(cgroupParent || '/docker').replace(/\/$/, '')}/${id}`;
}

/** systemd nests slices by their names: `a-b.slice` is in `a.slice`. */
function systemdFolder(slice: string): string {
  const parts = slice
    .replace(/^.*\//, '')
    .replace(/\.slice$/, '')
    .split('-');
  return parts.map((_, depth) => `/${parts.slice(0, depth + 1).join('-')}.slice`).join('');
}

/** The labels that dockershim and cri-dockerd put on what they make for a kubelet. */
function kubernetesOf({ labels }: DockerContainer): KubernetesIdentity | undefined {
  const pod = labels['io.kubernetes.pod.name'];
  const namespace = labels['io.kubernetes.pod.namespace'];
  if (pod === undefined || namespace === undefined) return undefined;
  const isSandbox =
    labels['io.kubernetes.docker.type'] === 'podsandbox' || labels['io.kubernetes.container.name'] === 'POD';
  return {
    namespace,
    pod,
    container: isSandbox ? '' : (labels['io.kubernetes.container.name'] ?? ''),
    podUid: labels['io.kubernetes.pod.uid'] ?? '',
    workload: workloadOfPod(pod, undefined),
  };
}
