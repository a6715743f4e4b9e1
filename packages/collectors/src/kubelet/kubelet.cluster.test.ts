import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labelsToRecord } from '@binnacle/model';
import { parseExposition } from '@binnacle/exposition';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cgroupReader } from '../cgroup/cgroup-reader.ts';
import { CriClient } from '../cri/cri-client.ts';
import { CriContainers } from '../cri/cri-containers.ts';
import { hostFiles } from '../host/host-files.ts';
import { expectBetween, hasLab, lab, labFolder } from '../lab.test-data.ts';
import { RecordedOutput } from '../recorded-output.test-data.ts';
import { KubeletClient, type KubeletOptions } from './kubelet-client.ts';
import { kubeletCollector, type KubeletCollectorOptions } from './kubelet-collector.ts';

const URL = 'https://127.0.0.11:10250';
const signal = (): AbortSignal => AbortSignal.timeout(30_000);

describe.skipIf(!hasLab)('a real kubelet, with the rights of a service account', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelet-'));
  const files = hostFiles({ proc: '/proc', sys: '/sys', root: '/' });
  let credentials: KubeletOptions;
  let cri: CriContainers;

  const collectorWith = (options: Partial<KubeletCollectorOptions> = {}) =>
    kubeletCollector({
      kubelet: new KubeletClient(credentials),
      host: 'node1',
      node: 'node1',
      now: Date.now,
      files,
      cri,
      cgroups: cgroupReader(files),
      ...options,
    });

  beforeAll(async () => {
    await lab('kubernetes.sh', ['up', '1']);
    await lab('kubernetes.sh', ['workload']);
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, await lab('kubernetes.sh', ['token', 'default', 'observer']));
    credentials = { url: URL, tokenFile, caFile: join(labFolder, 'pki/ca.crt') };
    const socket = join(labFolder, 'kubernetes/node1/fs/run/containerd/containerd.sock');
    cri = new CriContainers({ client: new CriClient(socket) });
    // cAdvisor needs its first round over the containers.
    await vi.waitUntil(() => cadvisor('container_cpu_usage_seconds_total', 'burn'), {
      timeout: 120_000,
      interval: 2000,
    });
  }, 600_000);

  afterAll(async () => {
    cri?.close();
    rmSync(folder, { recursive: true, force: true });
    await lab('kubernetes.sh', ['down']);
  }, 120_000);

  /** A sample of the kubelet's own exposition, by the container's name. */
  async function cadvisor(metric: string, container: string) {
    const chunks: Buffer[] = [];
    const kubelet = new KubeletClient(credentials);
    const reply = await kubelet.getBytes('/metrics/cadvisor', signal(), (chunk) => {
      chunks.push(Buffer.from(chunk));
      return 'more';
    });
    kubelet.close();
    expect(reply).toEqual({ ok: true });
    const outcome = parseExposition(Buffer.concat(chunks));
    if (!outcome.ok) throw new Error(outcome.problem.message);
    return outcome.families
      .flatMap(({ samples }) => samples)
      .map(({ labels, value, timestampMs }) => ({ labels: labelsToRecord(labels), value, timestampMs }))
      .find(({ labels }) => labels['__name__'] === metric && labels['container'] === container);
  }

  test('beside cAdvisor only what this one lacks', async () => {
    const out = new RecordedOutput();
    expect(await collectorWith().collect(out, signal())).toEqual({ kind: 'ok' });
    expect(out.duplicates()).toEqual([]);
    expect(out.of('container_cpu_usage_seconds_total')).toEqual([]);
    // Kubernetes 1.20 has no count of kills.
    expect(out.of('container_oom_events_total', { container: 'burn', namespace: 'default' })).toHaveLength(1);
    // A kubelet looks at the disks of a pod when it is some time old.
    const disks = await vi.waitUntil(
      async () => {
        const later = new RecordedOutput();
        await collectorWith().collect(later, signal());
        const [first] = later.of('pod_ephemeral_storage_capacity_bytes');
        return first === undefined ? undefined : later.value('pod_ephemeral_storage_capacity_bytes', first.labels);
      },
      { timeout: 120_000, interval: 2_000 },
    );
    expect(disks).toBeGreaterThan(1e9);
    expect(out.value('node_processes_max_processes')).toBeGreaterThan(1000);
  });

  test.each([
    ['from the summary alone', { cri: undefined, cgroups: undefined }],
    ['with the runtime and the cgroup tree', {}],
  ])('in its place: the same containers and the same CPU, %s', async (name, without) => {
    const out = new RecordedOutput();
    const { cri: _, cgroups: __, ...bare } = { cri, cgroups: undefined };
    const collector =
      'cri' in without
        ? kubeletCollector({
            kubelet: new KubeletClient(credentials),
            host: 'node1',
            node: 'node1',
            now: Date.now,
            cadvisor: 'absent',
            ...bare,
          })
        : collectorWith({ cadvisor: 'absent' });
    const before = (await cadvisor('container_cpu_usage_seconds_total', 'burn'))!;
    const startedAt = Date.now();
    expect(await collector.collect(out, signal())).toEqual({ kind: 'ok' });
    const after = await vi.waitFor(
      async () => {
        const found = (await cadvisor('container_cpu_usage_seconds_total', 'burn'))!;
        expect(found.timestampMs).toBeGreaterThan(startedAt);
        return found;
      },
      { timeout: 60_000, interval: 1000 },
    );
    const burn = { container: 'burn', namespace: 'default' };
    expectBetween(
      `burn: CPU seconds, ${name}`,
      out.value('container_cpu_usage_seconds_total', burn),
      before.value,
      after.value,
    );
    expect(out.value('container_memory_working_set_bytes', burn)).toBeGreaterThan(0);
    expect(out.of('container_last_seen', { container: 'web' }).length).toBeGreaterThanOrEqual(4);
    expect(out.of('container_last_seen', { container: 'web' })[0]?.labels['workload']).toBe('web');
    expect(out.of('container_network_receive_bytes_total', { container: '' }).length).toBeGreaterThan(3);
    expect(out.duplicates()).toEqual([]);
  });

  test('kills of a container that is killed again and again are counted', async () => {
    const collector = collectorWith();
    const out = new RecordedOutput();
    await vi.waitFor(
      async () => {
        out.clear();
        await collector.collect(out, signal());
        const [kills] = out.of('container_oom_events_total', { pod: 'oom' });
        expect(kills?.value).toBeGreaterThan(0);
        expect(kills?.labels['id']).toBeUndefined();
      },
      { timeout: 300_000, interval: 5000 },
    );
  });

  test('what a wrong certificate and a missing token are told as', async () => {
    const out = new RecordedOutput();
    const { tokenFile: _, ...anonymous } = credentials;
    expect(await collectorWith({ kubelet: new KubeletClient(anonymous) }).collect(out, signal())).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining('status 401'),
      advice: expect.stringContaining('token'),
    });
    const { caFile: __, ...unverified } = credentials;
    expect(await collectorWith({ kubelet: new KubeletClient(unverified) }).collect(out, signal())).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringMatching(/certificate/),
      advice: expect.stringContaining('serverTLSBootstrap'),
    });
    const skipping = new KubeletClient({ ...unverified, certificateCheck: 'skip' });
    expect(await collectorWith({ kubelet: skipping }).collect(out, signal())).toEqual({ kind: 'ok' });
  });
});
