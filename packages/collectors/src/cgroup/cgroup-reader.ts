import { known, type ContainerReading, type Numbers } from '../container/reading.ts';
import type { ScalarName } from '../container/metrics.ts';
import { BlockDevices } from '../host/block-devices.ts';
import type { HostFiles } from '../host/host-files.ts';
import { CgroupFiles, type CgroupVersion } from './cgroup-files.ts';
import { CgroupIndex } from './cgroup-index.ts';
import { networksOfProcess } from './network-devices.ts';
import { readVersionOne } from './version-one.ts';
import { readVersionTwo } from './version-two.ts';

export interface CgroupReader {
  readonly version: CgroupVersion;
  /** Begins a pass: containers that are new since the last one are looked for again. */
  begin(): void;
  /** What the kernel tells of a container of this machine; undefined when it has no cgroup here. */
  read(container: { readonly containerId: string }): ContainerReading | undefined;
  /** The cgroup of a container, such as `/docker/0123…`. */
  group(containerId: string): string | undefined;
  /** The cgroup of a pod, by the pod's uid. */
  podGroup(uid: string): string | undefined;
}

/** More open files than this in one container are not counted: looking at each costs too much. */
const MAX_FILES = 4000;
const MAX_PROCESSES = 200;

/** Reads containers from the cgroup tree of this machine, of either version, and their networks from proc. */
export function cgroupReader(host: HostFiles): CgroupReader {
  const files = new CgroupFiles(host);
  const index = new CgroupIndex(files);
  const devices = new BlockDevices(host);
  const hostMemory = Number(/^MemTotal:\s+(\d+) kB/m.exec(host.proc('meminfo') ?? '')?.[1] ?? Number.NaN) * 1024;

  function readProcesses(group: string): { readonly scalars: Numbers<ScalarName>; readonly pid: number | undefined } {
    const pids = files.processes(group);
    const max = files.read('pids', group, 'pids.max')?.trim();
    const scalars = known({
      processes: pids.length,
      threads: files.number('pids', group, 'pids.current'),
      threadsMax: max === undefined ? undefined : max === 'max' ? 0 : Number(max),
      ...countFiles(host, pids),
    });
    return { scalars, pid: pids[0] };
  }

  return {
    version: files.version,
    begin: () => index.begin(),
    group: (containerId) => index.container(containerId),
    podGroup: (uid) => index.pod(uid),
    read({ containerId }) {
      const group = index.container(containerId);
      if (group === undefined) return undefined;
      const reading =
        files.version === 1 ? readVersionOne(files, group, devices) : readVersionTwo(files, group, devices);
      const { scalars, pid } = readProcesses(group);
      // An empty group: the container has just ended, and what is left in it says nothing of it.
      if (pid === undefined) return undefined;
      const limit = reading.scalars.specMemoryLimit;
      const memoryLimit = limit === undefined ? undefined : limit > 0 ? limit : hostMemory;
      const networks = networksOfProcess(host, pid);
      return {
        ...reading,
        scalars: { ...reading.scalars, ...scalars, ...known({ memoryLimit }) },
        ...(networks === undefined ? {} : { networks }),
      };
    },
  };
}

/** Open files and sockets of processes; nothing where they cannot be read, or are too many to look at. */
function countFiles(host: HostFiles, pids: readonly number[]): Numbers<ScalarName> {
  if (pids.length > MAX_PROCESSES) return {};
  let fileDescriptors = 0;
  let sockets = 0;
  for (const pid of pids) {
    const open = host.list('proc', `${pid}/fd`);
    fileDescriptors += open.length;
    if (fileDescriptors > MAX_FILES) return {};
    for (const file of open) if (host.link('proc', `${pid}/fd/${file}`).startsWith('socket:')) sockets++;
  }
  // Without the right to look, each list is empty; a process has files open.
  return fileDescriptors === 0 ? {} : { fileDescriptors, sockets };
}
