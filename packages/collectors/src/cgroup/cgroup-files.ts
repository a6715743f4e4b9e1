import type { HostFiles } from '../host/host-files.ts';

/** Of version 1 there is one tree for each controller; of version 2 one tree for all. */
export type CgroupVersion = 1 | 2;

type Controller = 'cpu' | 'cpuacct' | 'memory' | 'blkio' | 'pids';

/** Where controllers are mounted together, the folder has both names. */
const folderNames: Readonly<Record<Controller, readonly string[]>> = {
  cpu: ['cpu', 'cpu,cpuacct', 'cpuacct,cpu'],
  cpuacct: ['cpuacct', 'cpu,cpuacct', 'cpuacct,cpu'],
  memory: ['memory'],
  blkio: ['blkio'],
  pids: ['pids'],
};

export const CGROUP_ROOT = 'fs/cgroup';

/** Reads files of one cgroup tree. */
export class CgroupFiles {
  readonly version: CgroupVersion;
  readonly host: HostFiles;
  readonly #folders = new Map<Controller, string | undefined>();

  constructor(host: HostFiles) {
    this.host = host;
    // Only the root of version 2 has this file. In the hybrid layout it is below `unified`, without useful controllers.
    this.version = host.sys(`${CGROUP_ROOT}/cgroup.controllers`) === undefined ? 1 : 2;
  }

  /** The folder below sys in which a controller's tree begins; undefined where it is not mounted. */
  folder(controller: Controller): string | undefined {
    if (this.version === 2) return CGROUP_ROOT;
    if (!this.#folders.has(controller)) {
      const name = folderNames[controller].find(
        (candidate) => this.host.sys(`${CGROUP_ROOT}/${candidate}/cgroup.procs`) !== undefined,
      );
      this.#folders.set(controller, name === undefined ? undefined : `${CGROUP_ROOT}/${name}`);
    }
    return this.#folders.get(controller);
  }

  /** Text of a file of a group, such as `memory.stat` of `/docker/0123…`. */
  read(controller: Controller, group: string, file: string): string | undefined {
    const folder = this.folder(controller);
    return folder === undefined ? undefined : this.host.sys(`${folder}${group}/${file}`);
  }

  /** A file that holds one number; undefined for `max` and for what is no number. */
  number(controller: Controller, group: string, file: string): number | undefined {
    return parseNumber(this.read(controller, group, file));
  }

  /** A file with a name and a number on each line. */
  numbers(controller: Controller, group: string, file: string): ReadonlyMap<string, number> {
    return parseNumbers(this.read(controller, group, file));
  }

  /** The processes of a group and of the groups below it, which a container with an init system makes. */
  processes(group: string, depth = 3): number[] {
    const folder = this.folder('pids') ?? this.folder('cpu');
    if (folder === undefined) return [];
    const own = (this.host.sys(`${folder}${group}/cgroup.procs`) ?? '').split('\n');
    const pids = own.filter((line) => line !== '').map(Number);
    if (depth === 0) return pids;
    for (const child of this.host.folders(`${folder}${group}`)) {
      for (const pid of this.processes(`${group}/${child}`, depth - 1)) pids.push(pid);
    }
    return pids;
  }
}

export function parseNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  return /^-?\d+$/.test(trimmed) ? Number(trimmed) : undefined;
}

export function parseNumbers(text: string | undefined): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const line of (text ?? '').split('\n')) {
    const space = line.indexOf(' ');
    const value = space < 0 ? undefined : parseNumber(line.slice(space + 1));
    if (value !== undefined) numbers.set(line.slice(0, space), value);
  }
  return numbers;
}
