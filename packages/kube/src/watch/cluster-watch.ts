import { pause, systemClock, type Clock } from '../clock.ts';
import type { KubeClient } from '../client.ts';
import { Discovery, type Served } from '../discovery.ts';
import type { JsonRecord } from '../json.ts';
import type { KindSpec } from '../kinds.ts';
import type { ObjectCache } from '../object-cache.ts';
import type { KubeObject } from '../object.ts';
import type { KubeFailure, KubeOutcome } from '../outcome.ts';
import type { Resource } from '../resource.ts';
import type { Selection } from '../selectors.ts';
import { Backoff } from './backoff.ts';
import { listAndWatch, type WatchSink } from './list-and-watch.ts';
import { ObjectStore } from './object-store.ts';
import { SharedParts } from './shared-parts.ts';
import { normalize, type Transform } from './transform.ts';
import type { WatchState } from './watch-state.ts';

export interface WatchedKind {
  readonly spec: KindSpec;
  /** All objects of the cluster where absent. */
  readonly selection?: Selection;
  /** See `ListOptions.fromCache`. */
  readonly fromCache?: boolean;
  /** Drops fields that nobody reads, for memory. */
  readonly transform?: Transform;
  /** Takes what the watch says instead of a cache, as events do. */
  readonly sink?: WatchSink;
}

export interface ClusterWatchOptions {
  readonly client: KubeClient;
  readonly kinds: readonly WatchedKind[];
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Called for each change of a state, for the log. */
  readonly onState?: (kind: string, state: WatchState) => void;
  readonly idleMs?: number;
  readonly pageSize?: number;
}

/** Kinds that are not served are looked for again after so long. */
const REDISCOVER_MS = 60_000;
/** A kind that was served a moment ago. */
const LOOK_AGAIN_MS = 5_000;

interface Watched {
  readonly kind: WatchedKind;
  readonly store: ObjectStore;
  state: WatchState;
  resource: Resource | undefined;
  isRunning: boolean;
}

/**
 * Keeps caches of many kinds up to date. The caches are there from the beginning and empty; each kind is found, listed and
 * watched on its own, so that one that is not served or not allowed disturbs no other.
 */
export class ClusterWatch {
  readonly #options: ClusterWatchOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #discovery: Discovery;
  readonly #parts = new SharedParts();
  readonly #watched = new Map<string, Watched>();
  readonly #waiting = new Set<() => void>();
  readonly #ended = new AbortController();
  #problem: KubeFailure | undefined;
  #lookAgain: (() => void) | undefined;

  constructor(options: ClusterWatchOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#discovery = new Discovery(options.client);
    for (const kind of options.kinds) {
      const { spec, transform } = kind;
      const read = (value: JsonRecord): KubeObject | undefined => {
        const object = watched.resource && normalize(value, watched.resource, spec.content, spec.columns, this.#parts);
        return object !== undefined && transform !== undefined ? transform(object) : object;
      };
      const watched: Watched = {
        kind,
        store: new ObjectStore(spec.kind, read),
        state: { kind: 'starting' },
        resource: undefined,
        isRunning: false,
      };
      this.#watched.set(spec.kind, watched);
    }
  }

  /** The cache of a kind; one that stays empty where the kind is not watched. */
  cache<T extends KubeObject = KubeObject>(kind: string): ObjectCache<T> {
    const store: ObjectCache = this.#watched.get(kind)?.store ?? new ObjectStore(kind, () => undefined);
    // What a kind looks like is the contract of its API group and version.
    return store as unknown as ObjectCache<T>;
  }

  /** How each kind stands, for people. */
  states(): ReadonlyMap<string, WatchState> {
    return new Map([...this.#watched].map(([name, { state }]) => [name, state]));
  }

  /** Why kinds cannot be found out at all now, such as an API server that is down. */
  get problem(): KubeFailure | undefined {
    return this.#problem;
  }

  /** Begins; ends with `stop`. */
  start(): void {
    void this.#discover();
  }

  stop(): void {
    this.#ended.abort();
  }

  /**
   * Resolves when each kind was listed once, or is known to be not served or not allowed; or when `signal` is aborted.
   */
  settled(signal?: AbortSignal): Promise<void> {
    const isSettled = (): boolean => [...this.#watched.values()].every(({ state }) => SETTLED.has(state.kind));
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSettled() && signal?.aborted !== true) return;
        this.#waiting.delete(look);
        signal?.removeEventListener('abort', look);
        resolve();
      };
      this.#waiting.add(look);
      signal?.addEventListener('abort', look);
      look();
    });
  }

  async #discover(): Promise<void> {
    const { signal } = this.#ended;
    const backoff = new Backoff({ firstMs: 800, maxMs: 30_000, random: this.#random });
    while (!signal.aborted) {
      const missing = [...this.#watched.values()].filter(({ isRunning }) => !isRunning);
      let waitMs = REDISCOVER_MS * (0.8 + 0.4 * this.#random());
      if (missing.length > 0) {
        const found = await this.#find(missing, signal);
        if (signal.aborted) break;
        if (found.ok) {
          this.#problem = undefined;
          backoff.reset();
          for (const watched of missing) this.#begin(watched, found.value.get(watched.kind.spec.kind));
        } else {
          this.#problem = found.failure;
          waitMs = backoff.nextMs();
        }
      }
      const again = new AbortController();
      this.#lookAgain = () => again.abort();
      await pause(this.#clock, waitMs, AbortSignal.any([signal, again.signal]));
    }
    for (const watched of this.#watched.values()) this.#setState(watched, { kind: 'stopped' });
  }

  #find(missing: readonly Watched[], signal: AbortSignal): Promise<KubeOutcome<Served>> {
    return this.#discovery.find(
      missing.map(({ kind }) => kind.spec),
      signal,
    );
  }

  #begin(watched: Watched, resource: Resource | 'unknown' | undefined): void {
    if (resource === 'unknown') {
      // What is known of the objects is kept until it is known that the kind is gone.
      const message = `the API of ${watched.kind.spec.group} does not answer`;
      const failure = { kind: 'status', code: 503, reason: 'ServiceUnavailable', message } as const;
      if (watched.state.kind !== 'failing')
        this.#setState(watched, { kind: 'failing', failure, sinceMs: this.#clock.nowMs() });
      return;
    }
    if (resource === undefined) {
      this.#sinkOf(watched).lost();
      this.#setState(watched, { kind: 'not-served' });
      return;
    }
    watched.resource = resource;
    watched.isRunning = true;
    void this.#run(watched, resource);
  }

  async #run(watched: Watched, resource: Resource): Promise<void> {
    const { client, idleMs, pageSize } = this.#options;
    const { kind } = watched;
    const why = await listAndWatch(
      {
        client,
        clock: this.#clock,
        random: this.#random,
        resource,
        selection: kind.selection ?? {},
        content: kind.spec.content,
        ...(kind.spec.columns === undefined ? {} : { columns: kind.spec.columns }),
        fromCache: kind.fromCache ?? false,
        ...(idleMs === undefined ? {} : { idleMs }),
        ...(pageSize === undefined ? {} : { pageSize }),
        onState: (state) => this.#setState(watched, state),
      },
      this.#sinkOf(watched),
      this.#ended.signal,
    );
    if (why === 'not-found') {
      this.#discovery.forget(resource);
      // An upgrade may have moved the kind to another version: looked for soon, but never in a tight loop.
      await pause(this.#clock, LOOK_AGAIN_MS * (0.5 + this.#random()), this.#ended.signal);
    }
    watched.isRunning = false;
    this.#lookAgain?.();
  }

  #sinkOf({ kind, store }: Watched): WatchSink {
    return kind.sink ?? store;
  }

  #setState(watched: Watched, state: WatchState): void {
    // Looked for every minute, and still not there: nothing to tell.
    if (state.kind === 'not-served' && watched.state.kind === 'not-served') return;
    watched.state = state;
    this.#options.onState?.(watched.kind.spec.kind, state);
    for (const look of this.#waiting) look();
  }
}

const SETTLED: ReadonlySet<string> = new Set(['watching', 'not-served', 'forbidden', 'stopped']);
