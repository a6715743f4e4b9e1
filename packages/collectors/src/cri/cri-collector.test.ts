import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cgroupReader } from '../cgroup/cgroup-reader.ts';
import { memoryFiles } from '../host/memory-files.test-data.ts';
import { RecordedOutput } from '../recorded-output.test-data.ts';
import { CriClient } from './cri-client.ts';
import { criCollector } from './cri-collector.ts';
import { CriContainers } from './cri-containers.ts';
import { map, type Fields } from './encode.test-data.ts';
import { fakeRuntime, type FakeRuntime } from './fake-runtime.test-data.ts';

const signal = new AbortController().signal;
const NOW = Date.parse('2026-11-28T12:00:00Z');
const nano = (ms: number): number => ms * 1e6;
const [WEB, OLD, POD] = ['11', '22', '33'].map((byte) => byte.repeat(32)) as [string, string, string];

let runtime: FakeRuntime;
let containers: CriContainers;
let out: RecordedOutput;

const rpc = (method: string): string => `runtime.v1.RuntimeService/${method}`;
const podLabels = { app: 'web', 'pod-template-hash': '7c9d8b6f5d' };
const listed = (id: string, state: number, attempt: number): Fields => [
  1,
  [1, id, 2, POD, 3, [1, 'main', 2, attempt], 4, [1, 'sha256:aa'], 6, state],
];
const statusOf = (id: string, state: number, more: Fields = []): Fields => [
  1,
  [
    1,
    id,
    3,
    state,
    5,
    nano(NOW - 60_000),
    8,
    [1, 'shop/web:3'],
    16,
    [1, [1, 100_000, 2, 50_000, 3, 512, 4, 64_000]],
    ...more,
  ],
];
const statsOf = (id: string, cpuNano: number): Fields => [
  1,
  [
    1,
    [1, id],
    2,
    [1, nano(NOW - 3000), 2, [1, cpuNano]],
    3,
    [1, nano(NOW - 3000), 2, [1, 900], 4, [1, 1000], 5, [1, 400], 6, [1, 7], 7, [1, 1]],
    4,
    [1, nano(NOW), 2, [1, '/data'], 3, [1, 4096]],
  ],
];

beforeEach(async () => {
  runtime = await fakeRuntime();
  const { answers } = runtime;
  answers.set(rpc('Version'), [2, 'containerd', 3, '1.6.20']);
  answers.set(rpc('ListPodSandbox'), [
    1,
    [1, POD, 2, [1, 'web-7c9d8b6f5d-x2x4z', 2, 'uid-1', 3, 'shop'], 3, 0, ...map(5, podLabels)],
  ]);
  answers.set(rpc('PodSandboxStatus'), [1, [1, POD, 5, [1, '10.1.2.3']]]);
  answers.set(rpc('ListContainers'), [...listed(WEB, 1, 1), ...listed(OLD, 2, 0)]);
  answers.set(`${rpc('ContainerStatus')} ${WEB}`, statusOf(WEB, 1));
  answers.set(`${rpc('ContainerStatus')} ${OLD}`, statusOf(OLD, 2, [6, nano(NOW - 61_000), 7, 137, 10, 'OOMKilled']));
  answers.set(rpc('ListContainerStats'), [...statsOf(WEB, 2_500_000_000)]);
  answers.set(rpc('ListPodSandboxStats'), [
    1,
    [1, [1, POD], 2, [3, [1, nano(NOW - 2000), 2, [1, 'eth0', 2, [1, 70], 3, [1, 0], 4, [1, 80], 5, [1, 0]]]]],
  ]);
  answers.set('runtime.v1.ImageService/ImageFsInfo', [1, [1, nano(NOW), 2, [1, '/data'], 3, [1, 5e6]]]);
  containers = new CriContainers({ client: new CriClient(runtime.socket) });
  out = new RecordedOutput();
});
afterEach(async () => {
  containers.close();
  await runtime.close();
});

const files = memoryFiles({
  'proc/meminfo': 'MemTotal: 1000 kB\nSwapTotal: 0 kB\n',
  'proc/stat': 'cpu  1 2\ncpu0 1 2\ncpu1 1 2\n',
  'proc/1/mountinfo': '30 1 254:1 / / rw - ext4 /dev/root rw\n31 30 254:2 / /data rw - xfs /dev/vdb rw\n',
});
const collect = () => criCollector({ containers, host: 'ship', now: () => NOW, files }).collect(out, signal);

test('what the runtime tells, at the time at which it measured', async () => {
  expect(await collect()).toEqual({ kind: 'ok' });
  expect(out.duplicates()).toEqual([]);
  expect(out.of('container_cpu_usage_seconds_total')).toEqual([
    {
      name: 'container_cpu_usage_seconds_total',
      type: 'counter',
      value: 2.5,
      timestampMs: NOW - 3000,
      labels: {
        host: 'ship',
        name: WEB,
        image: 'shop/web:3',
        container_id: WEB,
        container_name: 'main',
        container_runtime: 'containerd',
        namespace: 'shop',
        pod: 'web-7c9d8b6f5d-x2x4z',
        container: 'main',
        workload: 'web',
        cpu: 'total',
      },
    },
  ]);
  const main = { container: 'main' };
  expect(out.value('container_memory_working_set_bytes', main)).toBe(900);
  expect(out.value('container_memory_usage_bytes', main)).toBe(1000);
  expect(out.value('container_memory_rss', main)).toBe(400);
  expect(out.value('container_memory_failures_total', { ...main, failure_type: 'pgmajfault' })).toBe(1);
  expect(out.value('container_spec_cpu_quota', main)).toBe(50_000);
  expect(out.value('container_spec_memory_limit_bytes', main)).toBe(64_000);
  expect(out.value('container_start_time_seconds', { ...main, name: WEB })).toBe(NOW / 1000 - 60);
  expect(out.value('container_last_seen', main)).toBe(NOW / 1000);
  expect(out.value('container_fs_usage_bytes', { ...main, device: '/dev/vdb' })).toBe(4096);
  expect(out.value('machine_cpu_cores')).toBe(2);
  expect(out.value('container_image_fs_usage_bytes', { device: '/dev/vdb' })).toBe(5e6);
});

test('the network is the pod’s', async () => {
  await collect();
  expect(out.of('container_network_receive_bytes_total')).toMatchObject([
    { value: 70, timestampMs: NOW - 2000, labels: { pod: 'web-7c9d8b6f5d-x2x4z', interface: 'eth0' } },
  ]);
  expect(out.of('container_network_receive_bytes_total', { container: '', container_name: '' })).toHaveLength(1);
});

test('a pod on the network of its node has no traffic of its own', async () => {
  runtime.answers.set(rpc('PodSandboxStatus'), [1, [1, POD, 6, [1, [2, [1, 2]]]]]);
  await collect();
  expect(out.of('container_network_receive_bytes_total')).toEqual([]);
});

test('runs are counted by container of a pod, kills that happened before the agent are not', async () => {
  const collector = criCollector({ containers, host: 'ship', now: () => NOW, files });
  await collector.collect(out, signal);
  const main = { pod: 'web-7c9d8b6f5d-x2x4z', container: 'main', container_id: '', id: '', name: '' };
  expect(out.value('container_restarts_total', main)).toBe(1);
  expect(out.value('container_oom_events_total', main)).toBe(0);
  expect(out.value('container_last_exit_code', main)).toBe(137);
  const started = out.value('container_start_time_seconds', main);

  const next = '44'.repeat(32);
  runtime.answers.set(rpc('ListContainers'), [...listed(next, 1, 2), ...listed(WEB, 2, 1), ...listed(OLD, 2, 0)]);
  runtime.answers.set(`${rpc('ContainerStatus')} ${next}`, statusOf(next, 1, [5, nano(NOW)]));
  runtime.answers.set(`${rpc('ContainerStatus')} ${WEB}`, statusOf(WEB, 2, [6, nano(NOW), 7, 9, 10, 'OOMKilled']));
  out.clear();
  await collector.collect(out, signal);
  expect(out.value('container_restarts_total', main)).toBe(2);
  expect(out.value('container_oom_events_total', main)).toBe(1);
  expect(out.value('container_last_exit_code', main)).toBe(9);
  // One series over all runs, so that changes() shows the restart.
  expect(out.of('container_start_time_seconds', main)).toHaveLength(1);
  expect(out.value('container_start_time_seconds', main)).toBeGreaterThan(started!);
  // It runs and has no statistics yet: no sample, and not zeros.
  expect(out.of('container_cpu_usage_seconds_total')).toEqual([]);
});

test('a container is described once for each state', async () => {
  const collector = criCollector({ containers, host: 'ship', now: () => NOW, files });
  await collector.collect(out, signal);
  runtime.asked.length = 0;
  await collector.collect(out, signal);
  expect(runtime.asked.map((method) => method.replace(/^.*\//, '')).sort()).toEqual([
    'ImageFsInfo',
    'ListContainerStats',
    'ListContainers',
    'ListPodSandbox',
    'ListPodSandboxStats',
  ]);
});

test('the owner that Kubernetes tells comes before the guess', async () => {
  const told = new CriContainers({
    client: containers.client,
    workloadOf: (namespace, pod) => `${namespace}-${pod.length}`,
  });
  await criCollector({ containers: told, host: 'ship', now: () => NOW, files }).collect(out, signal);
  expect(out.of('container_last_seen')[0]?.labels['workload']).toBe('shop-20');
});

describe('with the cgroup tree', () => {
  const group = `sys/fs/cgroup/kubepods.slice/kubepods-poduid.slice/cri-containerd-${WEB}.scope`;
  const cgroups = cgroupReader(
    memoryFiles({
      'sys/fs/cgroup/cgroup.controllers': 'cpu memory\n',
      'proc/meminfo': 'MemTotal: 1000 kB\n',
      [`${group}/cgroup.procs`]: '42\n',
      [`${group}/cpu.stat`]: 'usage_usec 2600000\nuser_usec 2000000\nsystem_usec 600000\nnr_throttled 3\n',
      [`${group}/memory.current`]: '1100\n',
      [`${group}/memory.stat`]: 'inactive_file 100\n',
    }),
  );

  test('the kernel’s numbers are those of now, what only the runtime knows is added', async () => {
    await criCollector({ containers, host: 'ship', now: () => NOW, files, cgroups }).collect(out, signal);
    const main = { container: 'main' };
    expect(out.of('container_cpu_usage_seconds_total')[0]?.timestampMs).toBeUndefined();
    expect(out.value('container_cpu_usage_seconds_total', main)).toBe(2.6);
    expect(out.value('container_cpu_cfs_throttled_periods_total', main)).toBe(3);
    expect(out.value('container_memory_working_set_bytes', main)).toBe(1000);
    expect(out.value('container_memory_rss', main)).toBe(400);
    expect(out.value('container_fs_usage_bytes', main)).toBe(4096);
    expect(out.of('container_last_seen')[0]?.labels['id']).toBe(
      `/kubepods.slice/kubepods-poduid.slice/cri-containerd-${WEB}.scope`,
    );
  });
});

test('statistics that fail as a whole are named, and the rest is there', async () => {
  runtime.answers.set(rpc('ListContainerStats'), { status: 2, message: 'failed to get shim' });
  expect(await collect()).toEqual({ kind: 'ok', partial: ['ListContainerStats: failed to get shim'] });
  expect(out.value('container_restarts_total')).toBe(1);
});

test('a runtime that is gone', async () => {
  runtime.answers.set(rpc('ListContainers'), { status: 14, message: 'shutting down' });
  expect(await collect()).toEqual({
    kind: 'unreachable',
    reason: `unix://${runtime.socket}: ListContainers: shutting down`,
  });
});
