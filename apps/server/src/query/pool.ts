import type { Worker } from 'node:worker_threads';
import type { PartHealth } from '@binnacle/api';
import type { ReaderHandle } from '@binnacle/storage';
import type { Log } from '../log.ts';
import type { Encoding } from '../http/compression.ts';
import { MAX_TIME_MS, MIN_TIME_MS } from '../prometheus/params.ts';
import { startThread } from '../threads.ts';
import { Alarm } from './alarm.ts';
import type { RequestMessage } from './answerer.ts';
import type { Caller } from './caller.ts';
import { chooseNext, kinOf, type Streak } from './choose-next.ts';
import { failureBody } from './envelope.ts';
import { CANCELED, RUN, TIMED_OUT, type Job, type JobReply } from './job.ts';
import { canceled, nameOf, replyOf, timedOut } from './replies.ts';

export interface PoolOptions {
  /** So many at most; the first is started at once, others when one is missing. */
  readonly threads: number;
  readonly maxConcurrency: number;
  readonly maxWaiting: number;
  readonly maxSamples: number;
  /** Module with `openReader`, which the threads import. */
  readonly readerModule: string;
  /** Folder where the threads keep compiled code, so that the next one starts faster. */
  readonly compileCacheDir: string;
  /** From when on threads try their code on made-up data; undefined: never. */
  readonly warmUp: Promise<void> | undefined;
  /** Called once, when the first thread has done so. */
  readonly onWarm?: () => void;
  readonly log: Log;
}

/** How a job gets at its data: opened when a thread begins with it, so that a query that waits holds nothing. */
export interface ReaderSource {
  open(startMs: number, endMs: number): ReaderHandle;
  release(handle: ReaderHandle): void;
}

export interface JobCall {
  readonly job: Job;
  readonly reader: ReaderSource | undefined;
  readonly timeoutMs: number;
  readonly encoding: Encoding;
  /** The server asks itself, and does not count it. */
  readonly isOwn?: boolean;
  readonly caller: Caller;
}

interface Pending {
  readonly call: JobCall;
  readonly job: Job;
  readonly id: number;
  readonly kin: string | undefined;
  readonly resolve: (reply: JobReply) => void;
  /** When its time is up; Infinity once it has been told to end. */
  endsAtMs: number;
  /** Ends the thread that does not end it. */
  abandon: NodeJS.Timeout | undefined;
  handle: ReaderHandle | undefined;
}

interface Thread {
  readonly worker: Worker;
  readonly flag: Int32Array;
  /** It has imported what it needs. */
  isReady: boolean;
  /** The state of the data that the thread was sent last. */
  shared: object | undefined;
  /** Set anew with each query that ends. */
  idle: NodeJS.Timeout | undefined;
  /** Runs while a thread rests that is not needed. */
  end: NodeJS.Timeout | undefined;
  running: Pending | undefined;
  last: Streak;
}

/** A thread that does not notice its flag for so long is ended, and another takes its place. */
const ABANDON_AFTER_MS = 5000;
/** After so long without a query a thread lets go of memory that it keeps for the next one. */
const REST_AFTER_MS = 10_000;
/** A thread besides the first one ends when it has had nothing to do for so long: it costs 30 MB. */
const IDLE_MS = 120_000;

/**
 * Runs jobs on worker threads, one at a time on each; others wait in order of arrival. Whatever a job does, the main thread
 * and with it ingest and health answers go on.
 */
export class QueryPool {
  readonly #options: PoolOptions;
  readonly #threads: Thread[] = [];
  readonly #waiting: Pending[] = [];
  readonly #deadline = new Alarm(
    () => this.#stopLate(),
    () => performance.now(),
  );
  #nextId = 1;
  #total = 0;
  #closed = false;
  #isWarm = false;
  #restarts = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#threads.push(this.#start());
  }

  /** Never rejects: whatever goes wrong is a reply in the words of the Prometheus API. */
  run(call: JobCall): Promise<JobReply> {
    if (call.isOwn !== true) this.#total++;
    if (this.#closed) return Promise.resolve(replyOf(503, failureBody('unavailable', 'the server is stopping')));
    if (call.caller.hasLeft) return Promise.resolve(canceled());
    if (call.timeoutMs <= 0) return Promise.resolve(timedOut('query execution', call.timeoutMs));
    if (this.#waiting.length >= this.#options.maxWaiting) {
      const message = `too many queries are waiting (${this.#options.maxWaiting}, --query.max-waiting)`;
      return Promise.resolve(replyOf(503, failureBody('unavailable', message)));
    }
    return new Promise((resolve) => {
      const pending: Pending = {
        call,
        job: call.job,
        id: this.#nextId++,
        kin: kinOf(call.job),
        resolve,
        endsAtMs: performance.now() + call.timeoutMs,
        abandon: undefined,
        handle: undefined,
      };
      this.#waiting.push(pending);
      this.#dispatch();
      // While a thread works, if there is one.
      this.#deadline.set(pending.endsAtMs);
      call.caller.onLeave(() => this.#stop(pending, CANCELED));
    });
  }

  figures(): { running: number; waiting: number; workers: number; total: number } {
    const running = this.#threads.filter((it) => it.running !== undefined).length;
    return { running, waiting: this.#waiting.length, workers: this.#maxThreads(), total: this.#total };
  }

  health(): PartHealth {
    const full = this.#waiting.length >= this.#options.maxWaiting;
    return {
      part: 'queries',
      state: full ? 'degraded' : 'ok',
      message: full ? `${this.#waiting.length} queries are waiting; new ones are refused (--query.max-waiting)` : '',
    };
  }

  /** Threads that had to be replaced since the start. */
  restarts(): number {
    return this.#restarts;
  }

  async close(): Promise<void> {
    this.#closed = true;
    while (this.#waiting.length > 0) this.#stop(this.#waiting[0]!, CANCELED);
    for (const { running, flag } of this.#threads) if (running !== undefined) Atomics.store(flag, 0, CANCELED);
    this.#deadline.clear();
    for (const { idle, end } of this.#threads) {
      clearTimeout(idle);
      clearTimeout(end);
    }
    for (const { worker } of this.#threads) worker.ref();
    await Promise.all(this.#threads.map((it) => it.worker.terminate()));
  }

  #start(): Thread {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const { maxSamples, readerModule, compileCacheDir, warmUp } = this.#options;
    const worker = startThread({
      name: 'binnacle-query',
      module: new URL('./worker.ts', import.meta.url),
      compileCacheDir,
      data: { flag, maxSamples, readerModule, warmUpFolder: compileCacheDir },
    });
    const thread: Thread = {
      worker,
      flag,
      isReady: false,
      shared: undefined,
      idle: undefined,
      end: undefined,
      running: undefined,
      last: { kin: undefined, length: 0 },
    };
    worker.on('message', (reply: 'ready' | 'warm' | ({ id: number } & JobReply)) => {
      const { running } = thread;
      if (reply === 'warm') {
        if (!this.#isWarm) this.#options.onWarm?.();
        this.#isWarm = true;
        return;
      }
      if (reply === 'ready') {
        thread.isReady = true;
        this.#dispatch();
        void warmUp?.then(() => worker.postMessage('warm up', []));
        return;
      }
      if (running?.id !== reply.id) return;
      this.#finish(thread, reply);
    });
    worker.on('error', (error: unknown) => this.#replace(thread, error));
    worker.on('exit', () => this.#replace(thread, new Error('the thread ended')));
    worker.unref();
    return thread;
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#threads.find((it) => it.running === undefined && it.isReady);
      if (thread === undefined) {
        if (this.#threads.length < this.#maxThreads() && this.#threads.every(({ isReady }) => isReady)) {
          this.#threads.push(this.#start());
        }
        return;
      }
      const pending = this.#takeNext(thread);
      thread.running = pending;
      if (thread.end !== undefined) {
        clearTimeout(thread.end);
        thread.end = undefined;
      }
      Atomics.store(thread.flag, 0, RUN);
      try {
        // The range is known where the query is parsed, which is on the thread: it opens no more than it needs.
        pending.handle = pending.call.reader?.open(MIN_TIME_MS, MAX_TIME_MS);
      } catch (error) {
        this.#options.log.error({ err: error }, 'a query could not open the storage');
        this.#finish(
          thread,
          replyOf(500, failureBody('internal', 'the storage cannot be read; the log has the details')),
        );
        continue;
      }
      const { handle } = pending;
      const isKnown = handle?.shared !== undefined && handle.shared === thread.shared;
      if (handle?.shared !== undefined) thread.shared = handle.shared;
      const message: RequestMessage = {
        id: pending.id,
        job: pending.job,
        timeoutMs: pending.call.timeoutMs,
        encoding: pending.call.encoding,
        handle: isKnown ? 'same' : handle,
      };
      thread.worker.postMessage(message, []);
    }
  }

  #takeNext(thread: Thread): Pending {
    const next = this.#waiting.length === 1 ? this.#waiting.pop()! : this.#choose(thread);
    thread.last = { kin: next.kin, length: next.kin === thread.last.kin ? thread.last.length + 1 : 1 };
    return next;
  }

  #choose(thread: Thread): Pending {
    const busy = new Set(this.#threads.flatMap(({ running }) => running?.kin ?? []));
    return this.#waiting.splice(chooseNext(this.#waiting, thread.last, busy), 1)[0]!;
  }

  /** Ends what has had its time, and looks again when the next one will have. */
  #stopLate(): void {
    const nowMs = performance.now();
    const unanswered = [...this.#waiting, ...this.#threads.flatMap(({ running }) => running ?? [])];
    for (const pending of unanswered) {
      if (pending.endsAtMs <= nowMs) this.#stop(pending, TIMED_OUT);
      else this.#deadline.set(pending.endsAtMs);
    }
  }

  /** The client left, or time is up: a waiting job ends here, a running one is told by its flag. */
  #stop(pending: Pending, why: typeof CANCELED | typeof TIMED_OUT): void {
    const at = this.#waiting.indexOf(pending);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      this.#settle(pending, why === CANCELED ? canceled() : timedOut('query queue', pending.call.timeoutMs));
      return;
    }
    const thread = this.#threads.find((it) => it.running === pending);
    if (thread === undefined) return;
    Atomics.compareExchange(thread.flag, 0, RUN, why);
    pending.endsAtMs = Infinity;
    clearTimeout(pending.abandon);
    pending.abandon = setTimeout(() => {
      if (thread.running !== pending) return;
      this.#options.log.error({ query: nameOf(pending.job) }, 'a query thread did not stop; it is replaced');
      this.#settle(pending, why === CANCELED ? canceled() : timedOut('expression evaluation', pending.call.timeoutMs));
      thread.running = undefined;
      void thread.worker.terminate();
    }, ABANDON_AFTER_MS);
  }

  #finish(thread: Thread, reply: JobReply): void {
    const pending = thread.running;
    thread.running = undefined;
    if (pending !== undefined) this.#settle(pending, reply);
    this.#dispatch();
    if (thread.idle === undefined) thread.idle = setTimeout(() => this.#rest(thread), REST_AFTER_MS).unref();
    else thread.idle.refresh();
  }

  #rest(thread: Thread): void {
    // The end of what it runs now sets the timer anew.
    if (thread.running !== undefined) return;
    thread.shared = undefined;
    thread.worker.postMessage('rest', []);
    if (this.#threads[0] !== thread) thread.end = setTimeout(() => this.#end(thread), IDLE_MS).unref();
  }

  #maxThreads(): number {
    return Math.max(1, Math.min(this.#options.threads, this.#options.maxConcurrency));
  }

  /** Ends a thread that nobody needs. */
  #end(thread: Thread): void {
    const at = this.#threads.indexOf(thread);
    if (at < 0 || thread.running !== undefined) return;
    this.#threads.splice(at, 1);
    void thread.worker.terminate();
  }

  #settle(pending: Pending, reply: JobReply): void {
    if (pending.abandon !== undefined) clearTimeout(pending.abandon);
    if (pending.handle !== undefined) pending.call.reader?.release(pending.handle);
    pending.handle = undefined;
    pending.resolve(reply);
  }

  /** A thread died, most likely for want of memory: its query fails, the next ones get a new thread. */
  #replace(thread: Thread, error: unknown): void {
    const at = this.#threads.indexOf(thread);
    if (at < 0 || this.#closed) return;
    this.#restarts++;
    clearTimeout(thread.idle);
    clearTimeout(thread.end);
    this.#threads[at] = this.#start();
    const memory = (error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#options.log.error({ err: error }, 'a query thread ended; a new one takes its place');
    const message = memory
      ? 'the query needed more memory than a query thread may use'
      : 'the query thread failed; the log has the details';
    const pending = thread.running;
    thread.running = undefined;
    if (pending !== undefined)
      this.#settle(pending, replyOf(memory ? 422 : 500, failureBody(memory ? 'execution' : 'internal', message)));
    this.#dispatch();
  }
}
