import type { KubeObject } from '@binnacle/kube';
import type { Deleter } from './deleter.ts';
import type { ObjectStore, StoreChange } from './object-store.ts';

/**
 * Deletes objects when the last of their owners has gone, and namespaces when they are empty, as the controllers of a real
 * cluster do.
 *
 * @returns ends it
 */
export function collectGarbage(store: ObjectStore, deleter: Deleter): () => void {
  /** Owned objects by the uid of the owner, then by their own. */
  const owned = new Map<string, Map<string, KubeObject>>();
  const forget = (object: KubeObject): void => {
    for (const { uid } of object.metadata.ownerReferences ?? []) owned.get(uid)?.delete(object.metadata.uid);
  };
  const remember = (object: KubeObject): void => {
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const dependants = owned.get(uid) ?? new Map<string, KubeObject>();
      owned.set(uid, dependants.set(object.metadata.uid, object));
    }
  };
  const follow = ({ type, object, previous }: StoreChange): void => {
    if (previous !== undefined) forget(previous);
    if (type !== 'deleted') return remember(object);
    const dependants = owned.get(object.metadata.uid);
    owned.delete(object.metadata.uid);
    for (const dependant of dependants?.values() ?? []) {
      const { apiVersion, kind, metadata } = dependant;
      const others = (metadata.ownerReferences ?? []).filter(({ uid }) => uid !== object.metadata.uid);
      if (others.some((owner) => isThere(store, owner, metadata.namespace))) continue;
      const type = store.types.byKind(
        apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
        kind,
      );
      if (type === undefined || store.entry(type, metadata.namespace, metadata.name) === undefined) continue;
      deleter.delete(type, metadata.namespace, metadata.name, DEPENDANT, apiVersion);
    }
    if (object.metadata.namespace !== undefined) deleter.finishNamespace(object.metadata.namespace);
  };
  return store.onChange(follow);
}

const DEPENDANT = {
  propagation: 'Background',
  graceSeconds: undefined,
  uid: undefined,
  resourceVersion: undefined,
  dryRun: false,
} as const;

function isThere(
  store: ObjectStore,
  owner: { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly uid: string },
  namespace: string | undefined,
): boolean {
  const group = owner.apiVersion.includes('/') ? owner.apiVersion.slice(0, owner.apiVersion.indexOf('/')) : '';
  const type = store.types.byKind(group, owner.kind);
  return type !== undefined && store.entry(type, namespace, owner.name)?.object.metadata.uid === owner.uid;
}
