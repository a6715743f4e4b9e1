import type { KubeObject } from './object.ts';

export type ObjectChange<T extends KubeObject = KubeObject> =
  | { readonly type: 'added'; readonly object: T }
  | { readonly type: 'modified'; readonly object: T; readonly previous: T }
  | { readonly type: 'deleted'; readonly object: T }
  /** The list is whole (again, after a relist): what is in the cache is what the API server has. */
  | { readonly type: 'synced' }
  /**
   * The kind can no longer be read: the API server serves it no more, or the right to read it was taken away. The cache is
   * empty and not synced; the objects may well still exist.
   */
  | { readonly type: 'lost' };

/** All objects of one kind that the API server has, kept up to date by a watch. Objects are never changed in place. */
export interface ObjectCache<T extends KubeObject = KubeObject> {
  /** Such as `Pod`. */
  readonly kind: string;
  /** False until the first list is whole, and where the kind is not served or not allowed. */
  readonly isSynced: boolean;
  readonly size: number;
  list(): Iterable<T>;
  get(namespace: string | undefined, name: string): T | undefined;
  byUid(uid: string): T | undefined;
  /** Calls `listener` from now on for each change. @returns ends it */
  subscribe(listener: (change: ObjectChange<T>) => void): () => void;
}
