import type { Clock } from '../clock.ts';
import type { JsonRecord } from '../json.ts';
import type { WatchSink } from '../watch/list-and-watch.ts';
import { readEvent, type KubeEvent } from './kube-event.ts';

export interface EventFeedOptions {
  readonly clock: Clock;
  /** Takes events in the order in which they happened; at most `batch` at once. */
  readonly onEvents: (events: readonly KubeEvent[]) => void;
  /** Of what happened before the watch began, only what is younger is told. */
  readonly maxAgeMs?: number;
  /** Most events of a list that are told: the newest. */
  readonly maxBacklog?: number;
  readonly batch?: number;
}

const HOUR_MS = 3_600_000;

/**
 * Tells each event once, and again when it happened again. Give it to a `ClusterWatch` as the sink of the kind `Event`. Nothing
 * is kept but the identity of what was told.
 */
export class EventFeed implements WatchSink {
  readonly #clock: Clock;
  readonly #onEvents: (events: readonly KubeEvent[]) => void;
  readonly #maxAgeMs: number;
  readonly #maxBacklog: number;
  readonly #batch: number;
  /** How each event was told last, by uid; the oldest go first. */
  readonly #told = new Map<string, string>();
  #backlog: KubeEvent[] | undefined;

  constructor({ clock, onEvents, maxAgeMs = HOUR_MS, maxBacklog = 5000, batch = 500 }: EventFeedOptions) {
    this.#clock = clock;
    this.#onEvents = onEvents;
    this.#maxAgeMs = maxAgeMs;
    this.#maxBacklog = maxBacklog;
    this.#batch = batch;
  }

  listBegins(): void {
    this.#backlog = [];
  }

  listed(value: JsonRecord): void {
    const event = this.#read(value);
    if (event === undefined || this.#backlog === undefined) return;
    this.#backlog.push(event);
    // Trimmed now and then, so that a list of any length needs bounded memory.
    if (this.#backlog.length >= this.#maxBacklog * 2) this.#backlog = newest(this.#backlog, this.#maxBacklog);
  }

  listEnds(): void {
    const events = newest(this.#backlog ?? [], this.#maxBacklog);
    this.#backlog = undefined;
    for (let from = 0; from < events.length; from += this.#batch) this.#tell(events.slice(from, from + this.#batch));
  }

  changed(value: JsonRecord): void {
    const event = this.#read(value);
    if (event !== undefined) this.#tell([event]);
  }

  deleted(): void {
    // API servers delete events after an hour; they have happened all the same.
  }

  lost(): void {
    this.#backlog = undefined;
  }

  /** The event, unless it is too old or was told as it is. */
  #read(value: JsonRecord): KubeEvent | undefined {
    const event = readEvent(value);
    if (event === undefined || event.lastAtMs < this.#clock.nowMs() - this.#maxAgeMs) return undefined;
    return this.#told.get(event.uid) === stateOf(event) ? undefined : event;
  }

  #tell(events: readonly KubeEvent[]): void {
    for (const event of events) {
      this.#told.delete(event.uid);
      this.#told.set(event.uid, stateOf(event));
    }
    // Twice the backlog: what a new list brings again is still known.
    for (const uid of this.#told.keys()) {
      if (this.#told.size <= this.#maxBacklog * 2) break;
      this.#told.delete(uid);
    }
    if (events.length > 0) this.#onEvents(events);
  }
}

const stateOf = ({ count, lastAtMs }: KubeEvent): string => `${count}@${lastAtMs}`;

const newest = (events: KubeEvent[], count: number): KubeEvent[] =>
  events.sort((a, b) => a.lastAtMs - b.lastAtMs).slice(-count);
