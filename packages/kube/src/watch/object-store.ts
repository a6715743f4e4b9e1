import type { ObjectCache, ObjectChange } from '../object-cache.ts';
import type { KubeObject } from '../object.ts';
import type { JsonRecord } from '../json.ts';
import type { WatchSink } from './list-and-watch.ts';

const keyOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;

/**
 * The objects of one kind, filled by a list and the watch after it. A relist changes only what differs: objects with the same
 * resource version stay the same in memory, and no listener hears of them.
 */
export class ObjectStore implements ObjectCache, WatchSink {
  readonly kind: string;
  readonly #read: (value: JsonRecord) => KubeObject | undefined;
  readonly #byKey = new Map<string, KubeObject>();
  readonly #byUid = new Map<string, KubeObject>();
  readonly #listeners = new Set<(change: ObjectChange) => void>();
  /** Keys that the list under way has mentioned. */
  #seen: Set<string> | undefined;
  #isSynced = false;

  /** @param read makes the object to keep from one that came; undefined for what is none */
  constructor(kind: string, read: (value: JsonRecord) => KubeObject | undefined) {
    this.kind = kind;
    this.#read = read;
  }

  get isSynced(): boolean {
    return this.#isSynced;
  }

  get size(): number {
    return this.#byKey.size;
  }

  list(): Iterable<KubeObject> {
    return this.#byKey.values();
  }

  get(namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#byKey.get(keyOf(namespace, name));
  }

  byUid(uid: string): KubeObject | undefined {
    return this.#byUid.get(uid);
  }

  subscribe(listener: (change: ObjectChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  listBegins(): void {
    this.#seen = new Set();
  }

  listed(value: JsonRecord): void {
    const object = this.#read(value);
    if (object === undefined) return;
    this.#seen?.add(keyOf(object.metadata.namespace, object.metadata.name));
    this.#put(object);
  }

  listEnds(): void {
    const seen = this.#seen;
    this.#seen = undefined;
    if (seen !== undefined && seen.size < this.#byKey.size)
      for (const [key, object] of this.#byKey) if (!seen.has(key)) this.#remove(key, object);
    this.#isSynced = true;
    this.#tell({ type: 'synced' });
  }

  changed(value: JsonRecord): void {
    const object = this.#read(value);
    if (object !== undefined) this.#put(object);
  }

  deleted(value: JsonRecord): void {
    const object = this.#read(value);
    if (object === undefined) return;
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const known = this.#byKey.get(key);
    // The object as it was last: what the watch sends with the deletion may be shorter.
    if (known !== undefined) this.#remove(key, known);
  }

  lost(): void {
    this.#seen = undefined;
    if (!this.#isSynced && this.#byKey.size === 0) return;
    this.#byKey.clear();
    this.#byUid.clear();
    this.#isSynced = false;
    this.#tell({ type: 'lost' });
  }

  #put(object: KubeObject): void {
    const { namespace, name, uid, resourceVersion } = object.metadata;
    const key = keyOf(namespace, name);
    const previous = this.#byKey.get(key);
    if (previous !== undefined) {
      if (previous.metadata.uid === uid) {
        // After an upgrade the same object may come in another version of its API.
        const isSame =
          previous.metadata.resourceVersion === resourceVersion && previous.apiVersion === object.apiVersion;
        if (isSame && resourceVersion !== '') return;
        this.#byKey.set(key, object);
        this.#byUid.set(uid, object);
        this.#tell({ type: 'modified', object, previous });
        return;
      }
      // Deleted and made anew while nobody watched.
      this.#remove(key, previous);
    }
    this.#byKey.set(key, object);
    this.#byUid.set(uid, object);
    this.#tell({ type: 'added', object });
  }

  #remove(key: string, object: KubeObject): void {
    this.#byKey.delete(key);
    this.#byUid.delete(object.metadata.uid);
    this.#tell({ type: 'deleted', object });
  }

  #tell(change: ObjectChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
