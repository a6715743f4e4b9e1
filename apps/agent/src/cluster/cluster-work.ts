import { ClusterWatch, EventFeed, KINDS, type ClusterAccess, type KubeClient, type WatchState } from '@binnacle/kube';
import type { CollectorSet } from '../collect/collector-set.ts';
import type { LocalSettings } from '../collect/local-settings.ts';
import { problemAt, type Problem } from '../config/problem.ts';
import type { Leadership } from '../election/leadership.ts';
import type { Log } from '../log.ts';
import { Reporters, type ReportersParts } from '../objects/reporters.ts';
import type { Clock } from '../scrape/schedule.ts';
import { CLUSTER_SOURCES } from './cluster-collectors.ts';

export interface ClusterWorkParts {
  readonly client: KubeClient;
  readonly access: ClusterAccess;
  readonly settings: LocalSettings;
  readonly leadership: Leadership;
  readonly collectors: CollectorSet;
  readonly reporters: ReportersParts;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
}

/** How long the collectors wait for the first lists: what is not there by then is said by them. */
const FIRST_LISTS_MS = 30_000;

/** What one agent does for the whole cluster: watches the objects, writes their state as metrics, sends them and the events. */
export class ClusterWork {
  readonly #parts: ClusterWorkParts;
  #watch: ClusterWatch | undefined;
  #reporters: Reporters | undefined;
  #stopCollectors: readonly ((isGone: boolean) => Promise<void>)[] = [];
  #ended = new AbortController();

  constructor(parts: ClusterWorkParts) {
    this.#parts = parts;
  }

  get problems(): readonly Problem[] {
    const watch = this.#watch;
    if (watch === undefined) return [];
    const down = watch.problem;
    const first = down === undefined ? [] : [problemAt({}, 'error', 'unreachable', down.message)];
    const kinds = [...watch.states()].flatMap(([kind, state]) => problemOfKind(kind, state) ?? []);
    return [...first, ...kinds, ...(this.#reporters?.problems ?? [])];
  }

  /** Objects in memory, and what was sent; zeros where another agent does this. */
  get counts(): Reporters['counts'] & { readonly watched: number } {
    const watch = this.#watch;
    const watched = watch === undefined ? 0 : KINDS.reduce((sum, { kind }) => sum + watch.cache(kind).size, 0);
    return { watched, ...(this.#reporters?.counts ?? { objects: 0, events: 0, waiting: 0, dropped: 0 }) };
  }

  begin(): void {
    if (this.#watch !== undefined) return;
    const { client, clock, log, random, reporters, settings } = this.#parts;
    this.#ended = new AbortController();
    const events = new EventFeed({
      clock,
      onEvents: (some) => {
        for (const event of some) this.#reporters?.event(event);
      },
    });
    const kinds = KINDS.filter(
      ({ tier, use }) => tier === 'standard' && use !== 'discovery' && (use !== 'events' || settings.kubernetes.events),
    );
    const watch = new ClusterWatch({
      client,
      clock,
      random,
      kinds: kinds.map((spec) => (spec.use === 'events' ? { spec, sink: events } : { spec })),
      onState: (kind, state) => log.debug(`kubernetes: ${kind} ${state.kind}`),
    });
    this.#watch = watch;
    const sent = kinds.filter(({ use }) => use === 'objects' || use === 'both');
    this.#reporters = new Reporters(
      reporters,
      'kubernetes',
      sent.map(({ kind }) => watch.cache(kind)),
    );
    watch.start();
    void this.#collect(watch, this.#ended.signal);
  }

  /** Ends all of it; another agent goes on with the same series. */
  async end(): Promise<void> {
    this.#ended.abort();
    const stops = this.#stopCollectors;
    this.#stopCollectors = [];
    await Promise.all([...stops.map((stop) => stop(false)), this.#reporters?.stop()]);
    this.#watch?.stop();
    this.#watch = undefined;
    this.#reporters = undefined;
  }

  async #collect(watch: ClusterWatch, ended: AbortSignal): Promise<void> {
    const { access, clock, collectors, leadership, settings } = this.#parts;
    const patience = new AbortController();
    const cancel = clock.after(FIRST_LISTS_MS, () => patience.abort());
    await watch.settled(AbortSignal.any([ended, patience.signal]));
    cancel();
    if (ended.aborted) return;
    this.#stopCollectors = CLUSTER_SOURCES.flatMap(({ intervalMs, make }) =>
      make(settings, watch, access).map((collector) => {
        const ms = intervalMs(settings);
        return collectors.start({ collector, intervalMs: ms, timeoutMs: ms }, leadership);
      }),
    );
  }
}

/** What people can do something about: a missing right, an API server that does not answer. */
function problemOfKind(kind: string, state: WatchState): Problem | undefined {
  if (state.kind === 'forbidden') {
    const advice = 'The ClusterRole of deploy/ has it; without it the views lack this kind';
    const message = `kubernetes: the right to ${state.verb} ${kind} is missing: ${state.message}`;
    return { ...problemAt({}, 'warning', 'forbidden', message, advice), sinceMs: Math.floor(state.sinceMs) };
  }
  if (state.kind === 'failing')
    return {
      ...problemAt({}, 'error', 'unreachable', `kubernetes: ${kind}: ${state.failure.message}`),
      sinceMs: Math.floor(state.sinceMs),
    };
  return undefined;
}
