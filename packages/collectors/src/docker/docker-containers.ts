import { inParallel } from '../in-parallel.ts';
import { listAt, numberAt, textAt } from '../json-value.ts';
import { containerEvents, type ContainerEvent } from './container-events.ts';
import { ContainerHistory } from './container-history.ts';
import { dockerContainer, type DockerContainer } from './docker-container.ts';
import type { Engine, EngineClient } from './engine-client.ts';

/** What `/info` says of the machine. */
export interface EngineInfo {
  readonly engine: Engine;
  readonly hostName: string;
  readonly cpus: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly cgroupDriver: string;
  readonly rootDir: string;
  readonly operatingSystem: string;
  readonly kernelVersion: string;
  readonly architecture: string;
}

export type ContainersOutcome =
  | {
      readonly ok: true;
      readonly info: EngineInfo;
      readonly containers: readonly DockerContainer[];
      readonly partial: readonly string[];
    }
  | { readonly ok: false; readonly reason: string; readonly advice?: string };

/** How many descriptions are asked for at a time: an engine answers each with work of its own. */
const CONCURRENT_REQUESTS = 6;
/** After this long a container is described anew even if nothing was heard of it. */
const DESCRIBE_AGAIN_MS = 5 * 60_000;
const INFO_AGAIN_MS = 10 * 60_000;
/** As many events are kept for who asks for them. */
const MAX_EVENTS = 1000;

interface Described {
  readonly container: DockerContainer;
  readonly listedState: string;
  readonly atMs: number;
}

/**
 * The containers of one engine. A container is described (`inspect`) when it is new, when its state has changed or an
 * event spoke of it, and every few minutes; a pass over containers to which nothing happens asks for the list alone.
 */
export class DockerContainers {
  readonly client: EngineClient;
  readonly history = new ContainerHistory();
  readonly #now: () => number;
  readonly #events;
  readonly #described = new Map<string, Described>();
  readonly #changed = new Set<string>();
  #heard: ContainerEvent[] = [];
  #info: { readonly info: EngineInfo; readonly atMs: number } | undefined;

  constructor(client: EngineClient, now: () => number) {
    this.client = client;
    this.#now = now;
    this.#events = containerEvents(client, (event) => this.#hear(event));
  }

  async read(signal: AbortSignal): Promise<ContainersOutcome> {
    const connection = await this.client.connect(signal);
    if (!connection.ok) return connection;
    const { engine } = connection;
    const listening = await this.#events.open(signal);
    const info = await this.#readInfo(engine, signal);
    if (!info.ok) return this.#lost(info.reason);
    const list = await this.client.get('/containers/json?all=true', signal);
    if (!list.ok) return this.#lost(list.reason);
    const partial: string[] = listening
      ? []
      : ['the events of the engine cannot be read: kills between two passes are missed'];
    const rows = listAt(list.value).map((row) => ({ id: textAt(row, 'Id'), state: textAt(row, 'State') }));
    const containers = await inParallel(rows, CONCURRENT_REQUESTS, ({ id, state }) =>
      this.#describe(id, state, listening, partial, signal),
    );
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.#described.keys()) if (!ids.has(id)) this.#described.delete(id);
    for (const id of this.#changed) if (!ids.has(id)) this.#changed.delete(id);
    this.history.keep(ids);
    return { ok: true, info: info.value, containers: containers.filter((found) => found !== undefined), partial };
  }

  /** The events since the last call, oldest first. */
  takeEvents(): readonly ContainerEvent[] {
    const events = this.#heard;
    this.#heard = [];
    return events;
  }

  close(): void {
    this.#events.close();
    this.client.close();
  }

  #hear(event: ContainerEvent): void {
    this.#changed.add(event.containerId);
    // A rename, an update, a pause: nothing that people are told of.
    if (event.action === 'other') return;
    if (this.history.heard(event) === 'repeated') return;
    if (this.#heard.length >= MAX_EVENTS) this.#heard.shift();
    this.#heard.push(event);
  }

  async #describe(
    id: string,
    listedState: string,
    listening: boolean,
    partial: string[],
    signal: AbortSignal,
  ): Promise<DockerContainer | undefined> {
    const known = this.#described.get(id);
    const fresh =
      known !== undefined &&
      listening &&
      known.listedState === listedState &&
      !this.#changed.has(id) &&
      this.#now() - known.atMs < DESCRIBE_AGAIN_MS;
    if (fresh) return known.container;
    this.#changed.delete(id);
    const reply = await this.client.get(`/containers/${id}/json`, signal);
    if (!reply.ok) {
      // 404: it was removed since the list was made.
      if (reply.status !== 404) partial.push(`container ${id.slice(0, 12)}: ${reply.reason}`);
      return known?.container;
    }
    const container = dockerContainer(reply.value);
    if (container === undefined) return undefined;
    this.history.inspected(container, listening);
    this.#described.set(id, { container, listedState, atMs: this.#now() });
    return container;
  }

  async #readInfo(
    engine: Engine,
    signal: AbortSignal,
  ): Promise<{ readonly ok: true; readonly value: EngineInfo } | { readonly ok: false; readonly reason: string }> {
    if (this.#info !== undefined && this.#now() - this.#info.atMs < INFO_AGAIN_MS) {
      return { ok: true, value: this.#info.info };
    }
    const reply = await this.client.get('/info', signal);
    if (!reply.ok) return reply;
    const info = {
      engine,
      hostName: textAt(reply.value, 'Name'),
      cpus: numberAt(reply.value, 'NCPU'),
      memoryBytes: numberAt(reply.value, 'MemTotal'),
      cgroupDriver: textAt(reply.value, 'CgroupDriver'),
      rootDir: textAt(reply.value, 'DockerRootDir'),
      operatingSystem: textAt(reply.value, 'OperatingSystem'),
      kernelVersion: textAt(reply.value, 'KernelVersion'),
      architecture: textAt(reply.value, 'Architecture'),
    };
    this.#info = { info, atMs: this.#now() };
    return { ok: true, value: info };
  }

  /** The engine is gone or was replaced: nothing that was known of it holds. */
  #lost(reason: string): ContainersOutcome {
    this.client.forget();
    this.#events.close();
    this.#info = undefined;
    return { ok: false, reason: `${this.client.address}: ${reason}` };
  }
}
