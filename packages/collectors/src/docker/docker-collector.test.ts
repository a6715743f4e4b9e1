import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RecordedOutput } from '../recorded-output.test-data.ts';
import { dockerCollector } from './docker-collector.ts';
import { DockerContainers } from './docker-containers.ts';
import { EngineClient } from './engine-client.ts';
import { fakeEngine, type FakeEngine } from './fake-engine.test-data.ts';

const signal = new AbortController().signal;
const NOW = Date.parse('2026-11-28T12:00:00Z');
const WEB = '11'.repeat(32);
const OLD = '22'.repeat(32);
const POD = '33'.repeat(32);

let engine: FakeEngine;
let containers: DockerContainers;
let out: RecordedOutput;
let nowMs = NOW;

const describeAs = (Id: string, Name: string, Status: string, more: Readonly<Record<string, unknown>> = {}) => ({
  Id,
  Name: `/${Name}`,
  State: { Status, StartedAt: '2026-11-28T11:00:00Z', FinishedAt: '0001-01-01T00:00:00Z', ExitCode: 0 },
  Config: { Image: 'shop/web:3' },
  HostConfig: { NetworkMode: 'bridge' },
  ...more,
});

function serve(rows: readonly { readonly Id: string; readonly State: string }[]): void {
  engine.answers.set('/containers/json', rows);
}

beforeEach(async () => {
  nowMs = NOW;
  engine = await fakeEngine({ ApiVersion: '1.51', MinAPIVersion: '1.24' });
  engine.answers.set('/info', { NCPU: 4, MemTotal: 8e9, CgroupDriver: 'cgroupfs', Name: 'ship', DockerRootDir: '/d' });
  engine.answers.set('/system/df', { Containers: [{ Id: WEB, SizeRw: 4096 }] });
  serve([
    { Id: WEB, State: 'running' },
    { Id: OLD, State: 'exited' },
  ]);
  engine.answers.set(`/containers/${WEB}/json`, describeAs(WEB, 'web', 'running'));
  const ended = {
    Status: 'exited',
    ExitCode: 3,
    StartedAt: '2026-11-28T11:00:00Z',
    FinishedAt: '2026-11-28T11:30:00Z',
  };
  engine.answers.set(`/containers/${OLD}/json`, { ...describeAs(OLD, 'old', 'exited'), RestartCount: 2, State: ended });
  engine.answers.set(`/containers/${WEB}/stats`, {
    read: '2026-11-28T12:00:00Z',
    cpu_stats: { cpu_usage: { total_usage: 2e9 } },
    memory_stats: { usage: 1000, limit: 8e9, stats: { inactive_file: 100 } },
    networks: { eth0: { rx_bytes: 5 } },
  });
  containers = new DockerContainers(new EngineClient({ kind: 'socket', path: engine.socket }), () => nowMs);
  out = new RecordedOutput();
});

afterEach(async () => {
  containers.close();
  await engine.close();
});

const collector = (kubernetesContainers: 'collect' | 'leave out' = 'collect') =>
  dockerCollector({ containers, host: 'ship', now: () => nowMs, kubernetesContainers });

test('a running container has numbers, one that ended has its state, restarts and exit code and nothing else', async () => {
  expect(await collector().collect(out, signal)).toEqual({ kind: 'ok' });
  expect(out.duplicates()).toEqual([]);
  expect(out.value('machine_cpu_cores')).toBe(4);
  expect(out.value('machine_memory_bytes')).toBe(8e9);
  const web = { name: 'web' };
  expect(out.of('container_cpu_usage_seconds_total')).toMatchObject([
    { value: 2, labels: { name: 'web', cpu: 'total', id: `/docker/${WEB}`, image: 'shop/web:3', host: 'ship' } },
  ]);
  expect(out.value('container_memory_working_set_bytes', web)).toBe(900);
  expect(out.value('container_spec_memory_limit_bytes', web)).toBe(0);
  expect(out.value('container_memory_limit_bytes', web)).toBe(8e9);
  expect(out.value('container_network_receive_bytes_total', { ...web, interface: 'eth0' })).toBe(5);
  expect(out.value('container_last_seen', web)).toBe(NOW / 1000);
  expect(out.value('container_start_time_seconds', web)).toBe(Date.parse('2026-11-28T11:00:00Z') / 1000);
  expect(out.value('docker_container_state', { ...web, state: 'running' })).toBe(1);
  expect(out.of('docker_container_state', web)).toHaveLength(7);
  expect(out.of('docker_container_exit_code', web)).toEqual([]);

  const ofOld = out.samples
    .filter(({ labels }) => labels['name'] === 'old')
    .map(({ name, value }) => `${name} ${value}`);
  expect(new Set(ofOld)).toEqual(
    new Set([
      'docker_container_state 0',
      'docker_container_state 1',
      'docker_container_restarts_total 2',
      'docker_container_exit_code 3',
      'container_oom_events_total 0',
    ]),
  );
});

test('a second pass asks for the list and the statistics alone, and resolves no labels', async () => {
  const docker = collector();
  await docker.collect(out, signal);
  const resolved = out.resolved;
  engine.asked.length = 0;
  out.clear();
  await docker.collect(out, signal);
  expect(engine.asked).toEqual([
    '/v1.51/containers/json?all=true',
    `/v1.51/containers/${WEB}/stats?stream=false&one-shot=true`,
  ]);
  // The writable layer came in beside the first pass; the two of the machine are looked up each time.
  expect(out.resolved - resolved).toBeLessThanOrEqual(3);
});

test('an event makes the container be described anew; kills are counted', async () => {
  const docker = collector();
  await docker.collect(out, signal);
  expect(out.value('container_oom_events_total', { name: 'web' })).toBe(0);
  await vi.waitUntil(() => engine.listeners() === 1);
  const event = (Action: string) => ({ Type: 'container', Action, Actor: { ID: WEB }, timeNano: nowMs * 1e6 });
  engine.send(event('oom'));
  engine.send({ ...event('exec_start: true') });
  await vi.waitUntil(() => containers.history.oomEvents(WEB) === 1);
  engine.answers.set(`/containers/${WEB}/json`, { ...describeAs(WEB, 'web', 'running'), RestartCount: 1 });
  out.clear();
  await docker.collect(out, signal);
  expect(out.value('container_oom_events_total', { name: 'web' })).toBe(1);
  expect(out.value('docker_container_restarts_total', { name: 'web' })).toBe(1);
  expect(containers.takeEvents()).toMatchObject([{ action: 'oom', containerId: WEB }]);
  expect(containers.takeEvents()).toEqual([]);
});

test('containers of pods are left out where a kubelet tells of them', async () => {
  serve([
    { Id: WEB, State: 'running' },
    { Id: POD, State: 'running' },
  ]);
  const Labels = { 'io.kubernetes.pod.name': 'a', 'io.kubernetes.pod.namespace': 'b' };
  engine.answers.set(`/containers/${POD}/json`, { ...describeAs(POD, 'k8s', 'running'), Config: { Labels } });
  await collector('leave out').collect(out, signal);
  expect(out.of('docker_container_state', { name: 'k8s' })).toEqual([]);
  expect(out.of('docker_container_state', { name: 'web' })).toHaveLength(7);
});

test('one container that cannot be read is named, and the rest is there', async () => {
  engine.answers.set(
    `/containers/${OLD}/json`,
    (response: { writeHead(status: number): void; end(body: string): void }) => {
      response.writeHead(500);
      response.end('{"message":"layer is broken"}');
    },
  );
  expect(await collector().collect(out, signal)).toEqual({
    kind: 'ok',
    partial: [`container ${OLD.slice(0, 12)}: status 500: layer is broken`],
  });
  expect(out.value('container_memory_usage_bytes', { name: 'web' })).toBe(1000);
});

test('a container that is gone before it is asked about is no problem', async () => {
  engine.answers.delete(`/containers/${OLD}/json`);
  engine.answers.delete(`/containers/${WEB}/stats`);
  expect(await collector().collect(out, signal)).toEqual({ kind: 'ok' });
  expect(out.of('container_last_seen')).toEqual([]);
});

test('an engine that went away and comes back', async () => {
  const docker = collector();
  await docker.collect(out, signal);
  const list = engine.answers.get('/containers/json');
  engine.answers.set('/containers/json', (response: { destroy(): void }) => response.destroy());
  out.clear();
  expect(await docker.collect(out, signal)).toMatchObject({
    kind: 'unreachable',
    reason: expect.stringMatching(/^unix:\/\/.*: .*(closed|hang up)/),
  });
  expect(out.samples).toEqual([]);
  engine.answers.set('/containers/json', list);
  expect(await docker.collect(out, signal)).toEqual({ kind: 'ok' });
  expect(out.value('container_memory_usage_bytes', { name: 'web' })).toBe(1000);
});
