import { existsSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import type { PartHealth } from '@binnacle/api';
import type { Log } from '../log.ts';
import { JsonText } from '../routes/json-text.ts';
import { Refusal } from '../routes/refusal.ts';
import { startThread } from '../threads.ts';
import type { InventoryFigures, InventoryJob, InventoryLimits, InventoryReply, InventoryRequest } from './job.ts';
import type { InventoryNews } from './worker.ts';

export interface InventoryOptions {
  readonly file: string;
  readonly limits: InventoryLimits;
  readonly now: () => number;
  readonly log: Log;
  readonly compileCacheDir: string;
}

interface Pending {
  readonly request: InventoryRequest;
  readonly sizeBytes: number;
  readonly resolve: (answer: JsonText | Refusal) => void;
}

/** Bodies that wait for the thread; more are refused, and the agents send them again. */
const MAX_WAITING_BYTES = 64 << 20;
const MAX_WAITING = 500;

/**
 * Objects and events of all workspaces. They live in a database of their own, owned by one thread, so that neither the
 * first report of a large cluster nor a search over it holds up anything else. What reads goes before what writes.
 */
export class Inventory {
  readonly #options: InventoryOptions;
  readonly #waiting: Pending[] = [];
  #worker: Worker | undefined;
  #running: Pending | undefined;
  #nextId = 1;
  #waitingBytes = 0;
  #closed = false;
  #restarts = 0;
  #figures: InventoryFigures = { objects: 0, events: 0, objectsRefused: 0 };
  #failure = '';

  private constructor(options: InventoryOptions) {
    this.#options = options;
  }

  /**
   * Opens the database when it is there. Where no agent has sent an object yet it is made with the first request, and the thread too.
   *
   * @throws when the database cannot be opened
   */
  static async open(options: InventoryOptions): Promise<Inventory> {
    const inventory = new Inventory(options);
    if (existsSync(options.file)) await inventory.#open();
    return inventory;
  }

  /** Never rejects: what goes wrong is a refusal. */
  run(workspace: string, job: InventoryJob): Promise<JsonText | Refusal> {
    if (this.#closed) return Promise.resolve(new Refusal('unavailable', 'the server is stopping'));
    const sizeBytes = 'body' in job ? job.body.bytes.length : 0;
    if (this.#waiting.length >= MAX_WAITING || this.#waitingBytes + sizeBytes > MAX_WAITING_BYTES) {
      const message = 'too much is waiting to be written: try again later';
      return Promise.resolve(new Refusal('unavailable', message, { retryAfterSeconds: 5 }));
    }
    return new Promise((resolve) => {
      const request = { id: this.#nextId++, workspace, nowMs: this.#options.now(), job };
      this.#waiting.push({ request, sizeBytes, resolve });
      this.#waitingBytes += sizeBytes;
      if (this.#worker === undefined) this.#open().catch((error: unknown) => this.#giveUp(error));
      this.#dispatch();
    });
  }

  /** Removes what is old, a batch at a time, so that others get their turn. */
  async purge(): Promise<void> {
    while (this.#worker !== undefined) {
      const outcome = await this.run('', { kind: 'purge' });
      if (outcome instanceof Refusal || (JSON.parse(outcome.text) as { more: boolean }).more === false) return;
    }
  }

  figures(): InventoryFigures & { readonly waiting: number; readonly restarts: number } {
    return { ...this.#figures, waiting: this.#waiting.length, restarts: this.#restarts };
  }

  health(): PartHealth {
    const { objectsRefused } = this.#figures;
    const { maxObjects } = this.#options.limits;
    const message =
      this.#failure !== ''
        ? this.#failure
        : objectsRefused > 0
          ? `a workspace has ${maxObjects} objects and takes no more: raise --objects.max-count`
          : '';
    return { part: 'metadata', state: message === '' ? 'ok' : 'degraded', message };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const it of this.#waiting.splice(0)) it.resolve(new Refusal('unavailable', 'the server is stopping'));
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    // Until it has ended it is worth waiting for: else the process would be gone before its database is closed.
    worker.ref();
    worker.postMessage('close', []);
    await ended;
    this.#running?.resolve(new Refusal('unavailable', 'the server is stopping'));
  }

  /** Starts the thread. @throws when it cannot open the database */
  #open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#worker = this.#start((failure) => (failure === undefined ? resolve() : reject(failure)));
    });
  }

  #start(started: (outcome: Error | undefined) => void): Worker {
    const { file, limits, compileCacheDir, now, log } = this.#options;
    const worker = startThread({
      name: 'binnacle-objects',
      module: new URL('./worker.ts', import.meta.url),
      compileCacheDir,
      data: { file, limits, openedAtMs: now() },
    });
    let isOpen = false;
    worker.on('message', (news: InventoryNews) => {
      if (news.kind === 'reply') return this.#finish(news);
      isOpen = true;
      this.#figures = news.figures;
      if (news.putAside !== undefined) log.error({}, news.putAside);
      // Once it has its database, it alone keeps no process alive.
      worker.unref();
      started(undefined);
      return undefined;
    });
    let failure: Error | undefined;
    worker.on('error', (error: unknown) => (failure = error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => {
      if (this.#closed) return;
      if (isOpen) this.#replace(failure);
      else started(failure ?? new Error('the thread of objects and events ended'));
    });
    return worker;
  }

  #dispatch(): void {
    if (this.#running !== undefined) return;
    const reading = this.#waiting.findIndex((it) => !('body' in it.request.job));
    const [next] = this.#waiting.splice(Math.max(0, reading), 1);
    if (next === undefined) return;
    this.#waitingBytes -= next.sizeBytes;
    this.#running = next;
    this.#worker?.postMessage(next.request, []);
  }

  #finish({ reply, problem }: Extract<InventoryNews, { kind: 'reply' }>): void {
    const pending = this.#running;
    this.#running = undefined;
    if (problem !== undefined) {
      this.#options.log.error({ job: pending?.request.job.kind, err: { stack: problem } }, 'objects and events failed');
      this.#failure = reply.ok ? '' : reply.message;
    } else if (reply.ok) {
      this.#figures = reply.figures;
      this.#failure = '';
    }
    pending?.resolve(answerOf(reply));
    this.#dispatch();
  }

  /** The thread died: what it was doing fails, and another one takes its place. */
  #replace(cause: Error | undefined): void {
    this.#restarts++;
    this.#options.log.error({ err: cause }, 'the thread of objects and events ended; a new one takes its place');
    this.#running?.resolve(new Refusal('internal', 'an error of the server; its log has the details'));
    this.#running = undefined;
    this.#open().catch((failure: unknown) => this.#giveUp(failure));
    this.#dispatch();
  }

  /** The database cannot be opened: who waits is told so, and the next request tries again. */
  #giveUp(error: unknown): void {
    this.#worker = undefined;
    this.#failure = 'the database of objects and events cannot be opened; the log has the details';
    this.#options.log.error({ err: error }, 'the database of objects and events cannot be opened');
    this.#waitingBytes = 0;
    for (const it of [this.#running, ...this.#waiting.splice(0)]) {
      it?.resolve(new Refusal('unavailable', this.#failure, { retryAfterSeconds: 5 }));
    }
    this.#running = undefined;
  }
}

const answerOf = (reply: InventoryReply): JsonText | Refusal =>
  reply.ok
    ? new JsonText(reply.json)
    : new Refusal(reply.code, reply.message, reply.issues === undefined ? {} : { issues: reply.issues });
