import { describe, expect, test } from 'vitest';
import { deriveObject } from './derive.ts';
import { podContainers } from './pod.ts';
import type { Json } from './read.ts';

const running = (more: Json = {}): Json => ({
  state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
  ready: true,
  restartCount: 0,
  ...more,
});
const waiting = (reason: string, more: Json = {}): Json => ({
  state: { waiting: { reason } },
  ready: false,
  restartCount: 0,
  ...more,
});
const ended = (terminated: Json, more: Json = {}): Json => ({
  state: { terminated },
  ready: false,
  restartCount: 0,
  ...more,
});

interface PodShape {
  readonly phase?: string;
  readonly status?: Json;
  readonly metadata?: Json;
  readonly init?: readonly Json[];
  readonly initStatuses?: readonly Json[];
  readonly statuses?: readonly Json[];
  readonly containers?: number;
}

/** A pod whose containers are c0, c1, … and i0, i1, …, with the given statuses in this order. */
function pod({
  phase = 'Running',
  status = {},
  metadata = {},
  init = [],
  initStatuses = [],
  statuses = [],
  containers,
}: PodShape): Json {
  const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  return {
    metadata: { name: 'p', ...metadata },
    spec: {
      nodeName: 'n1',
      containers: names('c', containers ?? Math.max(1, statuses.length)).map((name) => ({ name, image: `${name}:1` })),
      initContainers: init.map((it, i) => ({ name: `i${i}`, image: 'init:1', ...it })),
    },
    status: {
      phase,
      ...status,
      ...(statuses.length === 0 ? {} : { containerStatuses: statuses.map((it, i) => ({ name: `c${i}`, ...it })) }),
      ...(initStatuses.length === 0
        ? {}
        : { initContainerStatuses: initStatuses.map((it, i) => ({ name: `i${i}`, ...it })) }),
    },
  };
}

const done = ended({ exitCode: 0, reason: 'Completed' });
const isReady = { type: 'Ready', status: 'True' };
const initialized = { type: 'Initialized', status: 'True' };

/** Words as `kubectl get pods` prints them; `ready` is its column READY. */
const cases: readonly { name: string; pod: Json; want: string; level: string; ready: string; restarts?: number }[] = [
  { name: 'all well', pod: pod({ statuses: [running(), running()] }), want: 'Running', level: 'ok', ready: '2/2' },
  {
    name: 'not ready yet',
    pod: pod({ statuses: [running(), running({ ready: false })] }),
    want: 'Running',
    level: 'warning',
    ready: '1/2',
  },
  { name: 'nothing is known of it', pod: pod({ phase: 'Pending' }), want: 'Pending', level: 'busy', ready: '0/1' },
  {
    name: 'no node fits',
    pod: pod({
      phase: 'Pending',
      status: {
        conditions: [
          { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available' },
        ],
      },
    }),
    want: 'Pending',
    level: 'error',
    ready: '0/1',
  },
  {
    name: 'held back by a gate',
    pod: pod({
      phase: 'Pending',
      status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
    }),
    want: 'SchedulingGated',
    level: 'busy',
    ready: '0/1',
  },
  {
    name: 'being made',
    pod: pod({ phase: 'Pending', statuses: [waiting('ContainerCreating')] }),
    want: 'ContainerCreating',
    level: 'busy',
    ready: '0/1',
  },
  {
    name: 'crashing',
    pod: pod({ statuses: [waiting('CrashLoopBackOff', { restartCount: 7 })] }),
    want: 'CrashLoopBackOff',
    level: 'error',
    ready: '0/1',
    restarts: 7,
  },
  {
    name: 'crashing beside a sidecar that runs: the first container that is not running counts',
    pod: pod({ statuses: [waiting('CrashLoopBackOff', { restartCount: 2 }), running({ restartCount: 1 })] }),
    want: 'CrashLoopBackOff',
    level: 'error',
    ready: '1/2',
    restarts: 3,
  },
  {
    name: 'no image',
    pod: pod({ phase: 'Pending', statuses: [waiting('ImagePullBackOff')] }),
    want: 'ImagePullBackOff',
    level: 'error',
    ready: '0/1',
  },
  {
    name: 'killed for memory',
    pod: pod({ statuses: [ended({ exitCode: 137, reason: 'OOMKilled' }, { restartCount: 1 })] }),
    want: 'OOMKilled',
    level: 'error',
    ready: '0/1',
    restarts: 1,
  },
  {
    name: 'ended by a code without a reason',
    pod: pod({ phase: 'Failed', statuses: [ended({ exitCode: 3 })] }),
    want: 'ExitCode:3',
    level: 'error',
    ready: '0/1',
  },
  {
    name: 'ended by a signal',
    pod: pod({ phase: 'Failed', statuses: [ended({ exitCode: 137, signal: 9 })] }),
    want: 'Signal:9',
    level: 'error',
    ready: '0/1',
  },
  { name: 'done', pod: pod({ phase: 'Succeeded', statuses: [done] }), want: 'Completed', level: 'idle', ready: '0/1' },
  {
    name: 'one of two done, the pod ready',
    pod: pod({ statuses: [done, running()], status: { conditions: [isReady] } }),
    want: 'Running',
    level: 'warning',
    ready: '1/2',
  },
  {
    name: 'one of two done, the pod not ready',
    pod: pod({ statuses: [done, running()], status: { conditions: [{ type: 'Ready', status: 'False' }] } }),
    want: 'NotReady',
    level: 'warning',
    ready: '1/2',
  },
  {
    name: 'evicted',
    pod: pod({ phase: 'Failed', status: { reason: 'Evicted', message: 'The node was low on resource: memory.' } }),
    want: 'Evicted',
    level: 'error',
    ready: '0/1',
  },
  {
    name: 'first of two init containers under way',
    pod: pod({
      phase: 'Pending',
      init: [{}, {}],
      initStatuses: [running({ ready: false }), waiting('PodInitializing')],
      statuses: [waiting('PodInitializing')],
    }),
    want: 'Init:0/2',
    level: 'busy',
    ready: '0/1',
  },
  {
    name: 'second of two init containers under way',
    pod: pod({
      phase: 'Pending',
      init: [{}, {}],
      initStatuses: [done, running({ ready: false })],
      statuses: [waiting('PodInitializing')],
    }),
    want: 'Init:1/2',
    level: 'busy',
    ready: '0/1',
  },
  {
    name: 'init container failed',
    pod: pod({ phase: 'Failed', init: [{}], initStatuses: [ended({ exitCode: 1, reason: 'Error' })] }),
    want: 'Init:Error',
    level: 'error',
    ready: '0/1',
  },
  {
    name: 'init container crashing',
    pod: pod({
      phase: 'Pending',
      init: [{}],
      initStatuses: [waiting('CrashLoopBackOff', { restartCount: 4 })],
      statuses: [waiting('PodInitializing')],
    }),
    want: 'Init:CrashLoopBackOff',
    level: 'error',
    ready: '0/1',
    restarts: 4,
  },
  {
    name: 'init container ended by a code',
    pod: pod({ phase: 'Pending', init: [{}], initStatuses: [ended({ exitCode: 2 })] }),
    want: 'Init:ExitCode:2',
    level: 'error',
    ready: '0/1',
  },
  {
    name: 'a sidecar among the init containers counts with those that should be ready',
    pod: pod({
      init: [{ restartPolicy: 'Always' }, {}],
      initStatuses: [running({ started: true, restartCount: 2 }), { ...done, restartCount: 5 }],
      statuses: [running({ restartCount: 1 })],
      status: { conditions: [initialized] },
    }),
    want: 'Running',
    level: 'ok',
    ready: '2/2',
    // Those of init containers that are done do not count once the pod has begun.
    restarts: 3,
  },
  {
    name: 'a sidecar that has not started holds the pod',
    pod: pod({
      phase: 'Pending',
      init: [{ restartPolicy: 'Always' }],
      initStatuses: [running({ started: false, ready: false })],
      statuses: [waiting('PodInitializing')],
    }),
    want: 'Init:0/1',
    level: 'busy',
    ready: '0/2',
  },
  {
    name: 'being deleted',
    pod: pod({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, statuses: [running()] }),
    want: 'Terminating',
    level: 'busy',
    ready: '1/1',
  },
  {
    name: 'being deleted, but done already',
    pod: pod({ phase: 'Succeeded', metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, statuses: [done] }),
    want: 'Completed',
    level: 'idle',
    ready: '0/1',
  },
  {
    name: 'on a node that is lost',
    pod: pod({
      metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' },
      status: { reason: 'NodeLost' },
      statuses: [running()],
    }),
    want: 'Unknown',
    level: 'error',
    ready: '1/1',
  },
];

test.each(cases)('a pod that is $name: $want', ({ pod: object, want, level, ready, restarts = 0 }) => {
  const got = deriveObject('Pod', object);
  expect([got.status, got.level, `${got.ready}/${got.desired}`, got.restarts]).toEqual([want, level, ready, restarts]);
});

test('a pod says why it is not well', () => {
  const message = (it: Json): string => deriveObject('Pod', it).message;
  expect(
    message(
      pod({
        phase: 'Pending',
        statuses: [{ state: { waiting: { reason: 'ErrImagePull', message: 'manifest unknown' } } }],
      }),
    ),
  ).toBe('manifest unknown');
  expect(message(pod({ phase: 'Failed', status: { reason: 'Evicted', message: 'low on memory' } }))).toBe(
    'low on memory',
  );
  expect(message(pod({ statuses: [running()] }))).toBe('');
});

describe('who owns a pod', () => {
  const owned = (kind: string, name: string, labels: Json = {}): Json =>
    pod({
      metadata: {
        labels,
        ownerReferences: [
          { kind: 'Other', name: 'x', uid: 'x' },
          { kind, name, uid: 'u', controller: true },
        ],
      },
    });
  test.each([
    {
      name: 'a deployment through its replica set',
      pod: owned('ReplicaSet', 'reviews-v1-5b7c9', { 'pod-template-hash': '5b7c9' }),
      want: { kind: 'Deployment', name: 'reviews-v1', uid: '' },
    },
    {
      name: 'a replica set of its own',
      pod: owned('ReplicaSet', 'plain'),
      want: { kind: 'ReplicaSet', name: 'plain', uid: 'u' },
    },
    { name: 'a stateful set', pod: owned('StatefulSet', 'db'), want: { kind: 'StatefulSet', name: 'db', uid: 'u' } },
    { name: 'nobody', pod: pod({}), want: undefined },
  ])('$name', ({ pod: object, want }) => {
    expect(deriveObject('Pod', object).workload).toEqual(want);
  });
});

test('containers tell their own state and how they ended before', () => {
  const [init, app] = podContainers(
    pod({
      init: [{}],
      initStatuses: [done],
      statuses: [
        running({
          containerID: 'containerd://0123abc',
          restartCount: 3,
          lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: '2026-01-01T00:00:00Z' } },
        }),
      ],
    }),
  );
  expect(init).toMatchObject({ name: 'i0', role: 'init', status: 'Completed', level: 'idle' });
  expect(app).toMatchObject({
    role: 'app',
    id: '0123abc',
    status: 'Running',
    level: 'ok',
    restarts: 3,
    lastReason: 'OOMKilled',
    lastExitCode: 137,
    lastFinishedAtMs: 1_767_225_600_000,
  });
});

test('what a mesh does to a pod', () => {
  const mesh = (it: Json): unknown => deriveObject('Pod', it).facts['mesh'];
  expect(mesh({ spec: { containers: [{ name: 'app' }, { name: 'istio-proxy' }] } })).toBe('sidecar');
  expect(mesh(pod({ metadata: { annotations: { 'ambient.istio.io/redirection': 'enabled' } } }))).toBe('ambient');
  expect(mesh(pod({}))).toBe('');
});
