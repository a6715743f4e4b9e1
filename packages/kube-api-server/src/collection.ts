import type { Entry } from './entry.ts';

/** Something that happened to one object. Deleted entries carry the resource version of their deletion. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resourceVersion: number;
  readonly entry: Entry;
  readonly previous: Entry | undefined;
}

/** All objects of one resource, and what happened to them lately. */
export class Collection {
  readonly #entries = new Map<string, Entry>();
  readonly #historySize: number;
  #sorted: readonly string[] | undefined;
  #history: Change[] = [];
  #oldest = 0;

  /** @param historySize  changes kept for watches that resume and for pages of older lists */
  constructor(historySize: number) {
    this.#historySize = historySize;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The earliest resource version that can still be told from. */
  get oldest(): number {
    return this.#oldest;
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  values(): Iterable<Entry> {
    return this.#entries.values();
  }

  /** In the order of their keys, as etcd has them: by namespace, then by name. */
  ordered(): Entry[] {
    this.#sorted ??= [...this.#entries.keys()].sort();
    return this.#sorted.map((key) => this.#entries.get(key)!);
  }

  record(change: Change): void {
    const { key } = change.entry;
    if (change.type === 'DELETED') this.#entries.delete(key);
    else this.#entries.set(key, change.entry);
    if (change.type !== 'MODIFIED') this.#sorted = undefined;
    this.#history.push(change);
    // In large steps, so that each change does not move the whole array.
    if (this.#history.length >= this.#historySize * 1.25) this.#forget(this.#history.length - this.#historySize);
  }

  #forget(count: number): void {
    if (count <= 0) return;
    this.#oldest = Math.max(this.#oldest, this.#history[count - 1]!.resourceVersion);
    this.#history = this.#history.slice(count);
  }

  /** Forgets what happened up to and with this resource version. */
  compact(resourceVersion: number): void {
    this.#forget(this.#indexAfter(resourceVersion));
    this.#oldest = Math.max(this.#oldest, resourceVersion);
  }

  /** What happened after a resource version that is not older than `oldest`. */
  since(resourceVersion: number): readonly Change[] {
    return this.#history.slice(this.#indexAfter(resourceVersion));
  }

  /** The objects as they were at a resource version that is not older than `oldest`. */
  asOf(resourceVersion: number): Entry[] {
    const undone = this.since(resourceVersion);
    if (undone.length === 0) return this.ordered();
    const entries = new Map(this.#entries);
    for (const { entry, previous } of undone.toReversed()) {
      if (previous === undefined) entries.delete(entry.key);
      else entries.set(entry.key, previous);
    }
    return [...entries.keys()].sort().map((key) => entries.get(key)!);
  }

  #indexAfter(resourceVersion: number): number {
    let [low, high] = [0, this.#history.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#history[middle]!.resourceVersion <= resourceVersion) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
