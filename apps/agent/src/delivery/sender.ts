import type { ServerAddress } from '../config/server-address.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../scrape/schedule.ts';
import { ProblemMemory } from '../scrape/problem-memory.ts';
import type { Delivery, QueueReader } from '../queue/queue-reader.ts';
import { Backoff } from './backoff.ts';
import type { WriteClient, WriteOutcome } from './write-client.ts';
import { formatProblem, problemAt, type Problem } from '../config/problem.ts';

/** Requests under way at once. Those of one lane follow each other, so every series keeps its order. */
const MAX_UNDER_WAY = 8;
/** Records read ahead in search of a lane that is free. */
const MAX_READ_AHEAD = 32;

export interface SenderCounts {
  requests: number;
  retries: number;
  samplesSent: number;
  /** The server refused them for good. */
  samplesRefused: number;
  lastSuccessMs: number | undefined;
}

/** Brings the queue to one server: in order for each lane, again and again until it takes or refuses each record. */
export class Sender {
  readonly server: ServerAddress;
  readonly counts: SenderCounts = {
    requests: 0,
    retries: 0,
    samplesSent: 0,
    samplesRefused: 0,
    lastSuccessMs: undefined,
  };
  readonly #reader: QueueReader;
  readonly #client: WriteClient;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #backoff: Backoff;
  readonly #trouble: ProblemMemory;
  readonly #stop = new AbortController();
  #refusal: Problem | undefined;
  /** Until then nothing is sent, because an attempt failed. */
  #pausedUntilMs = 0;
  #done: Promise<void> = Promise.resolve();

  constructor(
    server: ServerAddress,
    reader: QueueReader,
    client: WriteClient,
    clock: Clock,
    log: Log,
    random: () => number,
  ) {
    this.server = server;
    this.#reader = reader;
    this.#client = client;
    this.#clock = clock;
    this.#log = log;
    this.#backoff = new Backoff(random);
    this.#trouble = new ProblemMemory(log, `server ${server.display}`);
  }

  /** What is wrong at the moment: the server cannot be reached, or it refuses what it gets. */
  get problems(): readonly Problem[] {
    return [this.#trouble.current, this.#refusal].filter((problem) => problem !== undefined);
  }

  get protocol(): string {
    return this.#client.protocol;
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Ends after the requests under way are answered or have failed. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
    this.#client.close();
  }

  /** Resolves when nothing waits any more, or after `limitMs`. */
  async drain(limitMs: number): Promise<void> {
    const end = this.#clock.nowMs() + limitMs;
    while (this.#reader.waitingSamples > 0 && this.#clock.nowMs() < end && this.#trouble.current === undefined) {
      await new Promise<void>((resolve) => this.#clock.after(20, resolve));
    }
  }

  async #run(): Promise<void> {
    const waiting: Delivery[] = [];
    const busyLanes = new Set<number>();
    const underWay = new Set<Promise<void>>();
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (waiting.length < MAX_READ_AHEAD) {
        const delivery = await this.#read();
        if (delivery !== undefined) {
          waiting.push(delivery);
          if (waiting.length < MAX_UNDER_WAY) continue;
        }
      }
      for (let i = 0; i < waiting.length && underWay.size < MAX_UNDER_WAY; i++) {
        const delivery = waiting[i]!;
        const { lane } = delivery.record;
        if (busyLanes.has(lane)) continue;
        waiting.splice(i--, 1);
        busyLanes.add(lane);
        const sent = this.#deliver(delivery).finally(() => {
          busyLanes.delete(lane);
          underWay.delete(sent);
        });
        underWay.add(sent);
      }
      if (underWay.size === MAX_UNDER_WAY || waiting.length > 0) await Promise.race(underWay);
      else await Promise.race([...underWay, this.#reader.wait(signal)]);
    }
    await Promise.all(underWay);
  }

  async #read(): Promise<Delivery | undefined> {
    try {
      return await this.#reader.next();
    } catch (error) {
      const reason = error instanceof Error ? `${error.message}: ${String(error.cause)}` : String(error);
      this.#trouble.failed(problemAt({}, 'error', 'queue_unreadable', reason), this.#clock.nowMs());
      await this.#pause(5_000);
      return undefined;
    }
  }

  /** Until the server has taken or refused the record, or the agent stops. */
  async #deliver(delivery: Delivery): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#pause(this.#pausedUntilMs - this.#clock.nowMs());
      if (signal.aborted) return;
      this.counts.requests++;
      const outcome = await this.#client.write(delivery.record, signal);
      if (signal.aborted && outcome.kind === 'retry') return;
      if (outcome.kind === 'retry') {
        this.counts.retries++;
        const nowMs = this.#clock.nowMs();
        this.#trouble.failed(outcome.problem, nowMs);
        // Requests that fail together count as one failure.
        if (this.#pausedUntilMs <= nowMs) this.#pausedUntilMs = nowMs + this.#backoff.next(outcome.retryAfterMs);
        else if (outcome.retryAfterMs !== undefined)
          this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + outcome.retryAfterMs);
        continue;
      }
      this.#settle(delivery, outcome);
      return;
    }
  }

  #settle(delivery: Delivery, outcome: Exclude<WriteOutcome, { readonly kind: 'retry' }>): void {
    const nowMs = this.#clock.nowMs();
    const { sampleCount } = delivery.record;
    this.#reader.acknowledge(delivery);
    this.#backoff.reset();
    this.#trouble.worked(nowMs);
    if (outcome.kind === 'taken') {
      this.counts.samplesSent += sampleCount;
      this.counts.lastSuccessMs = nowMs;
      return;
    }
    this.counts.samplesRefused += Math.max(0, sampleCount - outcome.written);
    this.counts.samplesSent += outcome.written;
    const count = (this.#refusal?.code === outcome.problem.code ? (this.#refusal.count ?? 0) : 0) + 1;
    const isNew = this.#refusal?.message !== outcome.problem.message;
    this.#refusal = { ...outcome.problem, sinceMs: isNew ? nowMs : (this.#refusal?.sinceMs ?? nowMs), count };
    if (isNew)
      this.#log.error(
        `server ${this.server.display}: ${sampleCount - outcome.written} samples dropped: ${formatProblem(outcome.problem)}`,
      );
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#stop;
    if (ms <= 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#clock.after(ms, done);
      signal.addEventListener('abort', done);
    });
  }
}
