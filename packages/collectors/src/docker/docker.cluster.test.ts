import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cgroupReader } from '../cgroup/cgroup-reader.ts';
import type { Collector } from '../collector.ts';
import { hostFiles } from '../host/host-files.ts';
import { bytesOf, expectBetween, expectWithin5Percent, hasLab, lab, labFolder } from '../lab.test-data.ts';
import { RecordedOutput } from '../recorded-output.test-data.ts';
import { dockerCollector } from './docker-collector.ts';
import { DockerContainers } from './docker-containers.ts';
import { EngineClient } from './engine-client.ts';

/** One line of `docker stats --format '{{json .}}'`. */
interface StatsLine {
  readonly Name: string;
  readonly CPUPerc: string;
  readonly MemUsage: string;
  readonly NetIO: string;
  readonly BlockIO: string;
  readonly PIDs: string;
}

const files = hostFiles({ proc: '/proc', sys: '/sys', root: '/' });
const versions = [
  ['Docker of Debian', {}],
  [
    'current Docker',
    {
      LAB_BIN: `${labFolder}/peers/docker.io/usr/sbin:${labFolder}/peers/docker.io/usr/bin:${labFolder}/peers/containerd/usr/bin`,
    },
  ],
] as const;

describe.skipIf(!hasLab).each(versions)('%s', (name, env: Readonly<Record<string, string>>) => {
  const docker = (...args: readonly string[]): Promise<string> => lab('docker.sh', args, env);
  let collector: Collector;
  let containers: DockerContainers;
  const out = new RecordedOutput();

  async function collect(): Promise<void> {
    out.clear();
    expect(await collector.collect(out, AbortSignal.timeout(30_000))).toEqual({ kind: 'ok' });
    expect(out.duplicates()).toEqual([]);
  }

  /** What `docker stats` shows, by name without the prefix of the lab. */
  async function stats(...names: readonly string[]): Promise<ReadonlyMap<string, StatsLine>> {
    const text = await docker(
      'cli',
      'stats',
      '--no-stream',
      '--format',
      '{{json .}}',
      ...names.map((it) => `load-${it}`),
    );
    const rows = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as StatsLine);
    return new Map(rows.map((row) => [row.Name.replace('load-', ''), row]));
  }

  const column = (row: StatsLine | undefined, field: 'MemUsage' | 'NetIO' | 'BlockIO', index: 0 | 1): number =>
    bytesOf(row?.[field].split(' / ')[index] ?? '');

  beforeAll(async () => {
    if (name === 'current Docker') await lab('peers.sh', ['docker.io', 'containerd']);
    await docker('down');
    await docker('up');
    await docker('load');
    containers = new DockerContainers(
      new EngineClient({ kind: 'socket', path: `${labFolder}/docker/docker.sock` }),
      Date.now,
    );
    collector = dockerCollector({ containers, host: 'ship', now: Date.now, files, cgroups: cgroupReader(files) });
    await collect();
  }, 300_000);

  afterAll(async () => {
    await collector?.close?.();
    await docker('down');
  }, 60_000);

  test('CPU equals what docker stats shows, and the quota', async () => {
    await collect();
    const before = [out.value('container_cpu_usage_seconds_total', { name: 'load-cpu' })!, performance.now()] as const;
    const shown: number[] = [];
    for (let i = 0; i < 6; i++) shown.push(Number.parseFloat((await stats('cpu')).get('cpu')!.CPUPerc));
    await collect();
    const seconds = out.value('container_cpu_usage_seconds_total', { name: 'load-cpu' })! - before[0];
    const cores = seconds / ((performance.now() - before[1]) / 1000);
    const cli = shown.reduce((sum, percent) => sum + percent, 0) / shown.length / 100;
    expectWithin5Percent('load-cpu: cores', cores, cli);
    const [quota, period] = ['quota', 'period'].map((it) =>
      out.value(`container_spec_cpu_${it}`, { name: 'load-cpu' })!,
    );
    expect(quota! / period!).toBe(0.15);
    expect(out.value('container_cpu_cfs_throttled_periods_total', { name: 'load-cpu' })).toBeGreaterThan(10);
  });

  test('memory equals what docker stats shows', async () => {
    // Its shell holds a second copy for a moment every five seconds: the middle of several passes is the steady state.
    const [own, shown]: [number[], number[]] = [[], []];
    for (let i = 0; i < 5; i++) {
      await collect();
      own.push(out.value('container_memory_working_set_bytes', { name: 'load-memory' })!);
      shown.push(column((await stats('memory')).get('memory'), 'MemUsage', 0));
    }
    const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[2]!;
    expect(shown).toHaveLength(5);
    expectWithin5Percent('load-memory: working set', middle(own), middle(shown));
  });

  test('limits, network, block I/O and processes equal what docker stats shows', async () => {
    const before = await stats('memory', 'server', 'client', 'disk');
    await collect();
    const after = await stats('memory', 'server', 'client', 'disk');
    const value = (metric: string, container: string) => out.value(metric, { name: `load-${container}` });
    expectWithin5Percent(
      'load-memory: limit',
      value('container_memory_limit_bytes', 'memory'),
      column(before.get('memory'), 'MemUsage', 1),
    );
    for (const container of ['server', 'client']) {
      for (const [direction, index] of [
        ['receive', 0],
        ['transmit', 1],
      ] as const) {
        expectBetween(
          `load-${container}: ${direction}`,
          value(`container_network_${direction}_bytes_total`, container),
          column(before.get(container), 'NetIO', index),
          column(after.get(container), 'NetIO', index),
        );
      }
    }
    expectBetween(
      'load-disk: written',
      value('container_fs_writes_bytes_total', 'disk'),
      column(before.get('disk'), 'BlockIO', 1),
      column(after.get('disk'), 'BlockIO', 1),
    );
    expect(out.of('container_fs_writes_bytes_total', { name: 'load-disk' })[0]?.labels['device']).toMatch(/^\/dev\//);
    expect(value('container_processes', 'memory')).toBeGreaterThanOrEqual(1);
  });

  test('no network of the host’s, none of nobody’s', () => {
    expect(out.of('container_network_receive_bytes_total', { name: 'load-cpu' })).toEqual([]);
    expect(out.of('container_network_receive_bytes_total', { name: 'load-server', interface: 'eth0' })).toHaveLength(1);
  });

  test('containers that do not run have a state and no numbers', () => {
    for (const [container, state] of [
      ['load-created', 'created'],
      ['load-exited', 'exited'],
    ] as const) {
      expect(out.value('docker_container_state', { name: container, state })).toBe(1);
      const names = new Set(out.samples.filter(({ labels }) => labels['name'] === container).map((it) => it.name));
      const wanted = ['docker_container_state', 'docker_container_restarts_total', 'container_oom_events_total'];
      expect(names).toEqual(new Set(state === 'exited' ? [...wanted, 'docker_container_exit_code'] : wanted));
    }
    expect(out.value('docker_container_exit_code', { name: 'load-exited' })).toBe(0);
  });

  test('crashes and kills are counted, whatever the state is at the moment of a pass', async () => {
    await vi.waitFor(
      async () => {
        await collect();
        expect(out.value('docker_container_restarts_total', { name: 'load-crash' })).toBeGreaterThan(2);
        expect(out.value('docker_container_exit_code', { name: 'load-crash' })).toBe(3);
        expect(out.value('docker_container_exit_code', { name: 'load-oom' })).toBe(137);
        expect(out.value('container_oom_events_total', { name: 'load-oom' })).toBeGreaterThan(1);
      },
      { timeout: 100_000, interval: 3000 },
    );
    const kills = out.value('container_oom_events_total', { name: 'load-oom' })!;
    expect(kills).toBeLessThanOrEqual(out.value('docker_container_restarts_total', { name: 'load-oom' })! + 1);
    const actions = new Set(containers.takeEvents().map(({ action }) => action));
    expect(actions).toEqual(new Set([...actions, 'start', 'die', 'oom']));
    expect(out.value('container_oom_events_total', { name: 'load-crash' })).toBe(0);
  });

  test('the version spoken is the newest that both know', async () => {
    const connection = await containers.client.connect(AbortSignal.timeout(5000));
    const want = name === 'current Docker' ? '1.51' : '1.41';
    expect(connection).toMatchObject({ ok: true, engine: { apiVersion: want, runtime: 'docker', hasOneShot: true } });
  });
});
