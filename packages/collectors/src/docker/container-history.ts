import type { ContainerEvent } from './container-events.ts';
import type { DockerContainer } from './docker-container.ts';

interface History {
  oomEvents: number;
  lastOomAtMs: number;
  lastExitCode: number | undefined;
  /** End of the run whose kill was counted last. */
  countedFinish: number | undefined;
}

/** cgroup v1 tells of a lack of memory many times until the killed process is gone: a dozen events in a few milliseconds. */
const ONE_KILL_MS = 1000;

/**
 * What happened to each container since the agent began to look: kills for lack of memory and the last exit code. The
 * engine itself keeps only the last run, and a container that is killed and restarted between two passes hides in that.
 */
export class ContainerHistory {
  readonly #byId = new Map<string, History>();

  /** An event as it comes. `repeated` is what the kernel says again and again of one kill. */
  heard(event: ContainerEvent): 'new' | 'repeated' {
    const history = this.#of(event.containerId);
    if (event.action === 'oom') {
      const sinceLastMs = event.atMs - history.lastOomAtMs;
      history.lastOomAtMs = event.atMs;
      if (sinceLastMs < ONE_KILL_MS) return 'repeated';
      history.oomEvents++;
    }
    if (event.action === 'die' && event.exitCode !== undefined) history.lastExitCode = event.exitCode;
    if (event.action === 'destroy') this.#byId.delete(event.containerId);
    return 'new';
  }

  /** The state as it was inspected. `listening`: events are heard, so that kills are not counted from states too. */
  inspected(container: DockerContainer, listening: boolean): void {
    const isNew = !this.#byId.has(container.id);
    const history = this.#of(container.id);
    const { finishedAtMs, oomKilled, status } = container;
    if (status !== 'running' && status !== 'paused' && finishedAtMs !== undefined) {
      history.lastExitCode = container.exitCode;
    }
    if (oomKilled && finishedAtMs !== history.countedFinish) {
      // What had happened before the agent came is no event of its time.
      if (!isNew && !listening) history.oomEvents++;
      history.countedFinish = finishedAtMs;
    }
  }

  oomEvents(id: string): number {
    return this.#byId.get(id)?.oomEvents ?? 0;
  }

  /** Undefined for a container that has not ended yet. */
  lastExitCode(id: string): number | undefined {
    return this.#byId.get(id)?.lastExitCode;
  }

  /** Forgets containers that are no more. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#byId.keys()) if (!ids.has(id)) this.#byId.delete(id);
  }

  #of(id: string): History {
    let history = this.#byId.get(id);
    if (history === undefined) {
      history = { oomEvents: 0, lastOomAtMs: -Infinity, lastExitCode: undefined, countedFinish: undefined };
      this.#byId.set(id, history);
    }
    return history;
  }
}
