import type { AgentStatusInput } from '@binnacle/api';
import { problemAt } from '../config/problem.ts';
import type { ServerAddress } from '../config/server-address.ts';
import type { Log } from '../log.ts';
import { ProblemMemory } from '../scrape/problem-memory.ts';
import type { Clock } from '../scrape/schedule.ts';
import type { WriteClient } from './write-client.ts';

const EVERY_MS = 10_000;
/** How soon after a change the next report goes out. */
const SOON_MS = 500;
/** A server that has no such address (it is another product) is asked again after this time. */
const UNSUPPORTED_MS = 60_000;

/** Tells one server how the agent is: every 10 s, and soon after something changed. */
export class StatusReporter {
  readonly #server: ServerAddress;
  readonly #client: WriteClient;
  readonly #clock: Clock;
  readonly #report: () => AgentStatusInput;
  readonly #trouble: ProblemMemory;
  readonly #stop = new AbortController();
  #cancel = (): void => {};
  #nextAtMs = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(server: ServerAddress, client: WriteClient, clock: Clock, log: Log, report: () => AgentStatusInput) {
    this.#server = server;
    this.#client = client;
    this.#clock = clock;
    this.#report = report;
    this.#trouble = new ProblemMemory({ ...log, error: log.debug, info: log.debug }, `report to ${server.display}`);
  }

  start(): void {
    this.#plan(SOON_MS);
  }

  /** Something changed that people are waiting to see. */
  soon(): void {
    if (this.#stop.signal.aborted || this.#nextAtMs - this.#clock.nowMs() <= SOON_MS) return;
    this.#plan(SOON_MS);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancel();
    await this.#running;
    this.#client.close();
  }

  #plan(delayMs: number): void {
    this.#cancel();
    if (this.#stop.signal.aborted) return;
    this.#nextAtMs = this.#clock.nowMs() + delayMs;
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#nextAtMs = Infinity;
      this.#running = this.#send();
    });
  }

  async #send(): Promise<void> {
    const answer = await this.#client.postJson(
      this.#server.statusUrl,
      JSON.stringify(this.#report()),
      this.#stop.signal,
    );
    if (this.#stop.signal.aborted) return;
    const nowMs = this.#clock.nowMs();
    let next = EVERY_MS;
    if ('severity' in answer) this.#trouble.failed(answer, nowMs);
    else if (answer.status >= 200 && answer.status < 300) this.#trouble.worked(nowMs);
    else {
      this.#trouble.failed(
        problemAt({}, 'error', 'http_status', `answered HTTP ${answer.status}: ${answer.text.slice(0, 300)}`),
        nowMs,
      );
      if (answer.status === 404 || answer.status === 405) next = UNSUPPORTED_MS;
    }
    this.#plan(next);
  }
}
