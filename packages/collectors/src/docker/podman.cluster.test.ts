import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cgroupReader } from '../cgroup/cgroup-reader.ts';
import { hostFiles } from '../host/host-files.ts';
import { bytesOf, command, expectBetween, expectWithin5Percent, hasLab, lab, labFolder } from '../lab.test-data.ts';
import { RecordedOutput } from '../recorded-output.test-data.ts';
import { dockerCollector } from './docker-collector.ts';
import { DockerContainers } from './docker-containers.ts';
import { EngineClient } from './engine-client.ts';

const hasPodman = spawnSync('podman', ['--version']).status === 0;
const files = hostFiles({ proc: '/proc', sys: '/sys', root: '/' });

const CONFIGURATION = `[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
apparmor_profile = "unconfined"
[engine]
cgroup_manager = "cgroupfs"
runtime = "runc"
events_logger = "file"
`;

describe.skipIf(!hasLab || !hasPodman)('podman in the place of Docker', () => {
  let folder: string;
  let service: ChildProcess;
  let containers: DockerContainers;
  const [alone, joined] = [new RecordedOutput(), new RecordedOutput()];

  const podman = (...args: readonly string[]): Promise<string> =>
    command('podman', [...rootFlags(), ...args], { CONTAINERS_CONF: join(folder, 'containers.conf') });
  const rootFlags = (): string[] => [
    `--root=${folder}/root`,
    `--runroot=${folder}/run`,
    '--cgroup-manager=cgroupfs',
    '--runtime=runc',
  ];
  const start = (name: string, script: string, ...options: readonly string[]): Promise<string> =>
    podman('run', '-d', '--name', name, '--network', 'none', ...options, 'lab.local/busybox:1', 'sh', '-c', script);

  async function collect(): Promise<void> {
    const options = { containers, host: 'ship', now: Date.now, files };
    for (const [collector, out] of [
      [dockerCollector(options), alone],
      [dockerCollector({ ...options, cgroups: cgroupReader(files) }), joined],
    ] as const) {
      out.clear();
      expect(await collector.collect(out, AbortSignal.timeout(30_000))).toEqual({ kind: 'ok' });
      expect(out.duplicates()).toEqual([]);
    }
  }

  beforeAll(async () => {
    await lab('images.sh', []);
    folder = mkdtempSync(join(labFolder, 'podman-'));
    writeFileSync(join(folder, 'containers.conf'), CONFIGURATION);
    const socket = join(folder, 's');
    service = spawn('podman', [...rootFlags(), 'system', 'service', '--time', '0', `unix://${socket}`], {
      env: { ...process.env, CONTAINERS_CONF: join(folder, 'containers.conf') },
      stdio: 'ignore',
    });
    await vi.waitUntil(() => existsSync(socket), { timeout: 30_000 });
    await podman('load', '-qi', join(labFolder, 'images/busybox.tar'));
    await start('cpu', 'while :; do :; done', '--cpus', '0.15', '--memory', '64m');
    await start('disk', 'while :; do dd if=/dev/zero of=/tmp/f bs=256k count=8 conv=fsync 2>/dev/null; sleep 1; done');
    await start('exited', 'exit 3');
    await podman('create', '--name', 'created', '--network', 'none', 'lab.local/busybox:1', 'true');
    containers = new DockerContainers(new EngineClient({ kind: 'socket', path: socket }), Date.now);
    await collect();
  });

  afterAll(async () => {
    containers?.close();
    await podman('rm', '-fa');
    const exited = once(service, 'exit');
    service.kill();
    await exited;
    spawnSync('umount', ['-R', join(folder, 'root/overlay')]);
    rmSync(folder, { recursive: true, force: true });
  });

  test('it is known for what it is', async () => {
    expect(await containers.client.connect(AbortSignal.timeout(5000))).toMatchObject({
      ok: true,
      engine: { runtime: 'podman' },
    });
    expect(joined.of('container_last_seen')[0]?.labels).toMatchObject({ container_runtime: 'podman' });
  });

  test('CPU, memory and block I/O equal what podman stats and the kernel show', async () => {
    const cpuSeconds = (out: RecordedOutput): number =>
      out.value('container_cpu_usage_seconds_total', { name: 'cpu' })!;
    await collect();
    const [first, firstAt] = [cpuSeconds(joined), performance.now()];
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await collect();
    const passed = (performance.now() - firstAt) / 1000;
    // podman shows an average since the start; the kernel's quota bounds what is used from then on.
    expect((cpuSeconds(joined) - first) / passed).toBeLessThan(0.15 * 1.05);
    expectWithin5Percent('cpu: seconds, with and without the cgroup tree', cpuSeconds(alone), cpuSeconds(joined));

    const shown = async () => {
      const [row] = JSON.parse(await podman('stats', '--no-stream', '--format', 'json', 'disk')) as {
        readonly block_io: string;
        readonly mem_usage: string;
      }[];
      return { written: bytesOf(row!.block_io.split(' / ')[1]!), limit: bytesOf(row!.mem_usage.split(' / ')[1]!) };
    };
    const before = await shown();
    await collect();
    const after = await shown();
    for (const out of [alone, joined]) {
      const [written, ...more] = out.of('container_fs_writes_bytes_total', { name: 'disk' });
      expect([written?.labels['device'], more]).toEqual([expect.stringMatching(/^\/dev\//), []]);
      expectBetween('disk: written', written?.value, before.written, after.written);
      expectWithin5Percent(
        'disk: memory limit',
        out.value('container_memory_limit_bytes', { name: 'disk' }),
        before.limit,
      );
    }
  });

  test('what podman says wrong or not at all comes from the cgroup tree, or not', () => {
    expect(alone.of('container_cpu_cfs_throttled_periods_total', { name: 'cpu' })).toEqual([]);
    expect(joined.value('container_cpu_cfs_throttled_periods_total', { name: 'cpu' })).toBeGreaterThan(10);
    expect(alone.of('container_memory_rss', { name: 'cpu' })).toEqual([]);
    expect(joined.value('container_memory_rss', { name: 'cpu' })).toBeGreaterThan(0);
    for (const out of [alone, joined]) expect(out.of('container_network_receive_bytes_total')).toEqual([]);
  });

  test('containers that do not run have a state and no numbers', () => {
    expect(joined.value('docker_container_exit_code', { name: 'exited' })).toBe(3);
    for (const name of ['exited', 'created']) {
      expect(joined.value('docker_container_state', { name, state: name })).toBe(1);
      expect(joined.of('container_memory_usage_bytes', { name })).toEqual([]);
      expect(joined.of('container_last_seen', { name })).toEqual([]);
    }
  });

  test('events are heard', async () => {
    containers.takeEvents();
    await start('short', 'exit 7');
    await vi.waitFor(() => {
      const heard = containers.takeEvents().map(({ action, exitCode }) => [action, exitCode]);
      expect(heard).toContainEqual(['die', 7]);
    });
  });
});
