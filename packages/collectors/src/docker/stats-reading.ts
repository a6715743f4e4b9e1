import type { BlockDevices } from '../host/block-devices.ts';
import { known, type ContainerReading, type Numbers, type PageFaults } from '../container/reading.ts';
import type { DiskName, NetworkName, ScalarName } from '../container/metrics.ts';
import { at, entriesAt, listAt, numberAt, textAt, timeAt } from '../json-value.ts';

/** Dividing gives the float64 next to the true value; multiplying by 1e-9 does not. */
const NANOSECONDS = 1e9;

/**
 * Reads the answer of `/containers/ID/stats`. Undefined for a container that does not run: the engine then answers zeros,
 * and the year 1 for the time at which it read them.
 * @see https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Container/operation/ContainerStats
 */
export function statsReading(
  stats: unknown,
  runtime: 'docker' | 'podman',
  devices: BlockDevices,
): ContainerReading | undefined {
  if (timeAt(stats, 'read') === undefined) return undefined;
  const memory = memoryOf(at(stats, 'memory_stats'));
  const reading = {
    scalars: {
      ...cpuOf(at(stats, 'cpu_stats'), runtime),
      ...memory.scalars,
      // Counts tasks. Absent on engines that do not limit them.
      ...known({ processes: numberAt(stats, 'pids_stats', 'current') }),
    },
    ...(memory.pageFaults === undefined ? {} : { pageFaults: memory.pageFaults }),
  };
  const networks = networksOf(stats);
  const disks = disksOf(at(stats, 'blkio_stats'), runtime, devices);
  return { ...reading, ...(networks === undefined ? {} : { networks }), ...(disks === undefined ? {} : { disks }) };
}

function cpuOf(cpu: unknown, runtime: 'docker' | 'podman'): Numbers<ScalarName> {
  const seconds = (...path: readonly string[]): number | undefined => {
    const nanoseconds = numberAt(cpu, ...path);
    return nanoseconds === undefined ? undefined : nanoseconds / NANOSECONDS;
  };
  const usage = {
    cpuSeconds: seconds('cpu_usage', 'total_usage'),
    cpuUserSeconds: seconds('cpu_usage', 'usage_in_usermode'),
    cpuSystemSeconds: seconds('cpu_usage', 'usage_in_kernelmode'),
  };
  // podman says 0 for throttling whatever the quota does.
  if (runtime === 'podman') return known(usage);
  return known({
    ...usage,
    cfsPeriods: numberAt(cpu, 'throttling_data', 'periods'),
    cfsThrottledPeriods: numberAt(cpu, 'throttling_data', 'throttled_periods'),
    cfsThrottledSeconds: seconds('throttling_data', 'throttled_time'),
  });
}

interface Memory {
  readonly scalars: Numbers<ScalarName>;
  readonly pageFaults?: readonly PageFaults[];
}

function memoryOf(memory: unknown): Memory {
  const stat = (...names: readonly string[]): number | undefined => {
    for (const name of names) {
      const value = numberAt(memory, 'stats', name);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const usage = numberAt(memory, 'usage');
  if (usage === undefined) {
    // Windows knows the working set alone.
    return { scalars: known({ memoryWorkingSet: numberAt(memory, 'privateworkingset') }) };
  }
  // cgroup v1 has each number twice, `total_` with those of groups below; v2 once, and `anon` for `rss`, `file` for `cache`.
  const inactive = stat('total_inactive_file', 'inactive_file');
  const scalars = known({
    memoryUsage: usage,
    memoryWorkingSet: Math.max(0, usage - (inactive ?? 0)),
    memoryRss: stat('total_rss', 'rss', 'anon'),
    memoryCache: stat('total_cache', 'cache', 'file'),
    memorySwap: stat('total_swap', 'swap'),
    memoryMappedFile: stat('total_mapped_file', 'mapped_file', 'file_mapped'),
    memoryKernel: stat('kernel'),
    memoryActiveFile: stat('total_active_file', 'active_file'),
    memoryInactiveFile: inactive,
    memoryMaxUsage: numberAt(memory, 'max_usage'),
    memoryFailcnt: numberAt(memory, 'failcnt'),
    memoryLimit: numberAt(memory, 'limit'),
  });
  const own = known({ all: stat('pgfault'), major: stat('pgmajfault') });
  const hierarchy = known({ all: stat('total_pgfault', 'pgfault'), major: stat('total_pgmajfault', 'pgmajfault') });
  if (own.all === undefined) return { scalars };
  return {
    scalars,
    pageFaults: [
      { scope: 'container', ...own },
      { scope: 'hierarchy', ...hierarchy },
    ],
  };
}

function networksOf(stats: unknown): ReadonlyMap<string, Numbers<NetworkName>> | undefined {
  const networks = entriesAt(stats, 'networks');
  // Absent for a container on the host's network; that of one without any network is empty, or absent too.
  if (networks.length === 0) return undefined;
  return new Map(
    networks.map(([name, counts]) => [
      name,
      known({
        receivedBytes: numberAt(counts, 'rx_bytes'),
        receivedPackets: numberAt(counts, 'rx_packets'),
        receiveErrors: numberAt(counts, 'rx_errors'),
        receiveDropped: numberAt(counts, 'rx_dropped'),
        sentBytes: numberAt(counts, 'tx_bytes'),
        sentPackets: numberAt(counts, 'tx_packets'),
        sendErrors: numberAt(counts, 'tx_errors'),
        sendDropped: numberAt(counts, 'tx_dropped'),
      }),
    ]),
  );
}

function disksOf(
  blkio: unknown,
  runtime: 'docker' | 'podman',
  devices: BlockDevices,
): ReadonlyMap<string, Numbers<DiskName>> | undefined {
  const disks = new Map<string, Partial<Record<DiskName, number>>>();
  const count = (list: string, readName: DiskName, writeName: DiskName): void => {
    for (const entry of listAt(blkio, list)) {
      // Read and Write only: Sync and Async count the same operations another time, Total counts discards too.
      const operation = textAt(entry, 'op').toLowerCase();
      if (operation !== 'read' && operation !== 'write') continue;
      const device = deviceOf(entry, runtime, devices);
      const numbers = disks.get(device) ?? {};
      disks.set(device, numbers);
      const name = operation === 'read' ? readName : writeName;
      // Go leaves a zero out where the field may be empty.
      numbers[name] = (numbers[name] ?? 0) + (numberAt(entry, 'value') ?? 0);
    }
  };
  count('io_service_bytes_recursive', 'readBytes', 'writtenBytes');
  count('io_serviced_recursive', 'reads', 'writes');
  // Nothing at all: this kernel does not count block I/O, which is not the same as no I/O.
  return disks.size === 0 ? undefined : disks;
}

function deviceOf(entry: unknown, runtime: 'docker' | 'podman', devices: BlockDevices): string {
  const major = numberAt(entry, 'major') ?? 0;
  const minor = numberAt(entry, 'minor') ?? 0;
  // podman has swapped them (0:254 for 254:0); no disk has major number 0.
  const swapped = runtime === 'podman' && !devices.has(major, minor) && (major === 0 || devices.has(minor, major));
  return swapped ? devices.name(minor, major) : devices.name(major, minor);
}
