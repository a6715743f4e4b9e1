import type { CriContainer, CriSandbox } from '../cri/cri-containers.ts';
import { present, rfc3339, type InventoryObject, type InventoryPlace } from './inventory-object.ts';

const milliseconds = (nanoseconds: number | undefined): number | undefined =>
  nanoseconds === undefined ? undefined : Math.round(nanoseconds / 1e6);

/** A container of a pod as the server keeps it. */
export function criObject(
  container: CriContainer,
  sandbox: CriSandbox | undefined,
  { host, node }: InventoryPlace,
): InventoryObject {
  const { status, identity, state } = container;
  const { namespace = '', pod = '', podUid = '', container: inPod = '' } = identity.kubernetes ?? {};
  const limits = status?.resources?.linux;
  const name = pod === '' ? container.id : `${pod}/${inPod}`;
  const cpuCores =
    limits === undefined || limits.cpuQuota <= 0 || limits.cpuPeriod <= 0
      ? undefined
      : limits.cpuQuota / limits.cpuPeriod;
  const hasEnded = state === 'exited';
  const object = present({
    metadata: present({
      name,
      namespace,
      uid: container.id,
      creationTimestamp: rfc3339(milliseconds(status?.createdAt)),
      // The pod's own labels are what people look for; the container's are the runtime's bookkeeping.
      labels: { ...status?.labels, ...sandbox?.labels },
    }),
    host,
    node,
    runtime: identity.runtime,
    imageId: status?.imageRef,
    ip: sandbox?.ip,
    state,
    reason: hasEnded ? status?.reason : '',
    message: status?.message,
    exitCode: hasEnded ? status?.exitCode : undefined,
    oomKilled: hasEnded ? status?.reason === 'OOMKilled' : undefined,
    restartCount: container.restarts,
    startedAt: rfc3339(milliseconds(status?.startedAt)),
    finishedAt: rfc3339(milliseconds(status?.finishedAt)),
    pod: pod === '' ? undefined : { name: pod, uid: podUid, container: inPod },
    mounts: status?.mounts.map(({ hostPath, containerPath, readOnly }) => ({
      type: 'bind',
      source: hostPath,
      destination: containerPath,
      readOnly,
    })),
    limits: present({ cpuCores, memoryBytes: (limits?.memoryLimit ?? 0) > 0 ? limits?.memoryLimit : undefined }),
  });
  return { kind: 'Container', uid: container.id, namespace, name, object: { ...object, image: identity.image } };
}
