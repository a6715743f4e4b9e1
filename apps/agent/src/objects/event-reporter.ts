import type { ReportedEvent } from '@binnacle/api';
import { problemAt, type Problem } from '../config/problem.ts';
import type { ServerAddress } from '../config/server-address.ts';
import { Backoff } from '../delivery/backoff.ts';
import type { Log } from '../log.ts';
import { ProblemMemory } from '../scrape/problem-memory.ts';
import type { Clock } from '../scrape/schedule.ts';
import type { JsonPoster } from './object-reporter.ts';

export interface EventReporterOptions {
  readonly server: ServerAddress;
  readonly client: JsonPoster;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly cluster: string;
}

const GATHER_MS = 1_000;
const MAX_EVENTS = 1_000;
/** What waits for a server that is away; then the oldest go, and are counted. */
const MAX_WAITING = 10_000;
const UNSUPPORTED_MS = 5 * 60_000;

/** Sends events to one server: each when it is new, and again when it has happened again. */
export class EventReporter {
  readonly #options: EventReporterOptions;
  readonly #waiting = new Map<string, ReportedEvent>();
  readonly #backoff: Backoff;
  readonly #trouble: ProblemMemory;
  readonly #stop = new AbortController();
  #wake = (): void => {};
  #done: Promise<void> = Promise.resolve();
  sentEvents = 0;
  droppedEvents = 0;

  constructor(options: EventReporterOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
    this.#trouble = new ProblemMemory(options.log, `events to ${options.server.display}`);
  }

  get problem(): Problem | undefined {
    return this.#trouble.current;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  add(event: ReportedEvent): void {
    // At the end again: what happened last is dropped last.
    this.#waiting.delete(event.uid);
    this.#waiting.set(event.uid, event);
    if (this.#waiting.size > MAX_WAITING) {
      for (const oldest of this.#waiting.keys()) {
        this.#waiting.delete(oldest);
        break;
      }
      this.droppedEvents++;
    }
    this.#wake();
  }

  start(): void {
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (this.#waiting.size === 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = () => {};
      }
      if (!signal.aborted) await this.#pause(GATHER_MS);
      if (signal.aborted || this.#waiting.size === 0) continue;
      await this.#pause(await this.#send([...this.#waiting.values()].slice(0, MAX_EVENTS)));
    }
  }

  /** @returns how long to wait before the next ones */
  async #send(events: readonly ReportedEvent[]): Promise<number> {
    const { client, clock, cluster, server } = this.#options;
    const body = JSON.stringify({ cluster, sentAtMs: Math.floor(clock.nowMs()), events });
    const answer = await client.postJson(server.eventsUrl, body, this.#stop.signal, {
      compress: true,
      maxAnswerBytes: 64 * 1024,
    });
    if (this.#stop.signal.aborted) return 0;
    const nowMs = clock.nowMs();
    if ('severity' in answer) {
      this.#trouble.failed(answer, nowMs);
      return this.#backoff.next(undefined);
    }
    const { status, text, retryAfterMs } = answer;
    const isTaken = status >= 200 && status < 300;
    if (isTaken || status === 400 || status === 413 || status === 422) {
      for (const event of events) if (this.#waiting.get(event.uid) === event) this.#waiting.delete(event.uid);
    }
    if (isTaken) {
      this.sentEvents += events.length;
      this.#trouble.worked(nowMs);
      this.#backoff.reset();
      return 0;
    }
    const message = `answered HTTP ${status}: ${text.slice(0, 300)}`;
    this.#trouble.failed(problemAt({}, 'error', 'http_status', message), nowMs);
    return status === 404 || status === 405 ? UNSUPPORTED_MS : this.#backoff.next(retryAfterMs);
  }

  async #pause(ms: number): Promise<void> {
    if (ms <= 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve);
      this.#wake = () => {
        if (!this.#stop.signal.aborted) return;
        cancel();
        resolve();
      };
    });
    this.#wake = () => {};
  }
}
