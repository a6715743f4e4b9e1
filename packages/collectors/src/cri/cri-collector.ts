import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CgroupReader } from '../cgroup/cgroup-reader.ts';
import type { Collector, CollectorOutput, CollectOutcome, MetricFamily } from '../collector.ts';
import { containerLabels } from '../container/identity.ts';
import { writeMachine, type Machine } from '../container/machine.ts';
import { fillGaps, known, type ContainerReading } from '../container/reading.ts';
import { SeriesByContainer } from '../container/series-by-container.ts';
import type { HostFiles } from '../host/host-files.ts';
import { machineOf } from '../host/machine-of.ts';
import { deviceOfPath } from '../host/mounts.ts';
import type { CriContainer, CriContainers, CriSandbox } from './cri-containers.ts';
import { containerStatsReading, sandboxStatsReading } from './cri-reading.ts';
import { KillCounts } from './kill-counts.ts';
import { imageFsInfoResponse, listContainerStatsResponse, listPodSandboxStatsResponse } from './messages.ts';
import {
  labelsOfRuns,
  lastEndedOfEach,
  lastExitCode,
  newestOfEach,
  restarts,
  runOf,
  writeKills,
  writeStarts,
} from './runs.ts';

const imageBytes: MetricFamily = {
  name: 'container_image_fs_usage_bytes',
  type: 'gauge',
  help: 'Bytes that images use on the file system of the container runtime',
};

export interface CriCollectorOptions {
  readonly containers: CriContainers;
  /** Label `host`, and `instance`. */
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Files of the host that the runtime runs on. */
  readonly files: HostFiles;
  /** Fills in what the runtime does not tell. */
  readonly cgroups?: CgroupReader;
}

/** So many containers are read from the cgroup tree before others get their turn. */
const CONTAINERS_PER_TURN = 8;

/**
 * Containers of containerd, CRI-O or another runtime with a CRI socket, under cAdvisor's names. For machines without a
 * kubelet, or whose kubelet cannot be asked: beside one it would count everything twice.
 */
export function criCollector(options: CriCollectorOptions): Collector {
  const { containers, host, now, files, cgroups } = options;
  const series = new SeriesByContainer();
  const kills = new KillCounts();
  const survived = new Map<string, number>();
  const device = (mountpoint: string): string => deviceOfPath(files, mountpoint) ?? mountpoint;

  async function readings(signal: AbortSignal, partial: string[]): Promise<ReadonlyMap<string, ContainerReading>> {
    const [stats, pods] = await Promise.all([
      containers.client.runtime('ListContainerStats', listContainerStatsResponse, signal),
      containers.client.runtime('ListPodSandboxStats', listPodSandboxStatsResponse, signal),
    ]);
    const found = new Map<string, ContainerReading>();
    if (stats.kind === 'failed') partial.push(`ListContainerStats: ${stats.reason}`);
    if (stats.kind === 'ok') {
      for (const one of stats.value.stats) {
        const reading = containerStatsReading(one, device);
        if (reading !== undefined) found.set(one.attributes?.id ?? '', reading);
      }
    }
    // Pods that are being made or removed make some versions fail as a whole: proc still tells of their networks.
    if (pods.kind === 'ok') {
      for (const one of pods.value.stats) {
        const reading = sandboxStatsReading(one);
        if (reading !== undefined) found.set(one.attributes?.id ?? '', reading);
      }
    }
    return found;
  }

  function writeContainer(container: CriContainer, fromRuntime: ContainerReading | undefined): void {
    if (container.state !== 'running') return;
    const { status } = container;
    const fromCgroup = cgroups?.read({ containerId: container.id });
    if (fromRuntime === undefined && fromCgroup === undefined) return;
    const limits = status?.resources?.linux;
    const spec: ContainerReading = {
      scalars: known({
        lastSeen: now() / 1000,
        startTime: status === undefined || status.startedAt <= 0 ? undefined : status.startedAt / 1e9,
        specMemoryLimit: limits === undefined ? undefined : Math.max(0, limits.memoryLimit),
        specCpuQuota: limits === undefined || limits.cpuQuota <= 0 ? undefined : limits.cpuQuota,
        specCpuPeriod: limits?.cpuPeriod || undefined,
        specCpuShares: limits?.cpuShares || undefined,
      }),
    };
    const identity = { ...container.identity, cgroup: cgroups?.group(container.id) ?? '' };
    // The pod's network is the sandbox's, and told there; kills are counted over all runs of the container.
    const { networks: _, ...reading } = joined(fromRuntime, fromCgroup);
    const { oomEvents, ...scalars } = fillGaps(spec, reading).scalars;
    if (oomEvents !== undefined) survived.set(container.id, oomEvents);
    series.of(container.id, containerLabels(identity, host)).write({ ...reading, scalars });
  }

  function writeSandbox(sandbox: CriSandbox, fromRuntime: ContainerReading | undefined): void {
    // A pod on the host's network has no traffic of its own.
    if (!sandbox.isReady || sandbox.hasNodeNetwork) return;
    const fromCgroup = cgroups?.read({ containerId: sandbox.id });
    const networks = fromCgroup?.networks ?? fromRuntime?.networks;
    if (networks === undefined || networks.size === 0) return;
    const identity = { ...sandbox.identity, cgroup: cgroups?.group(sandbox.id) ?? '' };
    const at = fromCgroup === undefined ? fromRuntime?.measuredAt : undefined;
    const reading = { scalars: {}, networks, ...(at === undefined ? {} : { measuredAt: at }) };
    series.of(sandbox.id, containerLabels(identity, host)).write(reading);
  }

  /** What is counted over all runs of a container of a pod. */
  function writeCounts(all: readonly CriContainer[]): void {
    writeKills(series, all, kills, survived, { host });
    writeStarts(series, all, { host });
    const ended = lastEndedOfEach(all);
    for (const container of newestOfEach(all)) {
      const own = series.of(runOf(container), labelsOfRuns(container, { host }));
      own.add(restarts, container.restarts);
      const code = ended.get(runOf(container))?.status?.exitCode;
      if (code !== undefined) own.add(lastExitCode, code);
    }
  }

  async function writeImages(out: CollectorOutput, signal: AbortSignal): Promise<void> {
    const reply = await containers.client.image('ImageFsInfo', imageFsInfoResponse, signal);
    if (reply.kind !== 'ok') return;
    for (const { id, usedBytes } of reply.value.images) {
      if (usedBytes === undefined) continue;
      const mountpoint = id?.mountpoint ?? '';
      out.add(imageBytes, { host, mountpoint, device: device(mountpoint) }, usedBytes);
    }
  }

  return {
    name: 'cri',
    job: 'cri',
    instance: host,
    scope: 'host',
    async collect(out: CollectorOutput, signal: AbortSignal): Promise<CollectOutcome> {
      cgroups?.begin();
      const read = await containers.read(signal);
      if (!read.ok)
        return { kind: 'unreachable', reason: read.reason, ...(read.advice ? { advice: read.advice } : {}) };
      const partial = [...read.partial];
      const measured = await readings(signal, partial);
      series.begin(out);
      kills.seen(read.containers);
      survived.clear();
      writeMachine(out, machineOf(files) satisfies Machine, host);
      let turn = 0;
      for (const container of read.containers) {
        writeContainer(container, measured.get(container.id));
        if (++turn % CONTAINERS_PER_TURN === 0) await nextTurn();
      }
      for (const sandbox of read.sandboxes) {
        writeSandbox(sandbox, measured.get(sandbox.id));
        if (++turn % CONTAINERS_PER_TURN === 0) await nextTurn();
      }
      writeCounts(read.containers);
      await writeImages(out, signal);
      series.end();
      return partial.length === 0 ? { kind: 'ok' } : { kind: 'ok', partial };
    },
    close() {
      containers.close();
    },
  };
}

/**
 * The kernel's numbers are of this moment and come first; what only the runtime knows (the writable layer) is added. A
 * time of measurement holds for all numbers, so it is given where the runtime's are alone.
 */
function joined(fromRuntime: ContainerReading | undefined, fromCgroup: ContainerReading | undefined): ContainerReading {
  if (fromCgroup === undefined) return fromRuntime ?? { scalars: {} };
  const { measuredAt: _, ...rest } = fillGaps(fromCgroup, fromRuntime);
  return rest;
}
