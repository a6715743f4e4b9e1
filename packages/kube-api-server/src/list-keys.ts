/**
 * How a list of a built-in kind is merged by strategic merge patches and by server-side apply: item by item under a key, as
 * a set of plain values, or as a whole. Source: the `patchMergeKey` and `patchStrategy` tags of k8s.io/api.
 *
 * @param kind   of the object
 * @param path   names of the fields from the object down to the list; items of lists add nothing to it
 * @returns `key` with the fields that name an item: the first one that an item has counts
 */
export function listMerge(kind: string, path: readonly string[]): ListMerge {
  const [field = '', parent = ''] = [path.at(-1), path.at(-2)];
  if (field === 'finalizers' && parent === 'metadata') return SET;
  if (field === 'ownerReferences') return by('uid');
  if (field === 'ports') {
    if (CONTAINERS.has(parent)) return by('containerPort', 'name');
    return kind === 'Service' ? by('port', 'name') : ATOMIC;
  }
  if (field === 'conditions') return by('type');
  if (field === 'addresses' && kind !== 'Node') return ATOMIC;
  const keys = KEYS[field];
  return keys === undefined ? ATOMIC : by(...keys);
}

export type ListMerge =
  | { readonly kind: 'key'; readonly keys: readonly string[] }
  | { readonly kind: 'set' }
  | { readonly kind: 'atomic' };

const ATOMIC: ListMerge = { kind: 'atomic' };
const SET: ListMerge = { kind: 'set' };
const by = (...keys: readonly string[]): ListMerge => ({ kind: 'key', keys });
const CONTAINERS = new Set(['containers', 'initContainers', 'ephemeralContainers']);

const KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
  addresses: ['type'],
  podIPs: ['ip'],
  webhooks: ['name'],
};
