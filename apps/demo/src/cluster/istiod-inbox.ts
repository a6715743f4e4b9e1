import type { StoreChange } from '../objects/object-store.ts';

const MESH_KINDS: ReadonlySet<string> = new Set([
  'VirtualService',
  'DestinationRule',
  'Gateway',
  'ServiceEntry',
  'Sidecar',
  'EnvoyFilter',
  'PeerAuthentication',
  'RequestAuthentication',
  'AuthorizationPolicy',
]);
const REGISTRY_TYPES: Readonly<Record<string, string>> = {
  EndpointSlice: 'EndpointSlice',
  Namespace: 'Namespaces',
  Node: 'Nodes',
  Pod: 'Pods',
  Service: 'Services',
};
const EVENTS = { added: 'add', modified: 'update', deleted: 'delete' } as const;

/** The changes of objects that istiod hears of, as it counts them. */
export class IstiodInbox {
  /** By `kind|event`. */
  readonly config = new Map<string, number>();
  /** By `type|event`, with the types that istiod gives the kinds of Kubernetes. */
  readonly registry = new Map<string, number>();
  /** What is to be told to the proxies. */
  pushes = 0;

  /** @returns whether the change is one of the mesh's configuration */
  hear({ type, object: { kind } }: StoreChange): boolean {
    const event = EVENTS[type];
    if (MESH_KINDS.has(kind)) {
      add(this.config, `${kind}|${event}`);
      this.pushes++;
      return true;
    }
    const registryType = REGISTRY_TYPES[kind];
    if (registryType === undefined) return false;
    add(this.registry, `${registryType}|${event}`);
    if (registryType === 'EndpointSlice' || registryType === 'Services') this.pushes++;
    return false;
  }
}

const add = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
