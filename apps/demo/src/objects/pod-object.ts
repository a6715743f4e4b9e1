import type { Container, Pod, Termination } from '../cluster/pod.ts';
import { timeText } from '../cluster/event-log.ts';
import { containerObject } from '../cluster/templates.ts';
import type { NewObject } from './object-store.ts';

/** The object of a pod, as the kubelet reports it. */
export function podObject(pod: Pod): NewObject {
  const started = pod.startedMs ?? pod.createdMs;
  const isDone = pod.phase === 'Succeeded' || pod.phase === 'Failed';
  const condition = (type: string, isTrue: boolean, atMs: number, reason?: string): object => ({
    type,
    status: isTrue ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: timeText(atMs),
    ...(isTrue || reason === undefined ? {} : { reason }),
  });
  const notReady = isDone ? 'PodCompleted' : 'ContainersNotReady';
  const readyAt = pod.readyAtMs ?? started;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace: pod.namespace,
      uid: pod.uid,
      labels: pod.labels,
      annotations: pod.annotations,
      creationTimestamp: timeText(pod.createdMs),
      ...(pod.owner?.kind === 'ReplicaSet' || pod.owner?.kind === 'Job' ? { generateName: pod.name.slice(0, -5) } : {}),
      ...(pod.deletedMs === undefined
        ? {}
        : { deletionTimestamp: timeText(pod.deletedMs + 30_000), deletionGracePeriodSeconds: 30 }),
      ...(pod.owner === undefined
        ? {}
        : {
            ownerReferences: [
              {
                ...pod.owner,
                controller: true,
                ...(pod.owner.kind === 'Node' ? {} : { blockOwnerDeletion: true }),
              },
            ],
          }),
    },
    spec: {
      nodeName: pod.node.name,
      serviceAccountName: pod.serviceAccount,
      restartPolicy: pod.owner?.kind === 'Job' ? 'Never' : 'Always',
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      ...(pod.hostNetwork ? { hostNetwork: true } : {}),
      ...(pod.priorityClass === undefined ? {} : { priorityClassName: pod.priorityClass, priority: 2_000_000_000 }),
      containers: pod.containers.map(({ spec }) => containerObject(spec)),
      ...(pod.claims.length === 0
        ? {}
        : { volumes: pod.claims.map((claimName) => ({ name: 'data', persistentVolumeClaim: { claimName } })) }),
    },
    status: {
      phase: pod.phase,
      ...(pod.reason === undefined ? {} : { reason: pod.reason }),
      qosClass: qosClass(pod),
      hostIP: pod.node.ip,
      hostIPs: [{ ip: pod.node.ip }],
      podIP: pod.ip,
      podIPs: [{ ip: pod.ip }],
      startTime: timeText(started),
      conditions: [
        condition('PodReadyToStartContainers', pod.phase !== 'Pending', started),
        condition('Initialized', true, started),
        condition('Ready', pod.isReady, readyAt, notReady),
        condition('ContainersReady', pod.isReady, readyAt, notReady),
        condition('PodScheduled', true, pod.createdMs),
      ],
      containerStatuses: pod.containers.map((container) => containerStatus(pod, container)),
    },
  };
}

function containerStatus(pod: Pod, container: Container): object {
  const { phase, last } = container;
  return {
    name: container.spec.name,
    image: container.spec.image,
    imageID: `${container.spec.image.split(':')[0]}@sha256:${imageDigest(container.spec.image)}`,
    containerID: container.id === '' ? '' : `containerd://${container.id}`,
    ready: container.isRunning && (pod.isReady || container.spec.name === 'istio-proxy'),
    started: container.isRunning,
    restartCount: container.restarts,
    state:
      phase.kind === 'running'
        ? { running: { startedAt: timeText(phase.startedMs) } }
        : phase.kind === 'waiting'
          ? { waiting: { reason: phase.reason, ...waitingMessage(pod, container, phase.reason) } }
          : { terminated: terminated(container, phase.end) },
    lastState: last === undefined ? {} : { terminated: terminated(container, last) },
  };
}

const terminated = ({ id }: Container, end: Termination): object => ({
  reason: end.reason,
  exitCode: end.exitCode,
  startedAt: timeText(end.startedMs),
  finishedAt: timeText(end.finishedMs),
  containerID: `containerd://${id}`,
});

const waitingMessage = (pod: Pod, { spec }: Container, reason: string): object =>
  reason === 'CrashLoopBackOff'
    ? { message: `back-off restarting failed container=${spec.name} pod=${pod.name}_${pod.namespace}(${pod.uid})` }
    : {};

/** The same for the same image, and of the right length. */
function imageDigest(image: string): string {
  let text = '';
  for (let n = 0; text.length < 64; n++) {
    let hash = 0x811c9dc5 + n;
    for (let i = 0; i < image.length; i++) hash = Math.imul(hash ^ image.charCodeAt(i), 0x01000193);
    text += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return text;
}

export function qosClass({ containers }: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const specs = containers.map(({ spec }) => spec);
  const isSet = specs.some((s) => s.cpuRequest !== undefined || s.memoryRequest !== undefined);
  if (!isSet) return 'BestEffort';
  const isExact = specs.every(
    (s) =>
      s.cpuLimit !== undefined &&
      s.memoryLimit !== undefined &&
      s.cpuLimit === s.cpuRequest &&
      s.memoryLimit === s.memoryRequest,
  );
  return isExact ? 'Guaranteed' : 'Burstable';
}
