import { known, type ContainerReading, type Numbers } from '../container/reading.ts';
import type { DiskName, ScalarName } from '../container/metrics.ts';
import type { BlockDevices } from '../host/block-devices.ts';
import { parseNumber, type CgroupFiles } from './cgroup-files.ts';

const MICROSECONDS = 1e6;

/**
 * Everything that the unified tree tells of a group.
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html
 */
export function readVersionTwo(files: CgroupFiles, group: string, devices: BlockDevices): ContainerReading {
  const memory = files.numbers('memory', group, 'memory.stat');
  const disks = readDisks(files.read('blkio', group, 'io.stat') ?? '', devices);
  const all = memory.get('pgfault');
  const faults = known({ all, major: memory.get('pgmajfault') });
  return {
    scalars: { ...readCpu(files, group), ...readMemory(files, group, memory), ...readPressure(files, group) },
    ...(disks.size === 0 ? {} : { disks }),
    ...(all === undefined
      ? {}
      : {
          // Counts always include the groups below: both scopes are the same here, as cAdvisor has it.
          pageFaults: [
            { scope: 'container', ...faults },
            { scope: 'hierarchy', ...faults },
          ],
        }),
  };
}

function readCpu(files: CgroupFiles, group: string): Numbers<ScalarName> {
  const stat = files.numbers('cpu', group, 'cpu.stat');
  const seconds = (name: string): number | undefined => {
    const value = stat.get(name);
    return value === undefined ? undefined : value / MICROSECONDS;
  };
  const [quota, period] = (files.read('cpu', group, 'cpu.max') ?? '').trim().split(' ');
  const weight = files.number('cpu', group, 'cpu.weight');
  return known({
    cpuSeconds: seconds('usage_usec'),
    cpuUserSeconds: seconds('user_usec'),
    cpuSystemSeconds: seconds('system_usec'),
    cfsPeriods: stat.get('nr_periods'),
    cfsThrottledPeriods: stat.get('nr_throttled'),
    cfsThrottledSeconds: seconds('throttled_usec'),
    specCpuQuota: parseNumber(quota),
    specCpuPeriod: parseNumber(period),
    specCpuShares: weight === undefined ? undefined : sharesOfWeight(weight),
  });
}

/** The inverse of how runtimes make a weight (1 to 10,000) of shares (2 to 262,144). */
const sharesOfWeight = (weight: number): number => Math.round(2 + ((weight - 1) * 262_142) / 9999);

function readMemory(files: CgroupFiles, group: string, stat: ReadonlyMap<string, number>): Numbers<ScalarName> {
  const bytes = (file: string): number | undefined => files.number('memory', group, file);
  // `max` says that there is no limit; a missing file that nothing is known.
  const limit = (file: string): number | undefined =>
    files.read('memory', group, file)?.trim() === 'max' ? 0 : bytes(file);
  const usage = bytes('memory.current');
  const inactive = stat.get('inactive_file');
  return known({
    memoryUsage: usage,
    memoryWorkingSet: usage === undefined ? undefined : Math.max(0, usage - (inactive ?? 0)),
    memoryRss: stat.get('anon'),
    memoryCache: stat.get('file'),
    memorySwap: bytes('memory.swap.current'),
    memoryMappedFile: stat.get('file_mapped'),
    memoryKernel: stat.get('kernel') ?? sum(stat.get('slab'), stat.get('kernel_stack')),
    memoryMaxUsage: bytes('memory.peak'),
    memoryActiveFile: stat.get('active_file'),
    memoryInactiveFile: inactive,
    oomEvents: files.numbers('memory', group, 'memory.events').get('oom_kill'),
    specMemoryLimit: limit('memory.max'),
    specMemoryReservation: bytes('memory.low'),
    specMemorySwapLimit: limit('memory.swap.max'),
  });
}

const sum = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b;

function readPressure(files: CgroupFiles, group: string): Numbers<ScalarName> {
  const cpu = parsePressure(files.read('cpu', group, 'cpu.pressure'));
  const memory = parsePressure(files.read('memory', group, 'memory.pressure'));
  const io = parsePressure(files.read('blkio', group, 'io.pressure'));
  return known({
    pressureCpuWaiting: cpu.some,
    pressureCpuStalled: cpu.full,
    pressureMemoryWaiting: memory.some,
    pressureMemoryStalled: memory.full,
    pressureIoWaiting: io.some,
    pressureIoStalled: io.full,
  });
}

export interface Pressure {
  /** Seconds in which some task was held up, and in which all were. */
  readonly some?: number;
  readonly full?: number;
}

/** Reads `some avg10=0.00 avg60=0.00 avg300=0.00 total=12345` and the same of `full`. */
export function parsePressure(text: string | undefined): Pressure {
  const total = (kind: string): number | undefined => {
    const microseconds = new RegExp(`^${kind} .*total=(\\d+)`, 'm').exec(text ?? '')?.[1];
    return microseconds === undefined ? undefined : Number(microseconds) / MICROSECONDS;
  };
  return known({ some: total('some'), full: total('full') });
}

/** Reads lines such as `254:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0`. */
function readDisks(text: string, devices: BlockDevices): ReadonlyMap<string, Numbers<DiskName>> {
  const disks = new Map<string, Numbers<DiskName>>();
  for (const [, major, minor, rest = ''] of text.matchAll(/^(\d+):(\d+)((?: \S+=\d+)+)$/gm)) {
    const counts = new Map([...rest.matchAll(/(\S+)=(\d+)/g)].map(([, key = '', value]) => [key, Number(value)]));
    const numbers = known({
      readBytes: counts.get('rbytes'),
      writtenBytes: counts.get('wbytes'),
      reads: counts.get('rios'),
      writes: counts.get('wios'),
    });
    if (Object.keys(numbers).length > 0) disks.set(devices.name(Number(major), Number(minor)), numbers);
  }
  return disks;
}
