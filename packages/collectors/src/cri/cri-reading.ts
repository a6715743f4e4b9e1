import { unixMs, type UnixMs } from '@binnacle/model';
import { known, type ContainerReading, type Numbers } from '../container/reading.ts';
import type { FileSystemName, NetworkName } from '../container/metrics.ts';
import type { ContainerStats, FileSystemUsage, SandboxStats } from './messages.ts';

const NANOSECONDS = 1e9;

/**
 * What a runtime tells of one container; undefined where it tells nothing, as of one that has just ended. Pressure is left
 * out: the CRI says nanoseconds, the kernel counts microseconds, runtimes hand on either. The cgroup tree is certain of it.
 */
export function containerStatsReading(
  stats: ContainerStats,
  device: (mountpoint: string) => string,
): ContainerReading | undefined {
  const { cpu, memory, writableLayer, swap } = stats;
  // A container without memory is one without processes: containerd answers a time and zeros.
  if (cpu === undefined || memory === undefined || (memory.usage ?? memory.workingSet) === undefined) return undefined;
  const measuredAt = timeOf(cpu.timestamp);
  const fileSystems = writableLayer === undefined ? undefined : fileSystemsOf(writableLayer, device);
  return {
    scalars: known({
      cpuSeconds: seconds(cpu.coreNanoSeconds),
      memoryUsage: memory.usage,
      memoryWorkingSet: memory.workingSet,
      memoryRss: memory.rss,
      memorySwap: swap?.used,
    }),
    ...(memory.pageFaults === undefined
      ? {}
      : { pageFaults: [{ scope: 'container', ...known({ all: memory.pageFaults, major: memory.majorPageFaults }) }] }),
    ...(fileSystems === undefined ? {} : { fileSystems }),
    ...(measuredAt === undefined ? {} : { measuredAt }),
  };
}

/** The network of a pod, which its sandbox holds; undefined where the runtime does not tell. */
export function sandboxStatsReading(stats: SandboxStats): ContainerReading | undefined {
  const network = stats.linux?.network;
  if (network === undefined) return undefined;
  const found = [...(network.defaultInterface === undefined ? [] : [network.defaultInterface]), ...network.interfaces];
  const networks = new Map<string, Numbers<NetworkName>>();
  for (const { name, rxBytes, rxErrors, txBytes, txErrors } of found) {
    if (name === '' || name === 'lo') continue;
    networks.set(
      name,
      known({ receivedBytes: rxBytes, receiveErrors: rxErrors, sentBytes: txBytes, sendErrors: txErrors }),
    );
  }
  const measuredAt = timeOf(network.timestamp);
  return { scalars: {}, networks, ...(measuredAt === undefined ? {} : { measuredAt }) };
}

export function fileSystemsOf(
  usage: FileSystemUsage,
  device: (mountpoint: string) => string,
): ReadonlyMap<string, Numbers<FileSystemName>> | undefined {
  if (usage.usedBytes === undefined) return undefined;
  return new Map([[device(usage.id?.mountpoint ?? ''), known<FileSystemName>({ usedBytes: usage.usedBytes })]]);
}

const seconds = (nanoseconds: number | undefined): number | undefined =>
  nanoseconds === undefined ? undefined : nanoseconds / NANOSECONDS;

const timeOf = (nanoseconds: number): UnixMs | undefined =>
  nanoseconds <= 0 ? undefined : unixMs(Math.round(nanoseconds / 1e6));
