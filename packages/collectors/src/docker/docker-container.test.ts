import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { containerLabels } from '../container/identity.ts';
import { dockerContainer, type DockerContainer } from './docker-container.ts';
import { dockerIdentity } from './docker-identity.ts';
import { specReading } from './spec-reading.ts';

const ID = 'ab'.repeat(32);

function inspected(more: Readonly<Record<string, unknown>> = {}): DockerContainer {
  const container = dockerContainer({
    Id: ID,
    Name: '/web',
    State: { Status: 'running', StartedAt: '2026-11-28T11:00:00.5Z', FinishedAt: '0001-01-01T00:00:00Z', Pid: 42 },
    Config: { Image: 'shop/web:3', Env: ['PASSWORD=secret'], Labels: { tier: 'web' } },
    ...more,
  });
  if (container === undefined) throw new Error('no container');
  return container;
}

test('facts of a container; never its environment', () => {
  const container = inspected({
    Path: 'httpd',
    Args: ['-f', '-p', '80'],
    Mounts: [{ Type: 'bind', Source: '/srv', Destination: '/www', RW: false }],
    NetworkSettings: {
      Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }], '443/tcp': null },
      Networks: { front: { IPAddress: '10.1.0.2' } },
    },
  });
  expect(container).toMatchObject({
    id: ID,
    name: 'web',
    image: 'shop/web:3',
    status: 'running',
    startedAtMs: Date.parse('2026-11-28T11:00:00.5Z'),
    finishedAtMs: undefined,
    health: undefined,
    command: 'httpd -f -p 80',
    labels: { tier: 'web' },
    mounts: [{ type: 'bind', source: '/srv', destination: '/www', readOnly: true }],
    ports: [
      { containerPort: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080 },
      { containerPort: 443, protocol: 'tcp' },
    ],
    addresses: { front: '10.1.0.2' },
  });
  expect(JSON.stringify(container)).not.toContain('secret');
});

test.each([
  ['no limits', {}, { specCpuQuota: undefined, specCpuPeriod: 100_000, specMemoryLimit: 0, specCpuShares: 1024 }],
  ['--cpus 1.5', { NanoCpus: 1_500_000_000 }, { specCpuQuota: 150_000, specCpuPeriod: 100_000 }],
  ['--cpu-quota', { CpuQuota: 20_000, CpuPeriod: 50_000 }, { specCpuQuota: 20_000, specCpuPeriod: 50_000 }],
  ['unlimited swap', { Memory: 64_000, MemorySwap: -1 }, { specMemoryLimit: 64_000, specMemorySwapLimit: 0 }],
])('limits: %s', (_, HostConfig, want) => {
  expect(specReading(inspected({ HostConfig }), true, 1000).scalars).toMatchObject(
    Object.fromEntries(Object.entries(want).filter(([, value]) => value !== undefined)),
  );
});

test.each([
  ['none defined', {}, -1],
  ['healthy', { Health: { Status: 'healthy' } }, 1],
  ['starting', { Health: { Status: 'starting' } }, 0],
  ['unhealthy, as an old engine writes it', { Health: { Status: 'Unhealthy' } }, 0],
  ['podman without a check', { Healthcheck: { Status: '' } }, -1],
])('health: %s', (_, state, want) => {
  const container = inspected({ State: { Status: 'running', ...state } });
  expect(specReading(container, true, 1000).scalars.healthState).toBe(want);
});

test('a container that is not measured has a start only while it is being restarted', () => {
  const started = { StartedAt: '2026-11-28T11:00:00Z' };
  const of = (Status: string) => specReading(inspected({ State: { Status, ...started } }), false, 1000).scalars;
  expect(of('restarting')).toEqual({ startTime: Date.parse(started.StartedAt) / 1000 });
  expect(of('exited')).toEqual({});
});

test.each([
  ['cgroupfs', '', 'docker', `/docker/${ID}`],
  ['cgroupfs', '/kubepods/burstable/pod1', 'docker', `/kubepods/burstable/pod1/${ID}`],
  ['systemd', '', 'docker', `/system.slice/docker-${ID}.scope`],
  [
    'systemd',
    'kubepods-burstable-pod1.slice',
    'docker',
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/docker-${ID}.scope`,
  ],
  ['cgroupfs', '', 'podman', `/libpod_parent/libpod-${ID}`],
  ['systemd', '', 'podman', `/machine.slice/libpod-${ID}.scope`],
] as const)('cgroup: %s driver, parent "%s", %s', (cgroupDriver, CgroupParent, runtime, want) => {
  expect(dockerIdentity(inspected({ HostConfig: { CgroupParent } }), { runtime, cgroupDriver }).cgroup).toBe(want);
});

test('labels of a plain container, of a pod container and of its sandbox', () => {
  const facts = { runtime: 'docker', cgroupDriver: 'cgroupfs' } as const;
  const labelsOf = (Labels: Readonly<Record<string, string>>) =>
    containerLabels(dockerIdentity(inspected({ Config: { Image: 'i', Labels } }), facts), 'ship');
  expect(labelsOf({})).toEqual({
    host: 'ship',
    id: `/docker/${ID}`,
    name: 'web',
    image: 'i',
    container_id: ID,
    container_name: 'web',
    container_runtime: 'docker',
  });
  const pod = {
    'io.kubernetes.pod.name': 'web-7c9d8b6f5d-x2x4z',
    'io.kubernetes.pod.namespace': 'shop',
    'io.kubernetes.pod.uid': 'u',
  };
  expect(labelsOf({ ...pod, 'io.kubernetes.container.name': 'main' })).toMatchObject({
    namespace: 'shop',
    pod: 'web-7c9d8b6f5d-x2x4z',
    container: 'main',
    container_name: 'main',
    workload: 'web',
  });
  expect(labelsOf({ ...pod, 'io.kubernetes.docker.type': 'podsandbox' })).toMatchObject({
    container: '',
    workload: 'web',
  });
});

const fixtures =
  process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../../shared/fixtures', import.meta.url));
const file = join(fixtures, 'exposition/docker/inspect.json');

test.skipIf(!existsSync(file))('a captured description with nulls everywhere', () => {
  const captured = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
  expect(dockerContainer(captured)).toBeUndefined();
  const container = dockerContainer({ ...captured, Id: ID });
  expect(container).toMatchObject({ status: 'running', pid: 1234, health: 'unhealthy', failingStreak: 1, mounts: [] });
  expect(JSON.stringify(container)).not.toContain('ENVVAR');
});
