import type { DockerContainer } from '../docker/docker-container.ts';
import { dockerIdentity, type EngineFacts } from '../docker/docker-identity.ts';
import { present, rfc3339, withoutSecrets, type InventoryObject, type InventoryPlace } from './inventory-object.ts';

/** Docker's states, and podman's words for the same. */
const STATES: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    created: 'created',
    configured: 'created',
    initialized: 'created',
    running: 'running',
    stopping: 'running',
    paused: 'paused',
    restarting: 'restarting',
    removing: 'dead',
    exited: 'exited',
    stopped: 'exited',
    dead: 'dead',
  }),
);

/** A container of a Docker Engine as the server keeps it. */
export function dockerObject(
  container: DockerContainer,
  engine: EngineFacts,
  lastExitCode: number | undefined,
  { host, node }: InventoryPlace,
): InventoryObject {
  const { kubernetes } = dockerIdentity(container, engine);
  const state = STATES.get(container.status) ?? 'unknown';
  const hasEnded = state === 'exited' || state === 'dead';
  const cpuCores = container.cpuQuota === undefined ? undefined : container.cpuQuota / container.cpuPeriod;
  const inPod = kubernetes === undefined ? '' : `${kubernetes.pod}/${kubernetes.container || 'sandbox'}`;
  const namespace = kubernetes?.namespace ?? '';
  const name = inPod || container.name;
  const object = present({
    metadata: present({
      name,
      namespace,
      uid: container.id,
      creationTimestamp: rfc3339(container.createdAtMs),
      labels: container.labels,
    }),
    host,
    node,
    runtime: engine.runtime,
    imageId: container.imageId,
    command: withoutSecrets(container.command),
    ip: Object.values(container.addresses).find((address) => address !== ''),
    state,
    health: ['starting', 'healthy', 'unhealthy'].find((health) => health === container.health),
    reason: container.oomKilled ? 'OOMKilled' : hasEnded && container.exitCode !== 0 ? 'Error' : '',
    message: container.error,
    exitCode: hasEnded ? container.exitCode : lastExitCode,
    oomKilled: container.oomKilled,
    restartCount: container.restartCount,
    startedAt: rfc3339(container.startedAtMs),
    finishedAt: rfc3339(container.finishedAtMs),
    pod: kubernetes && { name: kubernetes.pod, uid: kubernetes.podUid, container: kubernetes.container },
    ports: container.ports.map((port) => present({ ...port })),
    mounts: container.mounts,
    networks: container.addresses,
    limits: present({ cpuCores, memoryBytes: container.memoryLimit || undefined }),
  });
  return { kind: 'Container', uid: container.id, namespace, name, object: { ...object, image: container.image } };
}
