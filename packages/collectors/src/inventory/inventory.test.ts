import { containerObject, hostObject as hostSchema, reportedObject } from '@binnacle/api';
import { expect, test } from 'vitest';
import { dockerContainer } from '../docker/docker-container.ts';
import type { CriContainer } from '../cri/cri-containers.ts';
import { memoryFiles } from '../host/memory-files.test-data.ts';
import { containerInventory } from './container-inventory.ts';
import { criObject } from './cri-object.ts';
import { dockerObject } from './docker-object.ts';
import { withoutSecrets, type InventoryObject } from './inventory-object.ts';

const ID = 'ab'.repeat(32);
const ENGINE = { runtime: 'docker', cgroupDriver: 'cgroupfs' } as const;

function docker(more: Readonly<Record<string, unknown>>, lastExitCode?: number): InventoryObject {
  const container = dockerContainer({
    Id: ID,
    Name: '/web',
    Created: '2026-11-28T10:00:00Z',
    Path: 'server',
    Args: ['--listen', ':80', '--db-password=hunter2'],
    State: { Status: 'running', StartedAt: '2026-11-28T11:00:00Z', FinishedAt: '0001-01-01T00:00:00Z' },
    Config: { Image: 'shop/web:3', Env: ['TOKEN=abc'], Labels: { tier: 'web' } },
    HostConfig: { Memory: 64_000_000, NanoCpus: 500_000_000 },
    NetworkSettings: {
      Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] },
      Networks: { a: { IPAddress: '10.1.0.2' } },
    },
    ...more,
  })!;
  return dockerObject(container, ENGINE, lastExitCode, { host: 'ship' });
}

test('a container of Docker is what the server takes, without what is secret', () => {
  const object = docker({});
  expect(reportedObject.parse(object)).toMatchObject({ kind: 'Container', uid: ID, namespace: '', name: 'web' });
  expect(containerObject.parse(object.object)).toEqual({
    metadata: { name: 'web', uid: ID, creationTimestamp: '2026-11-28T10:00:00.000Z', labels: { tier: 'web' } },
    host: 'ship',
    runtime: 'docker',
    image: 'shop/web:3',
    command: 'server --listen :80 --db-password=***',
    ip: '10.1.0.2',
    state: 'running',
    oomKilled: false,
    restartCount: 0,
    startedAt: '2026-11-28T11:00:00.000Z',
    ports: [{ containerPort: 80, hostPort: 8080, hostIp: '0.0.0.0', protocol: 'tcp' }],
    limits: { cpuCores: 0.5, memoryBytes: 64_000_000 },
  });
  expect(JSON.stringify(object)).not.toMatch(/hunter2|TOKEN|abc"/);
});

test.each([
  [
    'killed',
    { Status: 'exited', ExitCode: 137, OOMKilled: true },
    { state: 'exited', reason: 'OOMKilled', exitCode: 137 },
  ],
  [
    'failed',
    { Status: 'exited', ExitCode: 3, Error: 'no such file' },
    { state: 'exited', reason: 'Error', message: 'no such file' },
  ],
  ['done', { Status: 'exited', ExitCode: 0 }, { state: 'exited', exitCode: 0 }],
  ['unhealthy', { Status: 'running', Health: { Status: 'unhealthy' } }, { state: 'running', health: 'unhealthy' }],
  ['being removed', { Status: 'removing' }, { state: 'dead' }],
  ['podman’s word', { Status: 'configured' }, { state: 'created' }],
  ['a word of the future', { Status: 'hibernating' }, { state: 'unknown' }],
])('state: %s', (_, State, want) => {
  const { object } = docker({ State });
  expect(containerObject.parse(object)).toMatchObject(want);
});

test('a running container that was restarted tells how its last run ended', () => {
  expect(docker({}, 137).object).toMatchObject({ state: 'running', exitCode: 137 });
});

test('a container of a pod made through Docker', () => {
  const Labels = {
    'io.kubernetes.pod.name': 'web-7c9d8b6f5d-x2x4z',
    'io.kubernetes.pod.namespace': 'shop',
    'io.kubernetes.pod.uid': 'uid-1',
    'io.kubernetes.container.name': 'main',
  };
  const object = docker({ Config: { Image: 'shop/web:3', Labels } });
  expect(object).toMatchObject({ namespace: 'shop', name: 'web-7c9d8b6f5d-x2x4z/main' });
  expect(containerObject.parse(object.object).pod).toEqual({
    name: 'web-7c9d8b6f5d-x2x4z',
    uid: 'uid-1',
    container: 'main',
  });
});

test('a container of a pod, from its runtime', () => {
  const container: CriContainer = {
    id: ID,
    sandboxId: 'pod',
    identity: {
      containerId: ID,
      name: ID,
      image: 'shop/web:3',
      runtime: 'containerd',
      kubernetes: { namespace: 'shop', pod: 'web', container: 'main', podUid: 'uid-1', workload: 'web' },
    },
    state: 'exited',
    restarts: 2,
    status: {
      id: ID,
      metadata: { name: 'main', attempt: 2 },
      state: 2,
      createdAt: 1e18,
      startedAt: 1e18,
      finishedAt: 1.001e18,
      exitCode: 137,
      image: { image: 'shop/web:3', userSpecified: '' },
      imageRef: 'sha256:aa',
      reason: 'OOMKilled',
      message: '',
      labels: {},
      annotations: {},
      mounts: [{ containerPath: '/data', hostPath: '/srv', readOnly: true }],
      logPath: '',
      resources: { linux: { cpuPeriod: 100_000, cpuQuota: 25_000, cpuShares: 0, memoryLimit: 1000 } },
    },
  };
  const object = criObject(container, undefined, { host: 'ship', node: 'node1' });
  expect(reportedObject.parse(object)).toMatchObject({
    kind: 'Container',
    uid: ID,
    namespace: 'shop',
    name: 'web/main',
  });
  expect(containerObject.parse(object.object)).toMatchObject({
    node: 'node1',
    runtime: 'containerd',
    state: 'exited',
    reason: 'OOMKilled',
    oomKilled: true,
    exitCode: 137,
    restartCount: 2,
    startedAt: '2001-09-09T01:46:40.000Z',
    pod: { name: 'web', uid: 'uid-1', container: 'main' },
    limits: { cpuCores: 0.25, memoryBytes: 1000 },
  });
});

test('the machine', async () => {
  const files = memoryFiles({
    'proc/stat': 'cpu0 1\nbtime 1700000000\n',
    'proc/meminfo': 'MemTotal: 1000 kB\n',
    'proc/cpuinfo': 'processor\t: 0\nmodel name\t: Fast CPU\nflags\t\t: fpu hypervisor\n',
    'proc/sys/kernel/osrelease': '6.8.0\n',
    'root/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12"\n',
    'root/etc/machine-id': '3d12\n',
    'sys/class/dmi/id/sys_vendor': 'QEMU\n',
  });
  const inventory = containerInventory({ host: 'ship', files, architecture: 'x86_64', addresses: () => ['10.0.0.1'] });
  const { objects, unreadable } = await inventory.read(new AbortController().signal);
  expect(unreadable).toEqual([]);
  expect(objects).toHaveLength(1);
  expect(reportedObject.parse(objects[0])).toMatchObject({ kind: 'Host', uid: '3d12:ship', name: 'ship' });
  expect(hostSchema.parse(objects[0]!.object)).toEqual({
    metadata: { name: 'ship', uid: '3d12:ship' },
    os: 'Debian GNU/Linux 12',
    kernel: '6.8.0',
    architecture: 'x86_64',
    cpuCores: 1,
    cpuModel: 'Fast CPU',
    memoryBytes: 1_024_000,
    ips: ['10.0.0.1'],
    virtualization: 'KVM',
    bootedAt: '2023-11-14T22:13:20.000Z',
  });
});

test.each([
  ['--password hunter2 --port 80', '--password *** --port 80'],
  ['DB_PASSWORD=x server', 'DB_PASSWORD=*** server'],
  ['--api-key=abc --token abc', '--api-key=*** --token ***'],
  ['--private-key-file=/etc/key', '--private-key-file=***'],
  ['httpd -f -p 80', 'httpd -f -p 80'],
])('a command without secrets: %s', (command, want) => {
  expect(withoutSecrets(command)).toBe(want);
});
