import { unixMs, type UnixMs } from '@binnacle/model';
import { known, type ContainerReading, type Numbers } from '../container/reading.ts';
import type { FileSystemName, NetworkName } from '../container/metrics.ts';
import { at, listAt, numberAt, textAt, timeAt } from '../json-value.ts';

const NANOSECONDS = 1e9;
/** The kernel's microseconds, whatever the field's documentation says: captures of Kubernetes 1.34 show it. */
const PRESSURE_UNITS = 1e6;

export interface SummaryContainer {
  readonly name: string;
  readonly reading: ContainerReading;
  readonly startedAtMs: number | undefined;
  readonly logBytes: number | undefined;
}

export interface SummaryVolume {
  readonly name: string;
  /** '' for a volume that is no claim. */
  readonly claim: string;
  readonly claimNamespace: string;
  readonly space: Space;
}

export interface SummaryPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly containers: readonly SummaryContainer[];
  /** Absent where the kubelet tells nothing: a pod that has not started, or is on the node's network. */
  readonly networks: ReadonlyMap<string, Numbers<NetworkName>> | undefined;
  readonly measuredAt: UnixMs | undefined;
  readonly ephemeralStorage: Space | undefined;
  readonly volumes: readonly SummaryVolume[];
}

/** Bytes and inodes of a file system, or of a part of one. */
export interface Space {
  readonly used: number | undefined;
  readonly available: number | undefined;
  readonly capacity: number | undefined;
  readonly inodes: number | undefined;
  readonly inodesFree: number | undefined;
  readonly inodesUsed: number | undefined;
}

export interface Summary {
  readonly node: string;
  readonly pods: readonly SummaryPod[];
  readonly imageFileSystem: Space | undefined;
  readonly threads: number | undefined;
  readonly maxProcesses: number | undefined;
}

/**
 * Reads what a kubelet's `/stats/summary` answers; undefined when it is something else.
 * @see https://pkg.go.dev/k8s.io/kubelet/pkg/apis/stats/v1alpha1
 */
export function parseSummary(json: unknown): Summary | undefined {
  const node = textAt(json, 'node', 'nodeName');
  if (node === '') return undefined;
  return {
    node,
    pods: listAt(json, 'pods').flatMap((pod) => podOf(pod) ?? []),
    imageFileSystem: spaceOf(at(json, 'node', 'runtime', 'imageFs')),
    threads: numberAt(json, 'node', 'rlimit', 'curproc'),
    maxProcesses: numberAt(json, 'node', 'rlimit', 'maxpid'),
  };
}

function podOf(pod: unknown): SummaryPod | undefined {
  const name = textAt(pod, 'podRef', 'name');
  const namespace = textAt(pod, 'podRef', 'namespace');
  if (name === '') return undefined;
  return {
    namespace,
    name,
    uid: textAt(pod, 'podRef', 'uid'),
    containers: listAt(pod, 'containers').map(containerOf),
    networks: networksOf(at(pod, 'network')),
    measuredAt: time(at(pod, 'network', 'time')),
    ephemeralStorage: spaceOf(at(pod, 'ephemeral-storage')),
    volumes: listAt(pod, 'volume').flatMap((volume) => {
      const space = spaceOf(volume);
      if (space === undefined) return [];
      const claimNamespace = textAt(volume, 'pvcRef', 'namespace') || namespace;
      return { name: textAt(volume, 'name'), claim: textAt(volume, 'pvcRef', 'name'), claimNamespace, space };
    }),
  };
}

function containerOf(container: unknown): SummaryContainer {
  const cpu = at(container, 'cpu');
  const memory = at(container, 'memory');
  const all = numberAt(memory, 'pageFaults');
  const measuredAt = time(at(cpu, 'time'));
  const usedBytes = numberAt(container, 'rootfs', 'usedBytes');
  const pressure = (what: unknown, kind: 'some' | 'full'): number | undefined =>
    divide(numberAt(what, 'psi', kind, 'total'), PRESSURE_UNITS);
  const reading: ContainerReading = {
    scalars: known({
      // float64 is exact to the nanosecond for 104 days of one CPU, to the microsecond for 285 years.
      cpuSeconds: divide(numberAt(cpu, 'usageCoreNanoSeconds'), NANOSECONDS),
      memoryUsage: numberAt(memory, 'usageBytes'),
      memoryWorkingSet: numberAt(memory, 'workingSetBytes'),
      memoryRss: numberAt(memory, 'rssBytes'),
      memorySwap: numberAt(container, 'swap', 'swapUsageBytes'),
      pressureCpuWaiting: pressure(cpu, 'some'),
      pressureCpuStalled: pressure(cpu, 'full'),
      pressureMemoryWaiting: pressure(memory, 'some'),
      pressureMemoryStalled: pressure(memory, 'full'),
      pressureIoWaiting: pressure(at(container, 'io'), 'some'),
      pressureIoStalled: pressure(at(container, 'io'), 'full'),
    }),
    ...(all === undefined
      ? {}
      : { pageFaults: [{ scope: 'container', ...known({ all, major: numberAt(memory, 'majorPageFaults') }) }] }),
    ...(usedBytes === undefined ? {} : { fileSystems: new Map([['rootfs', known<FileSystemName>({ usedBytes })]]) }),
    ...(measuredAt === undefined ? {} : { measuredAt }),
  };
  return {
    name: textAt(container, 'name'),
    reading,
    startedAtMs: timeAt(container, 'startTime'),
    logBytes: numberAt(container, 'logs', 'usedBytes'),
  };
}

function networksOf(network: unknown): ReadonlyMap<string, Numbers<NetworkName>> | undefined {
  // The default interface is repeated in the list; before Kubernetes 1.11 there was no list.
  const listed = listAt(network, 'interfaces');
  const all = [network, ...listed];
  const networks = new Map<string, Numbers<NetworkName>>();
  for (const one of all) {
    const name = textAt(one, 'name');
    const numbers = known({
      receivedBytes: numberAt(one, 'rxBytes'),
      receiveErrors: numberAt(one, 'rxErrors'),
      sentBytes: numberAt(one, 'txBytes'),
      sendErrors: numberAt(one, 'txErrors'),
    });
    if (name !== '' && name !== 'lo' && Object.keys(numbers).length > 0) networks.set(name, numbers);
  }
  return networks.size === 0 ? undefined : networks;
}

function spaceOf(value: unknown): Space | undefined {
  const space = {
    used: numberAt(value, 'usedBytes'),
    available: numberAt(value, 'availableBytes'),
    capacity: numberAt(value, 'capacityBytes'),
    inodes: numberAt(value, 'inodes'),
    inodesFree: numberAt(value, 'inodesFree'),
    inodesUsed: numberAt(value, 'inodesUsed'),
  };
  return Object.values(space).every((number) => number === undefined) ? undefined : space;
}

const divide = (value: number | undefined, by: number): number | undefined =>
  value === undefined ? undefined : value / by;

function time(value: unknown): UnixMs | undefined {
  const ms = timeAt(value);
  return ms === undefined ? undefined : unixMs(ms);
}
