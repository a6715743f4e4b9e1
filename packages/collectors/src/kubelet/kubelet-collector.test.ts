import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cgroupReader } from '../cgroup/cgroup-reader.ts';
import { CriClient } from '../cri/cri-client.ts';
import { CriContainers } from '../cri/cri-containers.ts';
import { fakeRuntime } from '../cri/fake-runtime.test-data.ts';
import { memoryFiles } from '../host/memory-files.test-data.ts';
import { RecordedOutput } from '../recorded-output.test-data.ts';
import { ExpositionScan } from './cadvisor-probe.ts';
import { KubeletClient } from './kubelet-client.ts';
import { kubeletCollector, type KubeletCollectorOptions } from './kubelet-collector.ts';
import { parseSummary } from './summary.ts';

const signal = new AbortController().signal;
const NOW = Date.parse('2026-11-28T12:00:00Z');
const AT = '2026-11-28T11:59:50Z';
const SUMMARY = {
  node: {
    nodeName: 'node1',
    runtime: { imageFs: { usedBytes: 7, capacityBytes: 100, availableBytes: 90 } },
    rlimit: { maxpid: 32_768, curproc: 300 },
  },
  pods: [
    {
      podRef: { name: 'web-7c9d8b6f5d-x2x4z', namespace: 'shop', uid: 'uid-1' },
      containers: [
        {
          name: 'main',
          startTime: '2026-11-28T11:00:00Z',
          cpu: {
            time: AT,
            usageNanoCores: 5,
            usageCoreNanoSeconds: 2_500_000_000,
            psi: { some: { total: 3_000_000 } },
          },
          memory: {
            time: AT,
            usageBytes: 1000,
            workingSetBytes: 900,
            rssBytes: 400,
            pageFaults: 7,
            majorPageFaults: 1,
          },
          rootfs: { usedBytes: 4096 },
          logs: { usedBytes: 77 },
        },
        { name: 'starting' },
      ],
      network: {
        time: AT,
        name: 'eth0',
        rxBytes: 70,
        rxErrors: 0,
        txBytes: 80,
        txErrors: 0,
        interfaces: [{ name: 'eth0', rxBytes: 70, rxErrors: 0, txBytes: 80, txErrors: 0 }, { name: 'tunl0' }],
      },
      'ephemeral-storage': { usedBytes: 5000, availableBytes: 90, capacityBytes: 100 },
      volume: [
        {
          name: 'data',
          usedBytes: 1,
          capacityBytes: 10,
          availableBytes: 9,
          inodes: 5,
          inodesFree: 4,
          inodesUsed: 1,
          pvcRef: { name: 'data-0', namespace: 'shop' },
        },
        { name: 'token', usedBytes: 1, capacityBytes: 10 },
      ],
    },
  ],
};
const CADVISOR =
  '# HELP container_cpu_usage_seconds_total x\n# TYPE container_cpu_usage_seconds_total counter\n' +
  'container_cpu_usage_seconds_total{container="",cpu="total",id="/"} 5 1\n' +
  'container_cpu_usage_seconds_total{container="main",cpu="total",id="/kubepods/a",pod="web"} 5 1\n' +
  '# TYPE container_memory_usage_bytes gauge\ncontainer_memory_usage_bytes{container="main"} 5 1\n';

let server: Server;
let folder: string;
let answers: Map<string, (request: IncomingMessage, response: ServerResponse) => void>;
let url: string;
let asked: string[];
let out: RecordedOutput;

const json = (value: unknown) => (_: IncomingMessage, response: ServerResponse) => {
  response.end(JSON.stringify(value));
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kubelet-'));
  asked = [];
  answers = new Map([['/stats/summary', json(SUMMARY)]]);
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const answer = answers.get(request.url ?? '');
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  out = new RecordedOutput();
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  rmSync(folder, { recursive: true, force: true });
});

const collectorWith = (options: Partial<KubeletCollectorOptions> = {}) =>
  kubeletCollector({ kubelet: new KubeletClient({ url }), host: 'ship', node: 'node1', now: () => NOW, ...options });

describe('without cAdvisor metrics', () => {
  test('they are made from the summary, at the time at which the kubelet measured', async () => {
    expect(await collectorWith().collect(out, signal)).toEqual({ kind: 'ok' });
    expect(out.duplicates()).toEqual([]);
    expect(out.of('container_cpu_usage_seconds_total')).toEqual([
      {
        name: 'container_cpu_usage_seconds_total',
        type: 'counter',
        value: 2.5,
        timestampMs: Date.parse(AT),
        labels: {
          host: 'ship',
          node: 'node1',
          job: 'cadvisor',
          metrics_path: '/metrics/cadvisor',
          namespace: 'shop',
          pod: 'web-7c9d8b6f5d-x2x4z',
          container: 'main',
          container_name: 'main',
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
    expect(out.value('container_pressure_cpu_waiting_seconds_total', main)).toBe(3);
    expect(out.value('container_fs_usage_bytes', main)).toBe(4096);
    expect(out.value('container_start_time_seconds', main)).toBe(Date.parse('2026-11-28T11:00:00Z') / 1000);
    expect(out.value('container_last_seen', main)).toBe(Date.parse(AT) / 1000);
    expect(out.of('container_network_receive_bytes_total')).toMatchObject([
      { value: 70, timestampMs: Date.parse(AT), labels: { interface: 'eth0', pod: 'web-7c9d8b6f5d-x2x4z' } },
    ]);
    // A container that has not run yet has no CPU: that is a missing series, not a zero.
    expect(out.samples.filter(({ labels }) => labels['container'] === 'starting')).toEqual([]);
  });

  test('the machine, from its own files', async () => {
    const files = memoryFiles({ 'proc/stat': 'cpu0 1\ncpu1 1\n', 'proc/meminfo': 'MemTotal: 1000 kB\n' });
    await collectorWith({ files }).collect(out, signal);
    expect(out.value('machine_cpu_cores', { node: 'node1' })).toBe(2);
    expect(out.value('machine_memory_bytes')).toBe(1_024_000);
  });
});

describe('beside cAdvisor metrics that are scraped', () => {
  beforeEach(() => {
    answers.set('/metrics/cadvisor', (_, response) => response.end(CADVISOR));
  });

  test('nothing is counted twice', async () => {
    await collectorWith().collect(out, signal);
    const beside = new Set(['container_log_usage_bytes', 'container_start_time_seconds', 'container_fs_usage_bytes']);
    expect(out.samples.filter(({ name }) => name.startsWith('container_') && !beside.has(name))).toEqual([]);
    expect(out.of('machine_cpu_cores')).toEqual([]);
  });

  test('the start of a container is one series from run to run, which cAdvisor has for each run alone', async () => {
    const collector = collectorWith();
    await collector.collect(out, signal);
    const startOf = () => out.of('container_start_time_seconds', { container: 'main', id: '', container_id: '' });
    expect(startOf().map(({ value }) => value)).toEqual([Date.parse('2026-11-28T11:00:00Z') / 1000]);
    const again = structuredClone(SUMMARY);
    Object.assign(again.pods[0]!.containers[0]!, { startTime: '2026-11-28T11:58:00Z' });
    answers.set('/stats/summary', json(again));
    const labels = startOf()[0]!.labels;
    out.clear();
    await collector.collect(out, signal);
    expect(startOf()).toMatchObject([{ value: Date.parse('2026-11-28T11:58:00Z') / 1000, labels }]);
  });

  test('writable layers come from the summary where cAdvisor measures the file systems of the machine alone', async () => {
    await collectorWith().collect(out, signal);
    expect(out.value('container_fs_usage_bytes', { container: 'main' })).toBe(4096);
    out.clear();
    answers.set('/metrics/cadvisor', (_, response) =>
      response.end(
        `${CADVISOR}container_fs_usage_bytes{container="",device="/dev/vda",id="/"} 1\ncontainer_fs_usage_bytes{container="main",device="/dev/vda",id="/x"} 1\n`,
      ),
    );
    await collectorWith().collect(out, signal);
    expect(out.of('container_fs_usage_bytes')).toEqual([]);
  });

  test('what this cAdvisor lacks is filled in from the runtime and the cgroup tree', async () => {
    const id = 'ab'.repeat(32);
    const group = `sys/fs/cgroup/kubepods/poduid-1/${id}`;
    const runtime = await fakeRuntime();
    runtime.answers.set('runtime.v1.RuntimeService/Version', [2, 'containerd']);
    runtime.answers.set('runtime.v1.RuntimeService/ListPodSandbox', [
      1,
      [1, 'pod', 2, [1, 'web-7c9d8b6f5d-x2x4z', 2, 'uid-1', 3, 'shop']],
    ]);
    runtime.answers.set('runtime.v1.RuntimeService/ListContainers', [1, [1, id, 2, 'pod', 3, [1, 'main'], 6, 1]]);
    const cri = new CriContainers({ client: new CriClient(runtime.socket) });
    const cgroups = cgroupReader(
      memoryFiles({
        'sys/fs/cgroup/cgroup.controllers': 'memory',
        [`${group}/cgroup.procs`]: '42\n',
        [`${group}/memory.current`]: '1100\n',
        [`${group}/memory.events`]: 'oom_kill 2\n',
        [`${group}/cpu.pressure`]: 'some avg10=0 avg60=0 avg300=0 total=4000000\n',
      }),
    );
    const collector = collectorWith({ cri, cgroups });
    expect(await collector.collect(out, signal)).toEqual({ kind: 'ok' });
    expect(out.of('container_oom_events_total')).toMatchObject([
      {
        value: 2,
        labels: {
          namespace: 'shop',
          container: 'main',
          metrics_path: '/metrics/cadvisor',
        },
      },
    ]);
    // Counted over all runs: no label of one run.
    expect(out.of('container_oom_events_total', { id: '', container_id: '', name: '' })).toHaveLength(1);
    expect(out.value('container_pressure_cpu_waiting_seconds_total', { id: `/kubepods/poduid-1/${id}` })).toBe(4);
    expect(out.of('container_memory_usage_bytes')).toEqual([]);
    await collector.close?.();
    await runtime.close();
  });

  test('the exposition is looked at once in ten minutes', async () => {
    let now = NOW;
    const collector = collectorWith({ now: () => now });
    for (const minutes of [0, 1, 9, 11]) {
      now = NOW + minutes * 60_000;
      await collector.collect(out, signal);
    }
    expect(asked.filter((path) => path === '/metrics/cadvisor')).toHaveLength(2);
  });

  test('told that it is scraped, an endpoint that fails just now does not make everything count twice', async () => {
    answers.delete('/metrics/cadvisor');
    await collectorWith({ cadvisor: 'scraped' }).collect(out, signal);
    expect(out.of('container_cpu_usage_seconds_total')).toEqual([]);
  });
});

test('what the summary alone tells', async () => {
  await collectorWith().collect(out, signal);
  const pod = { namespace: 'shop', pod: 'web-7c9d8b6f5d-x2x4z', metrics_path: '/stats/summary' };
  expect(out.value('container_log_usage_bytes', { ...pod, container: 'main' })).toBe(77);
  expect(out.value('pod_ephemeral_storage_used_bytes', pod)).toBe(5000);
  expect(out.value('node_image_fs_used_bytes')).toBe(7);
  expect(out.value('node_processes_threads')).toBe(300);
  expect(out.value('node_processes_max_processes')).toBe(32_768);
  // The kubelet's own /metrics has these.
  expect(out.of('kubelet_volume_stats_used_bytes')).toEqual([]);
});

test('claims, where the kubelet’s own metrics are not scraped', async () => {
  await collectorWith({ volumes: 'derive' }).collect(out, signal);
  const claim = { namespace: 'shop', persistentvolumeclaim: 'data-0' };
  expect(out.of('kubelet_volume_stats_capacity_bytes')).toHaveLength(1);
  expect(out.value('kubelet_volume_stats_used_bytes', claim)).toBe(1);
  expect(out.value('kubelet_volume_stats_inodes_free', claim)).toBe(4);
});

describe('credentials', () => {
  test('the token is read anew for each request', async () => {
    const tokenFile = join(folder, 'token');
    const seen: string[] = [];
    answers.set('/stats/summary', (request, response) => {
      seen.push(request.headers.authorization ?? '');
      response.end(JSON.stringify(SUMMARY));
    });
    const collector = collectorWith({ kubelet: new KubeletClient({ url, tokenFile }) });
    writeFileSync(tokenFile, 'first\n');
    await collector.collect(out, signal);
    writeFileSync(tokenFile, 'second\n');
    await collector.collect(out, signal);
    expect(seen).toEqual(['Bearer first', 'Bearer second']);
  });

  test.each([
    [401, 'The kubelet does not know the token'],
    [403, 'Grant the service account get on nodes/metrics and nodes/stats.'],
  ])('status %i says what to do', async (status, advice) => {
    answers.set('/stats/summary', (_, response) => response.writeHead(status).end('no'));
    expect(await collectorWith().collect(out, signal)).toMatchObject({
      kind: 'unreachable',
      reason: `${url}: status ${status}: no`,
      advice: expect.stringContaining(advice),
    });
  });

  test('a token that is not there', async () => {
    const kubelet = new KubeletClient({ url, tokenFile: join(folder, 'none') });
    expect(await collectorWith({ kubelet }).collect(out, signal)).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining('credentials cannot be read'),
    });
  });
});

test('an answer that is no summary', async () => {
  answers.set('/stats/summary', json({ kind: 'Status' }));
  expect(await collectorWith().collect(out, signal)).toMatchObject({
    kind: 'unreachable',
    reason: expect.stringContaining('is no summary of a kubelet'),
  });
});

test('any summary is read or refused, and nothing but finite numbers come out', () => {
  const value: fc.Arbitrary<unknown> = fc.oneof(fc.double(), fc.string(), fc.constant(null), fc.array(fc.nat()));
  const part = fc.dictionary(
    fc.constantFrom(
      'cpu',
      'memory',
      'name',
      'time',
      'usageCoreNanoSeconds',
      'rxBytes',
      'interfaces',
      'usedBytes',
      'psi',
    ),
    fc.oneof(
      value,
      fc.dictionary(fc.constantFrom('usageCoreNanoSeconds', 'time', 'usageBytes', 'rxBytes', 'name'), value),
    ),
  );
  const pod = fc.record({
    podRef: fc.oneof(value, fc.constant({ name: 'a', namespace: 'b', uid: 'c' })),
    containers: fc.oneof(value, fc.array(part)),
    network: fc.oneof(value, part),
    volume: fc.oneof(value, fc.array(part)),
  });
  fc.assert(
    fc.property(fc.oneof(value, fc.array(fc.oneof(value, pod))), (pods) => {
      const summary = parseSummary({ node: { nodeName: 'n' }, pods });
      for (const { containers, networks } of summary?.pods ?? []) {
        for (const { reading } of containers) {
          for (const number of Object.values(reading.scalars)) expect(number).toSatisfy(Number.isFinite);
        }
        for (const numbers of networks?.values() ?? []) {
          for (const number of Object.values(numbers)) expect(number).toSatisfy(Number.isFinite);
        }
      }
    }),
  );
});

test('an exposition in pieces of any size', () => {
  const body = Buffer.from(CADVISOR);
  for (const size of [1, 7, 64, 1000]) {
    const scan = new ExpositionScan();
    for (let i = 0; i < body.length; i += size) scan.push(body.subarray(i, i + size));
    expect(scan.sawContainer).toBe(true);
    expect([...scan.families]).toEqual(['container_cpu_usage_seconds_total', 'container_memory_usage_bytes']);
  }
  const none = new ExpositionScan();
  none.push(
    Buffer.from(
      'container_cpu_usage_seconds_total{container="POD"} 1\ncontainer_cpu_usage_seconds_total{container=""} 1\n',
    ),
  );
  expect(none.sawContainer).toBe(false);
});

const fixtures =
  process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../../shared/fixtures', import.meta.url));
const captured = join(fixtures, 'exposition/kubelet');
const summaries = existsSync(captured) ? readdirSync(captured).filter((name) => name.startsWith('stats-summary')) : [];

// Captures of real kubelets that are not part of the repository: skipped where the folder is absent.
describe.skipIf(summaries.length === 0)('captured summaries', () => {
  test.each(summaries)('%s', async (name) => {
    const summary = JSON.parse(readFileSync(join(captured, name), 'utf8')) as {
      readonly pods: readonly {
        readonly containers?: readonly { readonly cpu?: { readonly usageCoreNanoSeconds?: number } }[];
      }[];
    };
    answers.set('/stats/summary', json(summary));
    await collectorWith({ volumes: 'derive' }).collect(out, signal);
    const containers = summary.pods.flatMap((pod) => pod.containers ?? []);
    const running = containers.filter(({ cpu }) => cpu?.usageCoreNanoSeconds !== undefined);
    expect(running.length).toBeGreaterThan(5);
    expect(out.of('container_cpu_usage_seconds_total')).toHaveLength(running.length);
    expect(out.of('container_memory_working_set_bytes').length).toBeGreaterThan(0);
    expect(out.duplicates()).toEqual([]);
    for (const { name: metric, value } of out.samples) expect([metric, Number.isFinite(value)]).toEqual([metric, true]);
  });
});

const exposition = join(fixtures, 'exposition/cadvisor/kubelet-cadvisor-k8s1.31.prom');

test.skipIf(!existsSync(exposition))('a captured exposition tells of containers and of kills', () => {
  const scan = new ExpositionScan();
  scan.push(readFileSync(exposition));
  expect(scan.sawContainer).toBe(true);
  expect(scan.families.has('container_oom_events_total')).toBe(true);
  expect(scan.families.has('container_pressure_cpu_waiting_seconds_total')).toBe(false);
});
