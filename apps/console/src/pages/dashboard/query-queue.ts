/**
 * Runs tasks with a limit on how many run at once, first come, first served. The same key asked for twice while its task
 * is waiting or running gives both the same answer. A task is aborted when everybody who asked for it has gone.
 */
export class QueryQueue {
  readonly #limit: number;
  readonly #waiting: Entry[] = [];
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();
  #running = 0;
  #asked = 0;
  #snapshot: QueueProgress = { open: 0, done: 1 };

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Rejects with the signal's reason once `signal` is aborted, whatever becomes of the task. */
  run<T>(key: string, task: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    const entry = this.#entries.get(key) ?? this.#add(key, task);
    entry.users += 1;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        entry.users -= 1;
        if (entry.users === 0) this.#drop(entry);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      const answered = entry.result.finally(() => signal.removeEventListener('abort', leave));
      answered.then((value) => resolve(value as T), reject);
    });
  }

  /** How far the present round of tasks is; for `useSyncExternalStore`. */
  progress = (): QueueProgress => this.#snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #add(key: string, task: (signal: AbortSignal) => Promise<unknown>): Entry {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    // Whoever asked has its own promise; this one must not count as unhandled when all have left.
    promise.catch(() => {});
    const entry: Entry = { key, task, resolve, reject, result: promise, controller: new AbortController(), users: 0 };
    if (this.#entries.size === 0) this.#asked = 0;
    this.#asked += 1;
    this.#entries.set(key, entry);
    this.#waiting.push(entry);
    // Later, so that everything asked for in one go is one round.
    queueMicrotask(() => this.#next());
    return entry;
  }

  #next(): void {
    while (this.#running < this.#limit) {
      const entry = this.#waiting.shift();
      if (entry === undefined) break;
      this.#running += 1;
      void this.#start(entry);
    }
    this.#tell();
  }

  async #start(entry: Entry): Promise<void> {
    try {
      entry.resolve(await entry.task(entry.controller.signal));
    } catch (error) {
      entry.reject(error);
    } finally {
      this.#running -= 1;
      this.#forget(entry);
      this.#next();
    }
  }

  #drop(entry: Entry): void {
    entry.controller.abort();
    const at = this.#waiting.indexOf(entry);
    if (at !== -1) this.#waiting.splice(at, 1);
    this.#forget(entry);
    this.#tell();
  }

  #forget(entry: Entry): void {
    if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
  }

  #tell(): void {
    const open = this.#entries.size;
    const done = open === 0 ? 1 : (this.#asked - open) / this.#asked;
    if (open === this.#snapshot.open && done === this.#snapshot.done) return;
    this.#snapshot = { open, done };
    for (const listener of this.#listeners) listener();
  }
}

export interface QueueProgress {
  /** Tasks waiting or running. */
  readonly open: number;
  /** Share of the round that is done, 0 to 1. */
  readonly done: number;
}

interface Entry {
  readonly key: string;
  readonly task: (signal: AbortSignal) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly result: Promise<unknown>;
  readonly controller: AbortController;
  users: number;
}
