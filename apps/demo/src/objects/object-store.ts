import type { KubeObject, ObjectMeta, OwnerReference } from '@binnacle/kube';

export type StoreChange =
  | { readonly type: 'added'; readonly object: KubeObject }
  | { readonly type: 'modified'; readonly object: KubeObject; readonly previous: KubeObject }
  | { readonly type: 'deleted'; readonly object: KubeObject };

/** An object as the model writes it: the store gives it uid and resource version. */
export interface NewObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Partial<Omit<ObjectMeta, 'ownerReferences'>> & {
    readonly name: string;
    readonly generateName?: string;
    readonly deletionGracePeriodSeconds?: number;
    readonly ownerReferences?: readonly (OwnerReference & { readonly blockOwnerDeletion?: boolean })[];
  };
  readonly [field: string]: unknown;
}

/** The objects of one cluster, whoever writes them: the model, or people through the API server. */
export interface ObjectStore {
  list(kind: string): readonly KubeObject[];
  get(kind: string, namespace: string | undefined, name: string): KubeObject | undefined;
  /** Creates or replaces. Listeners hear of it before this returns. */
  put(object: NewObject): KubeObject;
  remove(kind: string, namespace: string | undefined, name: string): void;
  /** @returns ends it */
  subscribe(listener: (change: StoreChange) => void): () => void;
}

/** Objects in memory alone: the history is lived through before an API server is there. */
export class MemoryStore implements ObjectStore {
  readonly #kinds = new Map<string, Map<string, KubeObject>>();
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #newUid: () => string;
  #version = 1000;

  constructor(newUid: () => string) {
    this.#newUid = newUid;
  }

  list(kind: string): readonly KubeObject[] {
    return [...(this.#kinds.get(kind)?.values() ?? [])];
  }

  /** How many objects there are. */
  get count(): number {
    let count = 0;
    for (const objects of this.#kinds.values()) count += objects.size;
    return count;
  }

  /** How often anything was written. */
  get writes(): number {
    return this.#version;
  }

  kinds(): readonly string[] {
    return [...this.#kinds.keys()];
  }

  get(kind: string, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#kinds.get(kind)?.get(`${namespace ?? ''}/${name}`);
  }

  put(object: NewObject): KubeObject {
    const { kind, metadata } = object;
    let objects = this.#kinds.get(kind);
    if (objects === undefined) this.#kinds.set(kind, (objects = new Map()));
    const key = `${metadata.namespace ?? ''}/${metadata.name}`;
    const previous = objects.get(key);
    const stored: KubeObject = {
      ...object,
      metadata: {
        ...metadata,
        uid: previous?.metadata.uid ?? metadata.uid ?? this.#newUid(),
        resourceVersion: String(++this.#version),
      },
    };
    objects.set(key, stored);
    this.#tell(
      previous === undefined ? { type: 'added', object: stored } : { type: 'modified', object: stored, previous },
    );
    return stored;
  }

  remove(kind: string, namespace: string | undefined, name: string): void {
    const key = `${namespace ?? ''}/${name}`;
    const object = this.#kinds.get(kind)?.get(key);
    if (object === undefined) return;
    this.#kinds.get(kind)!.delete(key);
    this.#version++;
    this.#tell({ type: 'deleted', object });
  }

  subscribe(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(change: StoreChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
