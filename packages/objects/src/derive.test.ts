import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEVELS, type Derived } from './derived.ts';
import { deriveObject } from './derive.ts';
import type { Json } from './read.ts';
import { withEndpoints } from './services.ts';

const conditions = (...all: readonly (readonly [type: string, status: string, message?: string])[]): Json[] =>
  all.map(([type, status, message = '']) => ({ type, status, message, reason: `${type}Reason` }));

const deployment = (replicas: number, status: Json, more: Json = {}): Json => ({
  metadata: { generation: 2 },
  spec: { replicas, ...more },
  status: { observedGeneration: 2, ...status },
});

/** `ready` is `ready/desired`, where the kind has them. */
const cases: readonly { kind: string; name: string; object: Json; want: string; level: string; ready?: string }[] = [
  {
    kind: 'Node',
    name: 'ready',
    object: { status: { conditions: conditions(['Ready', 'True']) } },
    want: 'Ready',
    level: 'ok',
  },
  {
    kind: 'Node',
    name: 'not ready',
    object: { status: { conditions: conditions(['Ready', 'False']) } },
    want: 'NotReady',
    level: 'error',
  },
  {
    kind: 'Node',
    name: 'silent',
    object: { status: { conditions: conditions(['Ready', 'Unknown']) } },
    want: 'Unknown',
    level: 'error',
  },
  {
    kind: 'Node',
    name: 'cordoned',
    object: { spec: { unschedulable: true }, status: { conditions: conditions(['Ready', 'True']) } },
    want: 'Ready,SchedulingDisabled',
    level: 'warning',
  },
  {
    kind: 'Node',
    name: 'short of memory',
    object: { status: { conditions: conditions(['MemoryPressure', 'True'], ['Ready', 'True']) } },
    want: 'Ready,MemoryPressure',
    level: 'warning',
  },
  {
    kind: 'Deployment',
    name: 'complete',
    object: deployment(2, { readyReplicas: 2, updatedReplicas: 2 }),
    want: 'Available',
    level: 'ok',
    ready: '2/2',
  },
  {
    kind: 'Deployment',
    name: 'rolling out',
    object: deployment(3, { readyReplicas: 3, updatedReplicas: 1 }),
    want: 'Updating',
    level: 'busy',
    ready: '3/3',
  },
  {
    kind: 'Deployment',
    name: 'changed a moment ago',
    object: deployment(1, { readyReplicas: 1, updatedReplicas: 1, observedGeneration: 1 }),
    want: 'Updating',
    level: 'busy',
    ready: '1/1',
  },
  {
    kind: 'Deployment',
    name: 'short of a pod',
    object: deployment(3, { readyReplicas: 2, updatedReplicas: 3 }),
    want: 'Degraded',
    level: 'warning',
    ready: '2/3',
  },
  {
    kind: 'Deployment',
    name: 'without a single pod',
    object: deployment(3, { updatedReplicas: 3 }),
    want: 'Unavailable',
    level: 'error',
    ready: '0/3',
  },
  {
    kind: 'Deployment',
    name: 'stuck',
    object: deployment(1, { updatedReplicas: 1, conditions: conditions(['Progressing', 'False', 'timed out']) }),
    want: 'ProgressingReason',
    level: 'error',
    ready: '0/1',
  },
  {
    kind: 'Deployment',
    name: 'scaled to zero',
    object: deployment(0, {}),
    want: 'ScaledToZero',
    level: 'idle',
    ready: '0/0',
  },
  {
    kind: 'Deployment',
    name: 'paused',
    object: deployment(1, { readyReplicas: 1, updatedReplicas: 1 }, { paused: true }),
    want: 'Paused',
    level: 'ok',
    ready: '1/1',
  },
  {
    kind: 'StatefulSet',
    name: 'complete',
    object: deployment(3, { readyReplicas: 3, currentRevision: 'a', updateRevision: 'a' }),
    want: 'Available',
    level: 'ok',
    ready: '3/3',
  },
  {
    kind: 'StatefulSet',
    name: 'rolling out',
    object: deployment(3, { readyReplicas: 2, updatedReplicas: 1, currentRevision: 'a', updateRevision: 'b' }),
    want: 'Updating',
    level: 'busy',
    ready: '2/3',
  },
  {
    kind: 'DaemonSet',
    name: 'short of a node',
    object: { status: { desiredNumberScheduled: 3, numberReady: 2, updatedNumberScheduled: 3 } },
    want: 'Degraded',
    level: 'warning',
    ready: '2/3',
  },
  { kind: 'Job', name: 'running', object: { status: { active: 1 } }, want: 'Running', level: 'ok', ready: '0/1' },
  {
    kind: 'Job',
    name: 'trying again',
    object: { status: { active: 1, failed: 2 } },
    want: 'Running',
    level: 'warning',
    ready: '0/1',
  },
  {
    kind: 'Job',
    name: 'complete',
    object: { spec: { completions: 2 }, status: { succeeded: 2, conditions: conditions(['Complete', 'True']) } },
    want: 'Complete',
    level: 'idle',
    ready: '2/2',
  },
  {
    kind: 'Job',
    name: 'failed',
    object: { status: { failed: 6, conditions: conditions(['Failed', 'True', 'too many']) } },
    want: 'Failed',
    level: 'error',
    ready: '0/1',
  },
  { kind: 'CronJob', name: 'waiting', object: { spec: { schedule: '0 * * * *' } }, want: 'Scheduled', level: 'ok' },
  { kind: 'CronJob', name: 'suspended', object: { spec: { suspend: true } }, want: 'Suspended', level: 'idle' },
  {
    kind: 'CronJob',
    name: 'without success the last time',
    object: { status: { lastScheduleTime: '2026-01-02T00:00:00Z', lastSuccessfulTime: '2026-01-01T00:00:00Z' } },
    want: 'LastRunFailed',
    level: 'warning',
  },
  {
    kind: 'Service',
    name: 'of which no endpoints are known',
    object: { spec: { type: 'NodePort' } },
    want: 'NodePort',
    level: 'unknown',
  },
  {
    kind: 'Service',
    name: 'waiting for an address',
    object: { spec: { type: 'LoadBalancer' } },
    want: 'PendingAddress',
    level: 'warning',
  },
  {
    kind: 'EndpointSlice',
    name: 'half ready',
    object: { endpoints: [{ conditions: { ready: true } }, { conditions: { ready: false } }, {}] },
    want: 'Degraded',
    level: 'warning',
    ready: '2/3',
  },
  { kind: 'Ingress', name: 'without an address', object: {}, want: 'PendingAddress', level: 'warning' },
  { kind: 'Namespace', name: 'active', object: { status: { phase: 'Active' } }, want: 'Active', level: 'ok' },
  { kind: 'PersistentVolumeClaim', name: 'lost', object: { status: { phase: 'Lost' } }, want: 'Lost', level: 'error' },
  {
    kind: 'HorizontalPodAutoscaler',
    name: 'at its limit',
    object: {
      spec: { maxReplicas: 5 },
      status: { currentReplicas: 5, desiredReplicas: 5, conditions: conditions(['ScalingLimited', 'True']) },
    },
    want: 'AtMaximum',
    level: 'warning',
    ready: '5/5',
  },
  {
    kind: 'HorizontalPodAutoscaler',
    name: 'without metrics',
    object: { status: { conditions: conditions(['ScalingActive', 'False']) } },
    want: 'ScalingActiveReason',
    level: 'error',
    ready: '0/0',
  },
  {
    kind: 'PodDisruptionBudget',
    name: 'that allows nothing',
    object: { status: { currentHealthy: 2, desiredHealthy: 2 } },
    want: 'NoDisruptions',
    level: 'warning',
    ready: '2/2',
  },
  { kind: 'VirtualService', name: 'of which nothing bad is said', object: {}, want: 'Configured', level: 'ok' },
  {
    kind: 'VirtualService',
    name: 'that istiod finds wrong',
    object: {
      status: {
        validationMessages: [{ level: 'ERROR', type: { code: 'IST0101', name: 'ReferencedResourceNotFound' } }],
      },
    },
    want: 'Invalid',
    level: 'error',
  },
  {
    kind: 'PeerAuthentication',
    name: 'without TLS',
    object: { spec: { mtls: { mode: 'DISABLE' } } },
    want: 'Configured',
    level: 'warning',
  },
  { kind: 'Container', name: 'running', object: { state: 'running' }, want: 'Running', level: 'ok' },
  {
    kind: 'Container',
    name: 'unhealthy',
    object: { state: 'running', health: 'unhealthy' },
    want: 'Unhealthy',
    level: 'error',
  },
  { kind: 'Container', name: 'done', object: { state: 'exited', exitCode: 0 }, want: 'Completed', level: 'idle' },
  { kind: 'Container', name: 'failed', object: { state: 'exited', exitCode: 2 }, want: 'ExitCode:2', level: 'error' },
  {
    kind: 'Container',
    name: 'killed for memory',
    object: { state: 'exited', exitCode: 137, oomKilled: true, reason: 'Error' },
    want: 'OOMKilled',
    level: 'error',
  },
  { kind: 'Host', name: 'there', object: {}, want: 'Reporting', level: 'ok' },
  { kind: 'Certificate', name: 'of a kind that is not known', object: {}, want: '', level: 'unknown' },
  {
    kind: 'Certificate',
    name: 'being deleted',
    object: { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } },
    want: 'Terminating',
    level: 'busy',
  },
];

const readyOf = ({ ready, desired }: Derived): string | undefined =>
  ready === undefined ? undefined : `${ready}/${String(desired)}`;

test.each(cases)('a $kind that is $name: $want', ({ kind, object, want, level, ready }) => {
  const got = deriveObject(kind, object);
  expect([got.status, got.level, readyOf(got)]).toEqual([want, level, ready]);
});

test('a service is as well as its endpoints', () => {
  const own = { status: 'ClusterIP', level: 'unknown', message: '' } as const;
  const levelOf = (ready: number, total: number): readonly string[] => {
    const { status, level } = withEndpoints(own, { ready, total });
    return [status, level];
  };
  expect(levelOf(3, 3)).toEqual(['ClusterIP', 'ok']);
  expect(levelOf(1, 3)).toEqual(['ClusterIP', 'warning']);
  expect(levelOf(0, 3)).toEqual(['NoEndpoints', 'error']);
  expect(levelOf(0, 0)).toEqual(['NoEndpoints', 'error']);
  expect(withEndpoints(own, undefined)).toEqual(own);
});

test('what a node can take', () => {
  const { facts, ip } = deriveObject('Node', {
    metadata: { name: 'n1', labels: { 'node-role.kubernetes.io/control-plane': '', 'kubernetes.io/os': 'linux' } },
    spec: {
      taints: [
        { key: 'a', value: 'b', effect: 'NoSchedule' },
        { key: 'c', effect: 'NoExecute' },
      ],
    },
    status: {
      addresses: [
        { type: 'Hostname', address: 'n1' },
        { type: 'InternalIP', address: '10.0.0.7' },
      ],
      allocatable: { cpu: '3920m', memory: '16Gi', pods: '110' },
      nodeInfo: { kubeletVersion: 'v1.34.1' },
    },
  });
  expect(ip).toBe('10.0.0.7');
  expect(facts).toMatchObject({
    roles: ['control-plane'],
    cpuCores: 3.92,
    memoryBytes: 17_179_869_184,
    podLimit: 110,
    version: 'v1.34.1',
    taints: ['a=b:NoSchedule', 'c:NoExecute'],
  });
});

test('shares of a virtual service', () => {
  const object = {
    spec: {
      hosts: ['reviews'],
      http: [
        {
          match: [{ headers: { 'end-user': { exact: 'jason' } } }],
          route: [{ destination: { host: 'reviews', subset: 'v2' } }],
          timeout: '2s',
        },
        {
          route: [
            { destination: { host: 'reviews', subset: 'v1' }, weight: 90 },
            { destination: { host: 'reviews', subset: 'v3' }, weight: 10 },
          ],
        },
      ],
    },
  };
  expect(deriveObject('VirtualService', object).facts).toMatchObject({
    hosts: ['reviews'],
    destinations: ['reviews'],
    routes: 2,
    weights: ['reviews:v1 90 %, reviews:v3 10 %'],
    extras: ['timeout 2s'],
  });
});

test('a policy that allows nothing', () => {
  expect(deriveObject('AuthorizationPolicy', { spec: {} }).facts).toMatchObject({ action: 'ALLOW', deniesAll: true });
  expect(deriveObject('AuthorizationPolicy', { spec: { action: 'DENY', rules: [{}] } }).facts).toMatchObject({
    deniesAll: false,
  });
});

test('whatever an object looks like, it has a row', () => {
  const kinds = [
    ...new Set(cases.map((it) => it.kind)),
    'Pod',
    'ReplicaSet',
    'Gateway',
    'DestinationRule',
    'ResourceQuota',
    '__proto__',
  ];
  const path = (leaf: fc.Arbitrary<unknown>): fc.Arbitrary<Json> =>
    fc.record({
      metadata: fc.oneof(leaf, fc.record({ labels: leaf, ownerReferences: leaf, annotations: leaf })),
      spec: fc.oneof(leaf, fc.record({ containers: leaf, http: leaf, selector: leaf, replicas: leaf })),
      status: fc.oneof(leaf, fc.record({ conditions: leaf, phase: leaf, containerStatuses: leaf })),
    });
  fc.assert(
    fc.property(fc.constantFrom(...kinds), path(fc.jsonValue({ maxDepth: 4 })), (kind, object) => {
      const got = deriveObject(kind, object);
      expect(LEVELS).toContain(got.level);
      expect(Object.values(got.facts).every((it) => it !== undefined)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test.each(['PersistentVolumeClaim', 'PersistentVolume', 'Container'])('a %s in a state of an odd name', (kind) => {
  const metadata = { name: 'a', namespace: 'b', uid: 'c' };
  const { status, level } = deriveObject(kind, { metadata, state: 'toString', status: { phase: 'toString' } });
  expect([typeof status, level]).toEqual(['string', 'unknown']);
});
