import { known, type ContainerReading, type Numbers } from '../container/reading.ts';
import type { DiskName, ScalarName } from '../container/metrics.ts';
import type { BlockDevices } from '../host/block-devices.ts';
import type { CgroupFiles } from './cgroup-files.ts';

/** What the kernel says for "no limit": the largest multiple of a page below 2^63. */
const UNLIMITED = 2 ** 60;
/** cpuacct.stat counts in ticks of this many a second, on every architecture that Linux supports. */
const USER_HZ = 100;

/** Everything that the controllers of version 1 tell of a group. */
export function readVersionOne(files: CgroupFiles, group: string, devices: BlockDevices): ContainerReading {
  const memory = files.numbers('memory', group, 'memory.stat');
  const disks = readDisks(files, group, devices);
  const all = memory.get('pgfault');
  return {
    scalars: { ...readCpu(files, group), ...readMemory(files, group, memory) },
    ...(disks === undefined ? {} : { disks }),
    ...(all === undefined
      ? {}
      : {
          pageFaults: [
            { scope: 'container', ...known({ all, major: memory.get('pgmajfault') }) },
            {
              scope: 'hierarchy',
              ...known({ all: memory.get('total_pgfault'), major: memory.get('total_pgmajfault') }),
            },
          ],
        }),
  };
}

function readCpu(files: CgroupFiles, group: string): Numbers<ScalarName> {
  const seconds = (file: string): number | undefined => divide(files.number('cpuacct', group, file), 1e9);
  const ticks = files.numbers('cpuacct', group, 'cpuacct.stat');
  const throttling = files.numbers('cpu', group, 'cpu.stat');
  const quota = files.number('cpu', group, 'cpu.cfs_quota_us');
  return known({
    cpuSeconds: seconds('cpuacct.usage'),
    cpuUserSeconds: seconds('cpuacct.usage_user') ?? divide(ticks.get('user'), USER_HZ),
    cpuSystemSeconds: seconds('cpuacct.usage_sys') ?? divide(ticks.get('system'), USER_HZ),
    cfsPeriods: throttling.get('nr_periods'),
    cfsThrottledPeriods: throttling.get('nr_throttled'),
    cfsThrottledSeconds: divide(throttling.get('throttled_time'), 1e9),
    specCpuQuota: quota !== undefined && quota > 0 ? quota : undefined,
    specCpuPeriod: files.number('cpu', group, 'cpu.cfs_period_us'),
    specCpuShares: files.number('cpu', group, 'cpu.shares'),
  });
}

function readMemory(files: CgroupFiles, group: string, stat: ReadonlyMap<string, number>): Numbers<ScalarName> {
  const bytes = (file: string): number | undefined => files.number('memory', group, file);
  const limit = (file: string): number | undefined => {
    const value = bytes(file);
    return value !== undefined && value >= UNLIMITED ? 0 : value;
  };
  const usage = bytes('memory.usage_in_bytes');
  const inactive = stat.get('total_inactive_file');
  return known({
    memoryUsage: usage,
    memoryWorkingSet: usage === undefined ? undefined : Math.max(0, usage - (inactive ?? 0)),
    memoryRss: stat.get('total_rss'),
    memoryCache: stat.get('total_cache'),
    memorySwap: stat.get('total_swap'),
    memoryMappedFile: stat.get('total_mapped_file'),
    memoryKernel: bytes('memory.kmem.usage_in_bytes'),
    memoryMaxUsage: bytes('memory.max_usage_in_bytes'),
    memoryFailcnt: bytes('memory.failcnt'),
    memoryActiveFile: stat.get('total_active_file'),
    memoryInactiveFile: inactive,
    oomEvents: files.numbers('memory', group, 'memory.oom_control').get('oom_kill'),
    specMemoryLimit: limit('memory.limit_in_bytes'),
    specMemoryReservation: limit('memory.soft_limit_in_bytes'),
    specMemorySwapLimit: limit('memory.memsw.limit_in_bytes'),
  });
}

function readDisks(
  files: CgroupFiles,
  group: string,
  devices: BlockDevices,
): ReadonlyMap<string, Numbers<DiskName>> | undefined {
  const disks = new Map<string, Partial<Record<DiskName, number>>>();
  const count = (kind: string, readName: DiskName, writeName: DiskName): void => {
    const text =
      files.read('blkio', group, `blkio.throttle.${kind}_recursive`) ??
      files.read('blkio', group, `blkio.throttle.${kind}`) ??
      '';
    for (const [, major, minor, operation, value] of text.matchAll(/^(\d+):(\d+) (Read|Write) (\d+)$/gm)) {
      const device = devices.name(Number(major), Number(minor));
      const numbers = disks.get(device) ?? {};
      disks.set(device, numbers);
      numbers[operation === 'Read' ? readName : writeName] = Number(value);
    }
  };
  count('io_service_bytes', 'readBytes', 'writtenBytes');
  count('io_serviced', 'reads', 'writes');
  // Without a single device the kernel does not count (it begins after a throttle rule was set): not the same as no I/O.
  return disks.size === 0 ? undefined : disks;
}

const divide = (value: number | undefined, by: number): number | undefined =>
  value === undefined ? undefined : value / by;
