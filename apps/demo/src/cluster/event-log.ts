import type { ObjectStore } from '../objects/object-store.ts';
import { hashOf } from '../random.ts';

export interface EventSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid: string | undefined;
}

const KEPT_MS = 3_600_000;

/** Kubernetes events as the components of a cluster write them: repeated ones are counted, old ones go after an hour. */
export class EventLog {
  readonly #objects: ObjectStore;
  readonly #known = new Map<
    string,
    { readonly name: string; readonly namespace: string; count: number; firstMs: number; lastMs: number }
  >();
  #swept = 0;

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  record(
    nowMs: number,
    subject: EventSubject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    component: string,
  ): void {
    const key = `${subject.kind}/${subject.namespace ?? ''}/${subject.name}/${subject.uid ?? ''}/${reason}/${message}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      const tail = (hashOf(key) * 4_294_967_296 + nowMs).toString(16).slice(0, 16);
      known = {
        name: `${subject.name}.${tail}`,
        namespace: subject.namespace ?? 'default',
        count: 0,
        firstMs: nowMs,
        lastMs: nowMs,
      };
      this.#known.set(key, known);
    }
    known.count++;
    known.lastMs = nowMs;
    this.#objects.put({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: known.name, namespace: known.namespace, creationTimestamp: timeText(known.firstMs) },
      involvedObject: {
        apiVersion: subject.apiVersion,
        kind: subject.kind,
        name: subject.name,
        ...(subject.namespace === undefined ? {} : { namespace: subject.namespace }),
        ...(subject.uid === undefined ? {} : { uid: subject.uid }),
      },
      type,
      reason,
      message,
      source: { component },
      reportingComponent: component,
      reportingInstance: '',
      firstTimestamp: timeText(known.firstMs),
      lastTimestamp: timeText(nowMs),
      count: known.count,
    });
  }

  /** Forgets what is older than an hour. */
  sweep(nowMs: number): void {
    if (nowMs - this.#swept < 60_000) return;
    this.#swept = nowMs;
    for (const [key, { name, namespace, lastMs }] of this.#known) {
      if (nowMs - lastMs < KEPT_MS) continue;
      this.#known.delete(key);
      this.#objects.remove('Event', namespace, name);
    }
  }
}

/** RFC 3339 with whole seconds, as Kubernetes writes times. */
export const timeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
/** With microseconds, as leases have them. */
export const microTimeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 23)}000Z`;
