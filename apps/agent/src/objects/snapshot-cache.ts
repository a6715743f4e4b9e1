import type { KubeObject, ObjectCache, ObjectChange } from '@binnacle/kube';

interface Kept {
  readonly object: KubeObject;
  /** What tells whether it has changed: these objects have no versions. */
  readonly text: string;
}

/** Objects of one kind that are read as a whole now and then, as containers are: tells what has changed since the last time. */
export class SnapshotCache implements ObjectCache {
  readonly kind: string;
  readonly #byUid = new Map<string, Kept>();
  readonly #listeners = new Set<(change: ObjectChange) => void>();
  #isSynced = false;

  constructor(kind: string) {
    this.kind = kind;
  }

  get isSynced(): boolean {
    return this.#isSynced;
  }

  get size(): number {
    return this.#byUid.size;
  }

  *list(): Iterable<KubeObject> {
    for (const { object } of this.#byUid.values()) yield object;
  }

  get(namespace: string | undefined, name: string): KubeObject | undefined {
    for (const { object } of this.#byUid.values()) {
      const { metadata } = object;
      if (metadata.name === name && (metadata.namespace ?? '') === (namespace ?? '')) return object;
    }
    return undefined;
  }

  byUid(uid: string): KubeObject | undefined {
    return this.#byUid.get(uid)?.object;
  }

  subscribe(listener: (change: ObjectChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param isWhole  what is not among the objects is no more; else it could not be read */
  set(objects: readonly KubeObject[], isWhole: boolean): void {
    const seen = new Set<string>();
    for (const object of objects) {
      const { uid } = object.metadata;
      seen.add(uid);
      const text = JSON.stringify(object);
      const known = this.#byUid.get(uid);
      if (known?.text === text) continue;
      this.#byUid.set(uid, { object, text });
      if (known === undefined) this.#tell({ type: 'added', object });
      else this.#tell({ type: 'modified', object, previous: known.object });
    }
    if (!isWhole) return;
    for (const [uid, { object }] of this.#byUid) {
      if (seen.has(uid)) continue;
      this.#byUid.delete(uid);
      this.#tell({ type: 'deleted', object });
    }
    if (this.#isSynced) return;
    this.#isSynced = true;
    this.#tell({ type: 'synced' });
  }

  #tell(change: ObjectChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
