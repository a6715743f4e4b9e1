import type { KindPart, Level, Reference } from './derived.ts';
import { ownerOf } from './owner.ts';
import { isTrueAt, listAt, numberAt, recordAt, textAt, textsAt, timeAt, type Json } from './read.ts';

/** One container of a pod, from its spec and its status together. */
export interface PodContainer {
  readonly name: string;
  readonly role: 'app' | 'init' | 'sidecar';
  readonly image: string;
  /** Without the runtime's `containerd://`; '' before it was made. */
  readonly id: string;
  readonly state: 'waiting' | 'running' | 'terminated';
  /** `Running`, or the reason why it is not: `CrashLoopBackOff`, `OOMKilled`, `ExitCode:1`. */
  readonly status: string;
  readonly level: Level;
  readonly message: string;
  readonly ready: boolean;
  readonly restarts: number;
  readonly startedAtMs: number | undefined;
  /** Why and when it ended before; '' and undefined for one that never did. */
  readonly lastReason: string;
  readonly lastExitCode: number | undefined;
  readonly lastFinishedAtMs: number | undefined;
}

/** All containers of a pod in the order of its spec, those that start first (`init`, `sidecar`) before the others. */
export function podContainers(pod: Json): PodContainer[] {
  const read = (group: 'initContainers' | 'containers', statuses: string): PodContainer[] => {
    const byName = new Map(listAt(pod, 'status', statuses).map((it) => [textAt(it, 'name'), it]));
    return listAt(pod, 'spec', group).map((spec) => {
      const restartable = textAt(spec, 'restartPolicy') === 'Always';
      const role = group === 'containers' ? 'app' : restartable ? 'sidecar' : 'init';
      return containerOf(role, spec, byName.get(textAt(spec, 'name')));
    });
  };
  return [...read('initContainers', 'initContainerStatuses'), ...read('containers', 'containerStatuses')];
}

function containerOf(role: PodContainer['role'], spec: unknown, status: unknown): PodContainer {
  const [waiting, running, terminated] = ['waiting', 'running', 'terminated'].map((it) =>
    recordAt(status, 'state', it),
  );
  const last = recordAt(status, 'lastState', 'terminated');
  const isTerminated = Object.keys(terminated!).length > 0;
  const isRunning = !isTerminated && Object.keys(running!).length > 0;
  const word = isTerminated ? endWord(terminated!) : isRunning ? 'Running' : textAt(waiting, 'reason') || 'Waiting';
  const ready = isTrueAt(status, 'ready');
  return {
    name: textAt(spec, 'name'),
    role,
    image: textAt(spec, 'image') || textAt(status, 'image'),
    id: textAt(status, 'containerID').replace(/^[a-z-]+:\/\//, ''),
    state: isTerminated ? 'terminated' : isRunning ? 'running' : 'waiting',
    status: word,
    level: containerLevel(word, isRunning, ready, role),
    message: textAt(waiting, 'message') || textAt(terminated, 'message'),
    ready,
    restarts: numberAt(status, 'restartCount') ?? 0,
    startedAtMs: timeAt(running, 'startedAt') ?? timeAt(terminated, 'startedAt'),
    lastReason: Object.keys(last).length === 0 ? '' : endWord(last),
    lastExitCode: numberAt(last, 'exitCode'),
    lastFinishedAtMs: timeAt(last, 'finishedAt'),
  };
}

function containerLevel(word: string, isRunning: boolean, ready: boolean, role: PodContainer['role']): Level {
  if (isRunning) return ready || role === 'init' ? 'ok' : 'warning';
  return wordLevel(word);
}

/** How a container ended: its reason, or what the process left behind. */
function endWord(terminated: unknown): string {
  const reason = textAt(terminated, 'reason');
  if (reason !== '') return reason;
  const signal = numberAt(terminated, 'signal') ?? 0;
  return signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode') ?? 0}` : `Signal:${signal}`;
}

/** Words of a pod or a container that is not running. */
function wordLevel(word: string): Level {
  switch (word.replace(/^Init:/, '')) {
    case 'Completed':
    case 'Succeeded':
    case 'ExitCode:0':
      return 'idle';
    case 'Pending':
    case 'ContainerCreating':
    case 'PodInitializing':
    case 'Waiting':
    case 'Terminating':
    case 'SchedulingGated':
      return 'busy';
    case 'Running':
      return 'ok';
    case 'NotReady':
      return 'warning';
    default:
      return /^Init:\d+\/\d+$/.test(word) ? 'busy' : 'error';
  }
}

interface PodWord {
  readonly word: string;
  readonly ready: number;
  readonly restarts: number;
}

/**
 * The column STATUS of `kubectl get pods`.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/printers/internalversion/printers.go (printPod)
 */
function podWord(pod: Json, containers: readonly PodContainer[]): PodWord {
  const phase = textAt(pod, 'status', 'phase');
  let word = textAt(pod, 'status', 'reason') || phase || 'Unknown';
  if (condition(pod, 'PodScheduled')?.reason === 'SchedulingGated') word = 'SchedulingGated';

  const early = containers.filter((it) => it.role !== 'app');
  const apps = containers.filter((it) => it.role === 'app');
  const started = new Set(
    listAt(pod, 'status', 'initContainerStatuses')
      .filter((it) => isTrueAt(it, 'started'))
      .map((it) => textAt(it, 'name')),
  );
  let restarts = early.reduce((sum, it) => sum + it.restarts, 0);
  let ready = 0;
  let initializing = false;
  // Before the kubelet has written anything, a pod is what its phase says.
  const seen = listAt(pod, 'status', 'initContainerStatuses').length > 0;
  for (const [i, it] of (seen ? early : []).entries()) {
    if (it.state === 'terminated' && /^(Completed|ExitCode:0)$/.test(it.status)) continue;
    if (it.role === 'sidecar' && started.has(it.name)) {
      if (it.ready) ready++;
      continue;
    }
    const hasReason =
      it.state === 'terminated' || (it.state === 'waiting' && !/^(PodInitializing|Waiting)$/.test(it.status));
    word = hasReason ? `Init:${it.status}` : `Init:${i}/${early.length}`;
    initializing = true;
    break;
  }
  if (!initializing || condition(pod, 'Initialized')?.status === 'True') {
    restarts = early.filter((it) => it.role === 'sidecar').reduce((sum, it) => sum + it.restarts, 0);
    let hasRunning = false;
    const reported = new Set(listAt(pod, 'status', 'containerStatuses').map((it) => textAt(it, 'name')));
    for (const it of apps.toReversed().filter(({ name }) => reported.has(name))) {
      restarts += it.restarts;
      if (it.state === 'running') {
        if (it.ready) [hasRunning, ready] = [true, ready + 1];
      } else if (it.status !== 'Waiting') word = it.status;
    }
    if (word === 'Completed' && hasRunning) word = condition(pod, 'Ready')?.status === 'True' ? 'Running' : 'NotReady';
  }
  if (textAt(pod, 'metadata', 'deletionTimestamp') !== '') {
    if (textAt(pod, 'status', 'reason') === 'NodeLost') word = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') word = 'Terminating';
  }
  return { word, ready, restarts };
}

interface Condition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

function condition(pod: Json, type: string): Condition | undefined {
  const found = listAt(pod, 'status', 'conditions').find((it) => textAt(it, 'type') === type);
  return found === undefined
    ? undefined
    : { status: textAt(found, 'status'), reason: textAt(found, 'reason'), message: textAt(found, 'message') };
}

export function derivePod(pod: Json): KindPart {
  const containers = podContainers(pod);
  const counted = containers.filter((it) => it.role !== 'init');
  const { word, ready, restarts } = podWord(pod, containers);
  const scheduled = condition(pod, 'PodScheduled');
  const unschedulable = scheduled?.status === 'False' && scheduled.reason === 'Unschedulable';
  const troubled = containers.find((it) => it.level === 'error');
  const level =
    word === 'Pending' && unschedulable
      ? 'error'
      : word === 'Running' && ready < counted.length
        ? 'warning'
        : wordLevel(word);
  const last = containers
    .filter((it) => it.lastFinishedAtMs !== undefined)
    .toSorted((a, b) => b.lastFinishedAtMs! - a.lastFinishedAtMs!)[0];
  const owner = ownerOf(pod);
  const workload = workloadOfPod(pod, owner);
  return {
    status: word,
    level,
    message:
      textAt(pod, 'status', 'message') ||
      (unschedulable ? scheduled.message : '') ||
      troubled?.message ||
      (level === 'error' || level === 'warning' ? (condition(pod, 'Ready')?.message ?? '') : ''),
    node: textAt(pod, 'spec', 'nodeName'),
    ip: textAt(pod, 'status', 'podIP'),
    ready,
    desired: counted.length,
    restarts,
    images: [...new Set(containers.map((it) => it.image).filter((it) => it !== ''))],
    workload,
    facts: {
      ...(last === undefined
        ? {}
        : { lastReason: last.lastReason, lastContainer: last.name, lastFinishedAtMs: last.lastFinishedAtMs! }),
      qosClass: textAt(pod, 'status', 'qosClass'),
      serviceAccount: textAt(pod, 'spec', 'serviceAccountName'),
      containers: containers.map((it) => it.name),
      priorityClass: textAt(pod, 'spec', 'priorityClassName'),
      ips: listAt(pod, 'status', 'podIPs').map((it) => textAt(it, 'ip')),
      mesh: meshOf(pod, containers),
      volumes: textsAt(
        listAt(pod, 'spec', 'volumes').map((it) => textAt(it, 'persistentVolumeClaim', 'claimName')),
      ).filter((it) => it !== ''),
    },
  };
}

/** How the pod takes part in a mesh: with a proxy beside it, through the node's ztunnel, or '' for not. */
function meshOf(pod: Json, containers: readonly PodContainer[]): string {
  if (containers.some((it) => it.name === 'istio-proxy')) return 'sidecar';
  return textAt(pod, 'metadata', 'annotations', 'ambient.istio.io/redirection') === 'enabled' ? 'ambient' : '';
}

/**
 * What a person would call the pod's owner, from the pod alone. A replica set's name is its deployment's with the hash of
 * the pod template behind, which the pod carries as a label; whatever else owns it is the workload itself.
 */
function workloadOfPod(pod: Json, owner: Reference | undefined): Reference | undefined {
  if (owner?.kind !== 'ReplicaSet') return owner;
  const hash = textAt(pod, 'metadata', 'labels', 'pod-template-hash');
  return hash !== '' && owner.name.endsWith(`-${hash}`)
    ? { kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1), uid: '' }
    : owner;
}
