import type { CriContainers } from '../cri/cri-containers.ts';
import type { DockerContainers } from '../docker/docker-containers.ts';
import type { HostFiles } from '../host/host-files.ts';
import { criObject } from './cri-object.ts';
import { dockerObject } from './docker-object.ts';
import { hostObject } from './host-object.ts';
import type { InventoryObject, InventoryPlace } from './inventory-object.ts';

export interface ContainerInventoryOptions extends InventoryPlace {
  readonly files: HostFiles;
  /** As `uname -m` tells it. */
  readonly architecture: string;
  readonly addresses: () => readonly string[];
  readonly agentVersion?: string;
  /** Those that the collectors read with: what they know already is not asked for again. */
  readonly docker?: DockerContainers;
  readonly cri?: CriContainers;
}

export interface Inventory {
  /** The machine first, then its containers. */
  readonly objects: readonly InventoryObject[];
  /** Runtimes that could not be asked: what they have is not in the list, and not gone for that. */
  readonly unreadable: readonly string[];
}

export interface ContainerInventory {
  read(signal: AbortSignal): Promise<Inventory>;
}

/** The containers of this machine, and the machine, as the server keeps them. No environment, no values of secrets. */
export function containerInventory(options: ContainerInventoryOptions): ContainerInventory {
  const { docker, cri } = options;

  async function ofDocker(signal: AbortSignal, into: InventoryObject[], unreadable: string[]): Promise<string[]> {
    const read = await docker?.read(signal);
    if (read === undefined) return [];
    if (!read.ok) {
      unreadable.push(read.reason);
      return [];
    }
    const { runtime, version } = read.info.engine;
    const facts = { runtime, cgroupDriver: read.info.cgroupDriver };
    for (const container of read.containers) {
      into.push(dockerObject(container, facts, docker!.history.lastExitCode(container.id), options));
    }
    return [`${runtime} ${version}`.trim()];
  }

  async function ofCri(signal: AbortSignal, into: InventoryObject[], unreadable: string[]): Promise<string[]> {
    const read = await cri?.read(signal);
    if (read === undefined) return [];
    if (!read.ok) {
      unreadable.push(read.reason);
      return [];
    }
    const sandboxes = new Map(read.sandboxes.map((sandbox) => [sandbox.id, sandbox]));
    for (const container of read.containers) {
      into.push(criObject(container, sandboxes.get(container.sandboxId), options));
    }
    return [`${read.runtime.name} ${read.runtime.version}`.trim()];
  }

  return {
    async read(signal) {
      const containers: InventoryObject[] = [];
      const unreadable: string[] = [];
      const [dockers, runtimes] = await Promise.all([
        ofDocker(signal, containers, unreadable),
        ofCri(signal, containers, unreadable),
      ]);
      const host = hostObject({ ...options, addresses: options.addresses(), runtimes: [...dockers, ...runtimes] });
      return { objects: [host, ...containers], unreadable };
    },
  };
}
