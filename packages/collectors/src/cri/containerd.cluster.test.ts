import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cgroupReader } from '../cgroup/cgroup-reader.ts';
import { hostFiles } from '../host/host-files.ts';
import { numberAt } from '../json-value.ts';
import { expectBetween, expectWithin5Percent, hasLab, lab, labFolder } from '../lab.test-data.ts';
import { RecordedOutput } from '../recorded-output.test-data.ts';
import { CriClient } from './cri-client.ts';
import { criCollector } from './cri-collector.ts';
import { CriContainers } from './cri-containers.ts';
import { encode, map, type Fields } from './encode.test-data.ts';
import { GrpcClient } from './grpc-client.ts';
import { decodeMessage, text } from './message.ts';

const files = hostFiles({ proc: '/proc', sys: '/sys', root: '/' });
const socket = `${labFolder}/containerd/fs/run/containerd/containerd.sock`;
const versions = [
  ['containerd of Debian', {}],
  ['current containerd', { LAB_BIN: `${labFolder}/peers/containerd/usr/bin` }],
] as const;

describe.skipIf(!hasLab).each(versions)('%s', (name, env: Readonly<Record<string, string>>) => {
  const containerd = (...args: readonly string[]): Promise<string> => lab('containerd.sh', args, env);
  let containers: CriContainers;
  /** What the runtime alone tells, and the same with the cgroup tree. */
  const [alone, joined] = [new RecordedOutput(), new RecordedOutput()];
  const options = { host: 'ship', now: Date.now, files };
  let fromRuntime: ReturnType<typeof criCollector>;
  let withTree: ReturnType<typeof criCollector>;

  async function collect(): Promise<void> {
    for (const [collector, out] of [
      [fromRuntime, alone],
      [withTree, joined],
    ] as const) {
      out.clear();
      expect(await collector.collect(out, AbortSignal.timeout(30_000))).toEqual({ kind: 'ok' });
      expect(out.duplicates()).toEqual([]);
    }
  }

  /** What `ctr tasks metrics` tells of the container of a pod. */
  async function metrics(pod: string): Promise<unknown> {
    const id = joined.of('container_last_seen', { pod })[0]!.labels['container_id']!;
    return JSON.parse(await containerd('ctr', 'tasks', 'metrics', '--format', 'json', id));
  }

  beforeAll(async () => {
    if (name === 'current containerd') await lab('peers.sh', ['containerd']);
    await containerd('down');
    await containerd('up');
    await containerd('load');
    containers = new CriContainers({ client: new CriClient(socket) });
    fromRuntime = criCollector({ ...options, containers });
    withTree = criCollector({ ...options, containers, cgroups: cgroupReader(files) });
    await collect();
  }, 300_000);

  afterAll(async () => {
    containers?.close();
    await containerd('down');
  }, 60_000);

  test('every pod has its numbers from the runtime alone', () => {
    for (const pod of ['cpu', 'memory', 'disk', 'server', 'client']) {
      const main = { pod, container: 'main', namespace: 'default', container_runtime: 'containerd' };
      expect(alone.value('container_cpu_usage_seconds_total', main)).toBeGreaterThan(0);
      expect(alone.value('container_memory_working_set_bytes', main)).toBeGreaterThan(0);
      // That of this run, and that of the container whichever run it is.
      const starts = alone.of('container_start_time_seconds', main);
      expect(starts.map(({ labels }) => labels['container_id'] !== undefined).toSorted()).toEqual([false, true]);
      for (const { value } of starts) expect(value).toBeGreaterThan(1.6e9);
      expect(alone.value('container_network_receive_bytes_total', { pod, interface: 'eth0' })).toBeGreaterThan(0);
      expect(alone.value('container_restarts_total', { pod })).toBe(0);
      expect(alone.of('container_last_seen', { pod })[0]?.labels['image']).toBe('lab.local/busybox:1');
    }
  });

  test('CPU and memory equal what ctr shows, from the runtime and from the cgroup tree', async () => {
    for (const pod of ['cpu', 'memory']) {
      const before = await metrics(pod);
      await collect();
      const after = await metrics(pod);
      for (const [source, out] of [
        ['runtime', alone],
        ['cgroup', joined],
      ] as const) {
        const main = { pod, container: 'main' };
        expectBetween(
          `${pod}: CPU seconds, ${source}`,
          out.value('container_cpu_usage_seconds_total', main),
          numberAt(before, 'cpu', 'usage', 'total')! / 1e9,
          numberAt(after, 'cpu', 'usage', 'total')! / 1e9,
        );
      }
    }
    const memory = await vi.waitFor(async () => {
      await collect();
      const shown = await metrics('memory');
      const usage = numberAt(shown, 'memory', 'usage', 'usage')!;
      // Its shell holds a second copy for a moment every five seconds.
      expect(usage).toBeLessThan(36e6);
      expect(joined.value('container_memory_usage_bytes', { pod: 'memory', container: 'main' })).toBeLessThan(36e6);
      return {
        usage,
        inactive: numberAt(shown, 'memory', 'total_inactive_file') ?? 0,
        rss: numberAt(shown, 'memory', 'total_rss')!,
      };
    });
    for (const out of [alone, joined]) {
      const value = (metric: string) => out.value(metric, { pod: 'memory', container: 'main' });
      expectWithin5Percent('memory: usage', value('container_memory_usage_bytes'), memory.usage);
      expectWithin5Percent(
        'memory: working set',
        value('container_memory_working_set_bytes'),
        memory.usage - memory.inactive,
      );
      expectWithin5Percent('memory: rss', value('container_memory_rss'), memory.rss);
    }
  });

  test('the rate of a throttled container equals what ctr shows, and is not above its quota', async () => {
    /** CPU seconds and when they were read, in seconds: here from the runtime, here from the tree, and there. */
    const read = async () => {
      await collect();
      const tree = [
        joined.value('container_cpu_usage_seconds_total', { pod: 'cpu' })!,
        performance.now() / 1000,
      ] as const;
      const asked = performance.now();
      const total = numberAt(await metrics('cpu'), 'cpu', 'usage', 'total')! / 1e9;
      const own = alone.of('container_cpu_usage_seconds_total', { pod: 'cpu' })[0]!;
      const ctr = [total, (asked + performance.now()) / 2000] as const;
      return { runtime: [own.value, own.timestampMs! / 1000] as const, tree, ctr };
    };
    const first = await read();
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    const last = await read();
    const cores = (which: 'runtime' | 'tree' | 'ctr'): number =>
      (last[which][0] - first[which][0]) / (last[which][1] - first[which][1]);
    expectWithin5Percent('cpu: cores, runtime', cores('runtime'), cores('ctr'));
    expectWithin5Percent('cpu: cores, cgroup', cores('tree'), cores('ctr'));
    expect(cores('tree')).toBeLessThan(0.15 * 1.05);
    expect(joined.value('container_spec_cpu_quota', { pod: 'cpu' })).toBe(15_000);
    expect(joined.value('container_cpu_cfs_throttled_periods_total', { pod: 'cpu' })).toBeGreaterThan(10);
  });

  test('network of a pod and block I/O equal what the kernel counts', async () => {
    const received = async (pod: string): Promise<number> => {
      const id = joined.of('container_last_seen', { pod })[0]!.labels['container_id']!;
      const pid = /(\d+)\s+RUNNING/.exec(
        (await containerd('ctr', 'tasks', 'ls')).split('\n').find((line) => line.startsWith(id))!,
      )![1]!;
      const line = files
        .proc(`${pid}/net/dev`)!
        .split('\n')
        .find((it) => it.includes('eth0:'))!;
      return Number(/eth0:\s*(\d+)/.exec(line)![1]);
    };
    const before = [await received('client'), await metrics('disk')] as const;
    await collect();
    const after = [await received('client'), await metrics('disk')] as const;
    for (const out of [alone, joined]) {
      const value = out.value('container_network_receive_bytes_total', { pod: 'client', interface: 'eth0' });
      expectBetween('client: received', value, before[0], after[0]);
    }
    const written = (shown: unknown): number =>
      (
        shown as { blkio: { io_service_bytes_recursive: readonly { op: string; value?: number }[] } }
      ).blkio.io_service_bytes_recursive
        .filter(({ op }) => op === 'Write')
        .reduce((sum, { value }) => sum + (value ?? 0), 0);
    const own = joined
      .of('container_fs_writes_bytes_total', { pod: 'disk' })
      .reduce((sum, { value }) => sum + value, 0);
    expectBetween('disk: written', own, written(before[1]), written(after[1]));
    expect(alone.value('container_fs_usage_bytes', { pod: 'disk' })).toBeGreaterThan(2e6);
  });

  test('a container that is killed for lack of memory, twice', async () => {
    const grpc = new GrpcClient(socket);
    const call = async (method: string, fields: Fields): Promise<Uint8Array> => {
      const reply = await grpc.call(
        `runtime.v1.RuntimeService/${method}`,
        encode(fields),
        30_000,
        AbortSignal.timeout(30_000),
      );
      if (!reply.ok) throw new Error(`${method}: ${reply.reason}`);
      return reply.message;
    };
    const idOf = (message: Uint8Array): string => decodeMessage({ id: text(1) }, message)!.id;
    const labels = map(6, { app: 'oom' });
    const sandbox: Fields = [
      1,
      [1, 'oom', 2, 'uid-oom', 3, 'default', 4, 0],
      2,
      'oom',
      ...labels,
      8,
      [1, '/kubepods/pod-oom'],
    ];
    const pod = idOf(await call('RunPodSandbox', [1, sandbox]));
    const run = async (attempt: number): Promise<void> => {
      const script = 'head -c 200000000 /dev/zero | tail';
      const config: Fields = [
        1,
        [1, 'main', 2, attempt],
        2,
        [1, 'lab.local/busybox:1'],
        3,
        'sh',
        3,
        '-c',
        3,
        script,
        15,
        [1, [4, 16 * 2 ** 20]],
      ];
      const id = idOf(await call('CreateContainer', [1, pod, 2, config, 3, sandbox]));
      await call('StartContainer', [1, id]);
    };
    const main = { pod: 'oom', container: 'main', container_id: '' };
    for (const attempt of [0, 1]) {
      await run(attempt);
      await vi.waitFor(
        async () => {
          await collect();
          expect(alone.value('container_oom_events_total', main)).toBe(attempt + 1);
        },
        { timeout: 30_000, interval: 500 },
      );
      expect(alone.value('container_restarts_total', main)).toBe(attempt);
      expect(alone.value('container_last_exit_code', main)).toBe(137);
      expect(joined.of('container_memory_usage_bytes', { pod: 'oom', container: 'main' })).toEqual([]);
    }
    await call('StopPodSandbox', [1, pod]);
    await call('RemovePodSandbox', [1, pod]);
    grpc.close();
  });

  test('a runtime that crashes is named, its containers go on, and it is found again', async () => {
    await containerd('kill');
    const out = new RecordedOutput();
    expect(await withTree.collect(out, AbortSignal.timeout(5000))).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringMatching(/nothing listens there|closed/),
    });
    await containerd('up');
    await vi.waitFor(async () => {
      await collect();
      expect(joined.value('container_cpu_usage_seconds_total', { pod: 'cpu' })).toBeGreaterThan(0);
    });
  });

  test('the version of the CRI', async () => {
    expect(await containers.client.connect(AbortSignal.timeout(5000))).toMatchObject({
      kind: 'ok',
      value: { name: 'containerd', api: 'v1' },
    });
  });
});
