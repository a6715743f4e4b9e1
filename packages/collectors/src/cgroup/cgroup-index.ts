import type { CgroupFiles } from './cgroup-files.ts';

/** Names of the groups of containers end in the runtime's id: `ID`, `docker-ID.scope`, `cri-containerd-ID.scope`, `crio-ID`. */
const CONTAINER = /(?:^|[-:])([0-9a-f]{64})(?:\.scope)?$/;
/** Helpers of the runtime that have a group of their own, beside the container's. */
const HELPER = /(?:^|-)conmon-/;
/** `pod<uid>` of the cgroupfs driver, `kubepods-burstable-pod<uid with _>.slice` of the systemd driver. */
const POD = /(?:^|-)pod([0-9a-f_-]{32,36})(?:\.slice)?$/;

/** Deeper than any runtime nests: QoS class, pod, container below slices of the node's own. */
const MAX_DEPTH = 10;
/** A tree larger than this is no node's. */
const MAX_GROUPS = 50_000;

/** Finds the cgroup of a container by its id. The tree is walked when an id is asked for that it did not hold before. */
export class CgroupIndex {
  readonly #files: CgroupFiles;
  #containers = new Map<string, string>();
  #pods = new Map<string, string>();
  #walked = false;

  constructor(files: CgroupFiles) {
    this.#files = files;
  }

  /** From now on an unknown id is looked for again, once. */
  begin(): void {
    this.#walked = false;
  }

  /** The group, such as `/docker/0123…`; undefined when there is none. */
  container(id: string): string | undefined {
    return this.#find(id, () => this.#containers);
  }

  pod(uid: string): string | undefined {
    return this.#find(uid, () => this.#pods);
  }

  #find(key: string, map: () => ReadonlyMap<string, string>): string | undefined {
    if (!map().has(key) && !this.#walked) this.#walk();
    return map().get(key);
  }

  #walk(): void {
    this.#walked = true;
    this.#containers = new Map();
    this.#pods = new Map();
    const root = this.#files.folder('pids') ?? this.#files.folder('memory') ?? this.#files.folder('cpu');
    if (root === undefined) return;
    let groups = 0;
    const walk = (path: string, depth: number): void => {
      for (const name of this.#files.host.folders(`${root}${path}`)) {
        if (++groups > MAX_GROUPS) return;
        const group = `${path}/${name}`;
        const container = HELPER.test(name) ? undefined : CONTAINER.exec(name)?.[1];
        if (container !== undefined) {
          // What is below belongs to the container.
          this.#containers.set(container, group);
          continue;
        }
        const pod = POD.exec(name)?.[1];
        if (pod !== undefined) this.#pods.set(pod.replaceAll('_', '-'), group);
        if (depth < MAX_DEPTH) walk(group, depth + 1);
      }
    };
    walk('', 0);
  }
}
