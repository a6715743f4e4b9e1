import type { KubeObject, ObjectCache, ObjectChange } from '@binnacle/kube';

/** Objects that a test puts in and takes out, as a watch would. */
export class MemoryCache<T extends KubeObject> implements ObjectCache<T> {
  readonly kind: string;
  readonly isSynced = true;
  readonly #objects = new Map<string, T>();
  readonly #listeners = new Set<(change: ObjectChange<T>) => void>();

  constructor(kind: string, objects: readonly T[] = []) {
    this.kind = kind;
    for (const object of objects) this.#objects.set(keyOf(object), object);
  }

  get size(): number {
    return this.#objects.size;
  }

  list(): Iterable<T> {
    return this.#objects.values();
  }

  get(namespace: string | undefined, name: string): T | undefined {
    return this.#objects.get(`${namespace ?? ''}/${name}`);
  }

  byUid(uid: string): T | undefined {
    return [...this.#objects.values()].find(({ metadata }) => metadata.uid === uid);
  }

  subscribe(listener: (change: ObjectChange<T>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  put(object: T): void {
    const key = keyOf(object);
    const previous = this.#objects.get(key);
    this.#objects.set(key, object);
    this.#tell(previous === undefined ? { type: 'added', object } : { type: 'modified', object, previous });
  }

  delete(namespace: string | undefined, name: string): void {
    const key = `${namespace ?? ''}/${name}`;
    const object = this.#objects.get(key);
    if (object === undefined || !this.#objects.delete(key)) return;
    this.#tell({ type: 'deleted', object });
  }

  /** The watch broke off, and a new list came: no events for what happened meanwhile. */
  relist(objects: readonly T[]): void {
    this.#objects.clear();
    for (const object of objects) this.#objects.set(keyOf(object), object);
    this.#tell({ type: 'synced' });
  }

  #tell(change: ObjectChange<T>): void {
    for (const listener of this.#listeners) listener(change);
  }
}

const keyOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;
