import type { KubeObject, ObjectCache } from '@binnacle/kube';
import { z } from 'zod';
import { problemAt, type Problem } from '../config/problem.ts';
import type { ServerAddress } from '../config/server-address.ts';
import { Backoff } from '../delivery/backoff.ts';
import type { JsonAnswer } from '../delivery/write-client.ts';
import type { Log } from '../log.ts';
import { ProblemMemory } from '../scrape/problem-memory.ts';
import type { Clock } from '../scrape/schedule.ts';
import { PendingObjects } from './pending-objects.ts';
import { reportedObject } from './reported-object.ts';

/** Sends JSON to one server. */
export interface JsonPoster {
  postJson(
    url: string,
    body: string,
    signal: AbortSignal,
    options: { readonly compress: boolean; readonly maxAnswerBytes: number },
  ): Promise<JsonAnswer | Problem>;
}

export interface ObjectReporterOptions {
  readonly server: ServerAddress;
  readonly client: JsonPoster;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly cluster: string;
  /** Who says so: `kubernetes`, or `host:NAME`. */
  readonly source: string;
  readonly caches: readonly ObjectCache[];
}

/** Changes of a moment go together. */
const GATHER_MS = 1_000;
/** Writing so many as JSON takes some milliseconds; a server takes 5,000 objects and 16 MB. */
const MAX_OBJECTS = 500;
const MAX_BYTES = 2 * 1024 * 1024;
/** One object that is larger than this is left out: no server would take it. */
const MAX_OBJECT_BYTES = 8 * 1024 * 1024;
const MAX_DELETED = 10_000;
/** Room for the uids of what a server misses. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** A server that has no such address (another product) is asked again after this time. */
const UNSUPPORTED_MS = 5 * 60_000;

/** The part of the answer that matters here; the route is described in packages/api. */
const answerSchema = z.object({ resend: z.array(z.object({ kind: z.string(), uids: z.array(z.string()) })) });

interface Batch {
  readonly body: string;
  readonly changed: readonly KubeObject[];
  readonly deleted: readonly string[];
  readonly complete: readonly { readonly cache: ObjectCache }[];
}

/** Keeps one server up to date on the objects of some caches. */
export class ObjectReporter {
  readonly #options: ObjectReporterOptions;
  readonly #pending: PendingObjects;
  readonly #backoff: Backoff;
  readonly #trouble: ProblemMemory;
  readonly #stop = new AbortController();
  #maxObjects = MAX_OBJECTS;
  #wake = (): void => {};
  #done: Promise<void> = Promise.resolve();
  /** Objects that the server took, and requests for that. */
  sentObjects = 0;
  requests = 0;

  constructor(options: ObjectReporterOptions) {
    const { caches, clock, log, random, server, source } = options;
    this.#options = options;
    this.#pending = new PendingObjects(caches, clock.nowMs, () => this.#wake());
    this.#backoff = new Backoff(random);
    this.#trouble = new ProblemMemory(log, `objects of ${source} to ${server.display}`);
  }

  get problem(): Problem | undefined {
    return this.#trouble.current;
  }

  /** Objects that the server has not been told of. */
  get waiting(): number {
    return this.#pending.size;
  }

  start(): void {
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#done;
    this.#pending.close();
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const batch = this.#nextBatch();
      if (batch === undefined) {
        await this.#sleep(Math.min(60_000, Math.max(GATHER_MS, this.#pending.nextAtMs - clock.nowMs())));
        if (!signal.aborted) await this.#sleep(GATHER_MS, false);
        continue;
      }
      const waitMs = await this.#send(batch);
      if (waitMs > 0 && !signal.aborted) await this.#sleep(waitMs, false);
    }
  }

  #nextBatch(): Batch | undefined {
    const { clock, cluster, source } = this.#options;
    const changed: KubeObject[] = [];
    const texts: string[] = [];
    let bytes = 0;
    for (const object of this.#pending.changed()) {
      const text = reportedObject(object);
      if (changed.length > 0 && bytes + text.length > MAX_BYTES) break;
      changed.push(object);
      if (text.length <= MAX_OBJECT_BYTES) {
        texts.push(text);
        bytes += text.length;
      }
      if (changed.length >= this.#maxObjects) break;
    }
    const deleted = this.#pending.deleted().slice(0, MAX_DELETED);
    const complete = this.#pending.complete();
    if (changed.length + deleted.length + complete.length === 0) return undefined;
    const head = JSON.stringify({
      cluster,
      source,
      sentAtMs: Math.floor(clock.nowMs()),
      deleted,
      complete: complete.map(({ kind, uids }) => ({ kind, uids })),
    });
    return { body: `${head.slice(0, -1)},"changed":[${texts.join(',')}]}`, changed, deleted, complete };
  }

  /** @returns how long to wait before the next batch */
  async #send(batch: Batch): Promise<number> {
    const { client, clock, server } = this.#options;
    this.requests++;
    const answer = await client.postJson(server.objectsUrl, batch.body, this.#stop.signal, {
      compress: true,
      maxAnswerBytes: MAX_ANSWER_BYTES,
    });
    if (this.#stop.signal.aborted) return 0;
    const nowMs = clock.nowMs();
    if ('severity' in answer) {
      this.#trouble.failed(answer, nowMs);
      return this.#backoff.next(undefined);
    }
    const { status, text, retryAfterMs } = answer;
    if (status >= 200 && status < 300) {
      this.#settle(batch);
      this.#resend(text);
      this.#trouble.worked(nowMs);
      this.#backoff.reset();
      this.sentObjects += batch.changed.length;
      return 0;
    }
    const reason = text.slice(0, 300);
    this.#trouble.failed(problemAt({}, 'error', 'http_status', `answered HTTP ${status}: ${reason}`), nowMs);
    if (status === 404 || status === 405) return UNSUPPORTED_MS;
    if (status === 413 && this.#maxObjects > 1) {
      this.#maxObjects = Math.max(1, Math.floor(batch.changed.length / 2));
      return 0;
    }
    if (status === 400 || status === 413 || status === 422) {
      // It would be refused again and again; what has changed by then is tried anew.
      this.#settle(batch);
      return GATHER_MS;
    }
    return this.#backoff.next(retryAfterMs);
  }

  #settle({ changed, deleted, complete }: Batch): void {
    this.#pending.sent(changed, deleted, complete);
  }

  #resend(text: string): void {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return;
    }
    const parsed = answerSchema.safeParse(json);
    if (parsed.success) for (const { kind, uids } of parsed.data.resend) this.#pending.resend(kind, uids);
  }

  async #sleep(ms: number, canWake = true): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve);
      const end = (): void => {
        cancel();
        resolve();
      };
      if (canWake) this.#wake = end;
      else this.#wake = () => void (this.#stop.signal.aborted && end());
    });
    this.#wake = () => {};
  }
}
