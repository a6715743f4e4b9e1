import type { ObjectStore as ApiStore } from '@binnacle/kube-api-server';
import type { MemoryStore, NewObject } from './object-store.ts';

/**
 * Keeps the objects of the model and those of an API server the same: what the model writes is seen by clients, and what
 * clients write is heard by the model. What comes back says nothing new, and the other side takes it for no change.
 *
 * @returns ends it
 */
export function mirror(model: MemoryStore, api: ApiStore): () => void {
  for (const kind of model.kinds()) for (const object of model.list(kind)) api.apply(object);
  const endModel = model.subscribe(({ type, object: { apiVersion, kind, metadata }, object }) => {
    const { namespace, name } = metadata;
    if (type === 'deleted') api.remove({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) });
    else api.apply(object);
  });
  const endApi = api.onChange(({ type, object, origin }) => {
    if (origin !== 'client') return;
    const { kind, metadata } = object;
    if (type === 'deleted') model.remove(kind, metadata.namespace, metadata.name);
    else model.put(object as NewObject);
  });
  return () => {
    endModel();
    endApi();
  };
}
