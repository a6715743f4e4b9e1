import type { KindPart, Level } from './derived.ts';
import { isTrueAt, listAt, numberAt, textAt, timeAt, type Json } from './read.ts';
import { selectorOfSpec } from './selector-of.ts';

const templateImages = (object: Json, ...path: readonly string[]): string[] => [
  ...new Set(
    [...listAt(object, ...path, 'initContainers'), ...listAt(object, ...path, 'containers')]
      .map((it) => textAt(it, 'image'))
      .filter((it) => it !== ''),
  ),
];

const POD_SPEC = ['spec', 'template', 'spec'] as const;

/** A condition's reason and message, when it has the given status. */
function conditionOf(
  object: Json,
  type: string,
  status: 'True' | 'False',
): { reason: string; message: string } | undefined {
  const found = listAt(object, 'status', 'conditions').find((it) => textAt(it, 'type') === type);
  return found === undefined || textAt(found, 'status') !== status
    ? undefined
    : { reason: textAt(found, 'reason'), message: textAt(found, 'message') };
}

interface Counts {
  readonly desired: number;
  readonly ready: number;
  readonly updated: number;
  /** All of the newest generation and spec was seen by its controller. */
  readonly observed: boolean;
  readonly problem: { readonly reason: string; readonly message: string } | undefined;
}

/** Nothing wanted is idle, nothing there is an error, some missing while a rollout moves is busy, else a warning. */
function judge({ desired, ready, updated, observed, problem }: Counts): { status: string; level: Level } {
  if (problem !== undefined) return { status: problem.reason || 'Failed', level: ready === 0 ? 'error' : 'warning' };
  if (desired === 0)
    return ready === 0 ? { status: 'ScaledToZero', level: 'idle' } : { status: 'ScalingDown', level: 'busy' };
  if (!observed || updated < desired) {
    return { status: 'Updating', level: ready === 0 ? 'warning' : 'busy' };
  }
  if (ready === 0) return { status: 'Unavailable', level: 'error' };
  return ready < desired ? { status: 'Degraded', level: 'warning' } : { status: 'Available', level: 'ok' };
}

const observedOf = (object: Json): boolean =>
  (numberAt(object, 'status', 'observedGeneration') ?? 0) >= (numberAt(object, 'metadata', 'generation') ?? 0);

export function deriveDeployment(object: Json): KindPart {
  const desired = numberAt(object, 'spec', 'replicas') ?? 1;
  const ready = numberAt(object, 'status', 'readyReplicas') ?? 0;
  const updated = numberAt(object, 'status', 'updatedReplicas') ?? 0;
  const stuck = conditionOf(object, 'Progressing', 'False');
  const failed = conditionOf(object, 'ReplicaFailure', 'True');
  const problem = failed ?? stuck;
  const paused = isTrueAt(object, 'spec', 'paused');
  const { status, level } = judge({ desired, ready, updated, observed: observedOf(object), problem });
  return {
    status: paused && level !== 'error' ? 'Paused' : status,
    level: paused && level === 'busy' ? 'warning' : level,
    message: problem?.message ?? conditionOf(object, 'Available', 'False')?.message ?? '',
    ready,
    desired,
    images: templateImages(object, ...POD_SPEC),
    selector: selectorOfSpec(object, 'spec', 'selector'),
    facts: {
      updated,
      available: numberAt(object, 'status', 'availableReplicas') ?? 0,
      strategy: textAt(object, 'spec', 'strategy', 'type'),
    },
  };
}

export function deriveReplicaSet(object: Json): KindPart {
  const desired = numberAt(object, 'spec', 'replicas') ?? 1;
  const ready = numberAt(object, 'status', 'readyReplicas') ?? 0;
  const problem = conditionOf(object, 'ReplicaFailure', 'True');
  return {
    ...judge({ desired, ready, updated: desired, observed: observedOf(object), problem }),
    message: problem?.message ?? '',
    ready,
    desired,
    images: templateImages(object, ...POD_SPEC),
    selector: selectorOfSpec(object, 'spec', 'selector'),
    facts: { revision: textAt(object, 'metadata', 'annotations', 'deployment.kubernetes.io/revision') },
  };
}

export function deriveStatefulSet(object: Json): KindPart {
  const desired = numberAt(object, 'spec', 'replicas') ?? 1;
  const ready = numberAt(object, 'status', 'readyReplicas') ?? 0;
  const onDelete = textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete';
  const isUpdating = textAt(object, 'status', 'currentRevision') !== textAt(object, 'status', 'updateRevision');
  const updated = onDelete || !isUpdating ? desired : (numberAt(object, 'status', 'updatedReplicas') ?? 0);
  return {
    ...judge({ desired, ready, updated, observed: observedOf(object), problem: undefined }),
    ready,
    desired,
    images: templateImages(object, ...POD_SPEC),
    selector: selectorOfSpec(object, 'spec', 'selector'),
    facts: {
      updated,
      service: textAt(object, 'spec', 'serviceName'),
      strategy: textAt(object, 'spec', 'updateStrategy', 'type'),
    },
  };
}

export function deriveDaemonSet(object: Json): KindPart {
  const desired = numberAt(object, 'status', 'desiredNumberScheduled') ?? 0;
  const ready = numberAt(object, 'status', 'numberReady') ?? 0;
  const onDelete = textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete';
  const updated = onDelete ? desired : (numberAt(object, 'status', 'updatedNumberScheduled') ?? 0);
  const misplaced = numberAt(object, 'status', 'numberMisscheduled') ?? 0;
  return {
    ...judge({ desired, ready, updated, observed: observedOf(object), problem: undefined }),
    ready,
    desired,
    images: templateImages(object, ...POD_SPEC),
    selector: selectorOfSpec(object, 'spec', 'selector'),
    facts: { updated, misplaced, strategy: textAt(object, 'spec', 'updateStrategy', 'type') },
  };
}

export function deriveJob(object: Json): KindPart {
  const desired = numberAt(object, 'spec', 'completions') ?? 1;
  const succeeded = numberAt(object, 'status', 'succeeded') ?? 0;
  const failures = numberAt(object, 'status', 'failed') ?? 0;
  const active = numberAt(object, 'status', 'active') ?? 0;
  const failed = conditionOf(object, 'Failed', 'True') ?? conditionOf(object, 'FailureTarget', 'True');
  const isComplete = conditionOf(object, 'Complete', 'True') !== undefined;
  const isSuspended = isTrueAt(object, 'spec', 'suspend');
  const [startedAtMs, finishedAtMs] = [
    timeAt(object, 'status', 'startTime'),
    timeAt(object, 'status', 'completionTime'),
  ];
  const [status, level]: readonly [string, Level] = isComplete
    ? ['Complete', 'idle']
    : failed !== undefined
      ? ['Failed', 'error']
      : isSuspended
        ? ['Suspended', 'idle']
        : [active > 0 ? 'Running' : 'Pending', failures > 0 ? 'warning' : active > 0 ? 'ok' : 'busy'];
  return {
    status,
    level,
    message: failed === undefined ? '' : [failed.reason, failed.message].filter((it) => it !== '').join(': '),
    ready: succeeded,
    desired,
    images: templateImages(object, ...POD_SPEC),
    selector: selectorOfSpec(object, 'spec', 'selector'),
    facts: {
      active,
      failures,
      ...(startedAtMs === undefined ? {} : { startedAtMs }),
      ...(finishedAtMs === undefined ? {} : { finishedAtMs }),
    },
  };
}

export function deriveCronJob(object: Json): KindPart {
  const suspended = isTrueAt(object, 'spec', 'suspend');
  const active = listAt(object, 'status', 'active').length;
  const [lastAtMs, succeededAtMs] = [
    timeAt(object, 'status', 'lastScheduleTime'),
    timeAt(object, 'status', 'lastSuccessfulTime'),
  ];
  // A run that ended without success leaves the last success behind the last start.
  const isBehind = active === 0 && lastAtMs !== undefined && succeededAtMs !== undefined && succeededAtMs < lastAtMs;
  return {
    status: suspended ? 'Suspended' : active > 0 ? 'Running' : isBehind ? 'LastRunFailed' : 'Scheduled',
    level: suspended ? 'idle' : isBehind ? 'warning' : 'ok',
    images: templateImages(object, 'spec', 'jobTemplate', ...POD_SPEC),
    facts: {
      schedule: textAt(object, 'spec', 'schedule'),
      timeZone: textAt(object, 'spec', 'timeZone'),
      suspended,
      active,
      ...(lastAtMs === undefined ? {} : { lastAtMs }),
      ...(succeededAtMs === undefined ? {} : { succeededAtMs }),
    },
  };
}
