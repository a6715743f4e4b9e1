import type { KubeObject, ObjectCache } from '@binnacle/kube';

/** How often a server is told which objects there are at all, so that it knows what was seen last. */
const COMPLETE_EVERY_MS = 5 * 60_000;
/** A report names no more deleted objects; beyond it the list of what there is says the same. */
const MAX_DELETED = 20_000;

/**
 * What one server has not been told yet of the objects of some caches. It holds references to what the caches hold, and so takes
 * hardly any memory of its own, however long the server is away.
 */
export class PendingObjects {
  readonly #caches: readonly ObjectCache[];
  readonly #nowMs: () => number;
  readonly #onWork: () => void;
  readonly #changed = new Map<string, KubeObject>();
  readonly #deleted = new Set<string>();
  /** When the list of each kind is due. */
  readonly #completeAtMs = new Map<ObjectCache, number>();
  readonly #subscriptions: readonly (() => void)[];

  constructor(caches: readonly ObjectCache[], nowMs: () => number, onWork: () => void) {
    this.#caches = caches;
    this.#nowMs = nowMs;
    this.#onWork = onWork;
    this.#subscriptions = caches.map((cache) => this.#follow(cache));
  }

  get size(): number {
    return this.#changed.size + this.#deleted.size;
  }

  close(): void {
    for (const end of this.#subscriptions) end();
  }

  /** Objects to send next, the one that has waited longest first. They stay here until `sent`. */
  changed(): Iterable<KubeObject> {
    return this.#changed.values();
  }

  deleted(): readonly string[] {
    return [...this.#deleted];
  }

  /** Kinds whose list is due. A list that is not whole says nothing, and neither does one before its objects were sent. */
  complete(): { readonly cache: ObjectCache; readonly kind: string; readonly uids: readonly string[] }[] {
    if (this.size > 0) return [];
    return this.#caches
      .filter((cache) => cache.isSynced && (this.#completeAtMs.get(cache) ?? 0) <= this.#nowMs())
      .map((cache) => ({ cache, kind: cache.kind, uids: Array.from(cache.list(), ({ metadata }) => metadata.uid) }));
  }

  /** When there is something to do that is not due yet. */
  get nextAtMs(): number {
    let next = Infinity;
    for (const cache of this.#caches) if (cache.isSynced) next = Math.min(next, this.#completeAtMs.get(cache) ?? 0);
    return next;
  }

  /** The server has it: what has changed since then stays. */
  sent(
    changed: readonly KubeObject[],
    deleted: readonly string[],
    complete: readonly { readonly cache: ObjectCache }[],
  ): void {
    for (const object of changed) {
      const { uid } = object.metadata;
      if (this.#changed.get(uid) === object) this.#changed.delete(uid);
    }
    for (const uid of deleted) this.#deleted.delete(uid);
    for (const { cache } of complete) this.#completeAtMs.set(cache, this.#nowMs() + COMPLETE_EVERY_MS);
  }

  /** The server misses these. */
  resend(kind: string, uids: readonly string[]): void {
    const cache = this.#caches.find((it) => it.kind === kind);
    for (const uid of uids) {
      const object = cache?.byUid(uid);
      if (object !== undefined) this.#changed.set(uid, object);
    }
  }

  #follow(cache: ObjectCache): () => void {
    for (const object of cache.list()) this.#changed.set(object.metadata.uid, object);
    return cache.subscribe((change) => {
      switch (change.type) {
        case 'added':
        case 'modified':
          this.#changed.set(change.object.metadata.uid, change.object);
          this.#deleted.delete(change.object.metadata.uid);
          break;
        case 'deleted':
          this.#changed.delete(change.object.metadata.uid);
          this.#forget(cache, change.object.metadata.uid);
          break;
        case 'synced':
          this.#completeAtMs.set(cache, 0);
          break;
        // The kind cannot be read any more: what the server has of it stays as it is, and ages.
        case 'lost':
          for (const [uid, { kind }] of this.#changed) if (kind === cache.kind) this.#changed.delete(uid);
          return;
      }
      this.#onWork();
    });
  }

  #forget(cache: ObjectCache, uid: string): void {
    if (this.#deleted.size < MAX_DELETED) this.#deleted.add(uid);
    else this.#completeAtMs.set(cache, 0);
  }
}
