import type { KubeObject, ObjectCache, ObjectChange } from '@binnacle/kube';
import { problemAt, type Place, type Problem } from '../../config/problem.ts';
import type { KubernetesConfig } from '../discovery-config.ts';
import { isOurs, type Shard } from '../shard.ts';
import type { Discoverer, TargetGroup } from '../target-group.ts';
import type { WorkQueue } from '../work-queue.ts';
import { choosePort } from '../annotations/choose-port.ts';
import { endpointGroup, SERVICE_NAME } from './endpoint-groups.ts';
import { parseFieldSelector } from './field-selector.ts';
import { parseLabelSelector } from './label-selector.ts';
import { namespaceLabels, nodeLabels, type MetaLabels } from './meta-labels.ts';
import type { DiscoveryCaches, EndpointSlice, Ingress, Node, Pod, Service } from './objects.ts';
import { ingressGroup, nodeGroup, podGroup, serviceGroup } from './role-groups.ts';
import type { KubernetesRole } from './role.ts';

export interface KubernetesSurroundings {
  readonly caches: DiscoveryCaches;
  readonly queue: WorkQueue;
  /** The agent's own namespace. */
  readonly namespace: string;
  readonly node: string | undefined;
}

/** Objects of which only the node and the labels are looked at: well below a millisecond. */
const WALK = 200;

type Fits = (object: KubeObject) => boolean;

let numbers = 0;

/**
 * `kubernetes_sd_configs`: targets out of the objects that the agent watches anyway. A change of an object makes its group anew,
 * and those of the objects that show its labels; nothing else.
 */
export class KubernetesDiscoverer implements Discoverer {
  readonly #config: KubernetesConfig;
  readonly #surroundings: KubernetesSurroundings;
  readonly #place: Place;
  readonly #id = `kubernetes ${++numbers}`;
  readonly #fits: ReadonlyMap<KubernetesRole, Fits>;
  readonly #unsubscribe: (() => void)[] = [];
  #emit: (group: TargetGroup) => void = () => {};
  /** Sources that have targets. */
  readonly #known = new Set<string>();
  /** Slices by the pods and the service whose labels they show. */
  readonly #slicesOf = new Map<string, Set<string>>();
  readonly #linksOf = new Map<string, readonly string[]>();

  constructor(config: KubernetesConfig, surroundings: KubernetesSurroundings, place: Place) {
    this.#config = config;
    this.#surroundings = surroundings;
    this.#place = place;
    this.#fits = fitsByRole(config);
  }

  get problems(): readonly Problem[] {
    const { role } = this.#config;
    if (cacheOf(role, this.#surroundings.caches) !== undefined) return [];
    const message = `role ${role}: this agent does not watch ${KIND_OF[role]}, so nothing is found`;
    return [
      problemAt(this.#place, 'warning', 'not_watched', message, 'It needs a cluster, and the right to list them'),
    ];
  }

  start(emit: (group: TargetGroup) => void): void {
    this.#emit = emit;
    const { caches } = this.#surroundings;
    const { role, attachNode, attachNamespace } = this.#config;
    switch (role) {
      case 'pod':
        this.#follow(caches.pods);
        if (attachNode) this.#followNode((name) => podsOn(caches.pods, name));
        break;
      case 'node':
        this.#follow(caches.nodes);
        break;
      case 'service':
        this.#follow(caches.services);
        break;
      case 'ingress':
        this.#follow(caches.ingresses);
        break;
      case 'endpoints':
      case 'endpointslice':
        this.#follow(caches.endpointSlices);
        this.#followLinks(caches.pods, 'pod');
        this.#followLinks(caches.services, 'service');
        break;
    }
    if (attachNamespace) this.#followNamespace();
  }

  stop(): void {
    for (const end of this.#unsubscribe) end();
    this.#unsubscribe.length = 0;
    this.#emit = () => {};
  }

  #follow(cache: ObjectCache | undefined): void {
    if (cache === undefined) return;
    this.#walk(cache.list()[Symbol.iterator]());
    this.#unsubscribe.push(
      cache.subscribe((change) => {
        if (change.type === 'synced') this.#compare(cache);
        // What cannot be looked at any more stays as it was seen last.
        else if (change.type !== 'lost') this.#later(change.object);
      }),
    );
  }

  /** Looks at what is there already, some hundred objects at a time. */
  #walk(objects: Iterator<KubeObject>): void {
    for (let i = 0; i < WALK; i++) {
      const next = objects.next();
      if (next.done === true) return;
      this.#later(next.value);
    }
    this.#surroundings.queue.add(`${this.#id} walk`, () => this.#walk(objects));
  }

  /** After a relist: what is not there any more had no event of its own. */
  #compare(cache: ObjectCache): void {
    const now = new Set<string>();
    for (const object of cache.list()) now.add(keyOf(object));
    for (const key of this.#known) if (!now.has(key)) this.#queue(key);
  }

  #later(object: KubeObject): void {
    const { caches, node } = this.#surroundings;
    const { role } = this.#config;
    const key = keyOf(object);
    // Pods of other nodes are none of our business: not even a look is worth the time.
    if (role === 'pod' && !this.#known.has(key) && !mayBeOurs(object, node)) return;
    if (!this.#known.has(key) && !this.#wants(object) && cacheOf(role, caches) !== undefined) return;
    this.#queue(key);
  }

  #queue(key: string): void {
    this.#surroundings.queue.add(`${this.#id} ${key}`, () => this.#make(key));
  }

  #make(key: string): void {
    const { role } = this.#config;
    const cache: ObjectCache | undefined = cacheOf(role, this.#surroundings.caches);
    const at = key.indexOf('/');
    const namespace = key.slice(0, at);
    const object = cache?.get(namespace === '' ? undefined : namespace, key.slice(at + 1));
    if (object === undefined && cache?.isSynced === false) return;
    const group =
      object === undefined || !this.#wants(object)
        ? { source: sourceOf(role, key), labels: {}, targets: [] }
        : this.#groupOf(object, key);
    if (object === undefined) this.#link(key, []);
    if (group.targets.length > 0) this.#known.add(key);
    else if (!this.#known.delete(key)) return;
    const { portAnnotation } = this.#config;
    const chosen = portAnnotation === undefined ? group : choosePort(group, portAnnotation);
    this.#emit({ ...chosen, source: sourceOf(role, key) });
  }

  #wants(object: KubeObject): boolean {
    const { namespaces, ownNamespace, role } = this.#config;
    const { namespace } = object.metadata;
    if (namespace !== undefined) {
      const wanted = ownNamespace ? [...namespaces, this.#surroundings.namespace] : namespaces;
      if (wanted.length > 0 && !wanted.includes(namespace)) return false;
    }
    return this.#fits.get(role)?.(object) ?? true;
  }

  #groupOf(object: KubeObject, key: string): TargetGroup {
    const { role } = this.#config;
    const { caches } = this.#surroundings;
    const attached = this.#attachedTo(object);
    switch (role) {
      case 'pod':
        return podGroup(object as Pod, attached);
      case 'node':
        return nodeGroup(object as Node);
      case 'service':
        return serviceGroup(object as Service, attached);
      case 'ingress':
        return ingressGroup(object as Ingress, attached);
      case 'endpoints':
      case 'endpointslice': {
        const slice = object as EndpointSlice;
        const { namespace = '' } = slice.metadata;
        const serviceName = slice.metadata.labels?.[SERVICE_NAME];
        const service = serviceName === undefined ? undefined : caches.services?.get(namespace, serviceName);
        this.#link(key, linksOf(slice, namespace, serviceName));
        const fitsService = this.#fits.get('service');
        const isOther = role === 'endpoints' && isSecondFamily(slice, service);
        if (isOther || (fitsService !== undefined && (service === undefined || !fitsService(service)))) {
          return { source: '', labels: {}, targets: [] };
        }
        return endpointGroup(role, slice, {
          service,
          pods: caches.pods,
          nodes: this.#config.attachNode ? caches.nodes : undefined,
          attached,
        });
      }
    }
  }

  #attachedTo(object: KubeObject): MetaLabels {
    const { attachNode, attachNamespace, role } = this.#config;
    const { caches } = this.#surroundings;
    const labels: MetaLabels = {};
    if (attachNode && role === 'pod') {
      const name = (object as Pod).spec?.nodeName;
      const node = name === undefined ? undefined : caches.nodes?.get(undefined, name);
      if (node !== undefined) Object.assign(labels, nodeLabels(node));
    }
    if (attachNamespace) {
      const namespace = caches.namespaces?.get(undefined, object.metadata.namespace ?? '');
      if (namespace !== undefined) Object.assign(labels, namespaceLabels(namespace));
    }
    return labels;
  }

  /** Which slices are to be made anew when a pod or a service changes. */
  #link(key: string, links: readonly string[]): void {
    for (const link of this.#linksOf.get(key) ?? []) {
      const slices = this.#slicesOf.get(link);
      slices?.delete(key);
      if (slices?.size === 0) this.#slicesOf.delete(link);
    }
    if (links.length === 0) this.#linksOf.delete(key);
    else this.#linksOf.set(key, links);
    for (const link of links) {
      let slices = this.#slicesOf.get(link);
      if (slices === undefined) this.#slicesOf.set(link, (slices = new Set()));
      slices.add(key);
    }
  }

  #followLinks(cache: ObjectCache | undefined, kind: 'pod' | 'service'): void {
    if (cache === undefined) return;
    this.#unsubscribe.push(
      cache.subscribe((change: ObjectChange) => {
        if (change.type === 'synced' || change.type === 'lost') return;
        // Status changes of a pod that show in no label cost nothing.
        if (
          change.type === 'modified' &&
          kind === 'pod' &&
          looksTheSame(change.previous as Pod, change.object as Pod)
        ) {
          return;
        }
        for (const key of this.#slicesOf.get(`${kind} ${keyOf(change.object)}`) ?? []) this.#queue(key);
      }),
    );
  }

  #followNode(keysOn: (node: string) => Iterable<string>): void {
    const { nodes } = this.#surroundings.caches;
    if (nodes === undefined) return;
    this.#unsubscribe.push(
      nodes.subscribe((change) => {
        if (change.type === 'synced' || change.type === 'lost') return;
        if (change.type === 'modified' && sameNotes(change.previous, change.object)) return;
        for (const key of keysOn(change.object.metadata.name)) if (this.#known.has(key)) this.#queue(key);
      }),
    );
  }

  #followNamespace(): void {
    const { namespaces } = this.#surroundings.caches;
    if (namespaces === undefined) return;
    this.#unsubscribe.push(
      namespaces.subscribe((change) => {
        if (change.type === 'synced' || change.type === 'lost') return;
        if (change.type === 'modified' && sameNotes(change.previous, change.object)) return;
        for (const key of this.#known) if (key.startsWith(`${change.object.metadata.name}/`)) this.#queue(key);
      }),
    );
  }
}

const KIND_OF: Readonly<Record<KubernetesRole, string>> = {
  node: 'nodes',
  pod: 'pods',
  service: 'services',
  endpoints: 'endpoint slices',
  endpointslice: 'endpoint slices',
  ingress: 'ingresses',
};

function cacheOf(role: KubernetesRole, caches: DiscoveryCaches): ObjectCache | undefined {
  switch (role) {
    case 'node':
      return caches.nodes;
    case 'pod':
      return caches.pods;
    case 'service':
      return caches.services;
    case 'endpoints':
    case 'endpointslice':
      return caches.endpointSlices;
    case 'ingress':
      return caches.ingresses;
  }
}

/** `namespace/name`; neither holds a slash. */
export const keyOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

const sourceOf = (role: KubernetesRole, key: string): string => `${role}/${key}`;

const mayBeOurs = (object: KubeObject, node: string | undefined): boolean => {
  const shard: Shard = { node, isElected: true };
  return isOurs(shard, (object as Pod).spec?.nodeName);
};

function* podsOn(pods: ObjectCache<Pod> | undefined, node: string): Iterable<string> {
  for (const pod of pods?.list() ?? []) if (pod.spec?.nodeName === node) yield keyOf(pod);
}

function fitsByRole({ selectors }: KubernetesConfig): ReadonlyMap<KubernetesRole, Fits> {
  const fits = new Map<KubernetesRole, Fits>();
  for (const { role, label, field } of selectors) {
    const labels = parseLabelSelector(label);
    const fields = parseFieldSelector(field);
    if (!labels.ok || !fields.ok) throw new Error(`BUG: selector ${label} ${field} was not checked`);
    const before = fits.get(role);
    fits.set(
      role,
      (object) => (before?.(object) ?? true) && labels.fits(object.metadata.labels ?? {}) && fields.fits(object),
    );
  }
  return fits;
}

function linksOf(slice: EndpointSlice, namespace: string, service: string | undefined): readonly string[] {
  const links = new Set<string>();
  if (service !== undefined) links.add(`service ${namespace}/${service}`);
  for (const { targetRef } of slice.endpoints ?? []) {
    if (targetRef?.kind === 'Pod') links.add(`pod ${targetRef.namespace ?? namespace}/${targetRef.name ?? ''}`);
  }
  return [...links];
}

/** Endpoints hold the addresses of the service's first IP family only. */
function isSecondFamily(slice: EndpointSlice, service: Service | undefined): boolean {
  const [first] = service?.spec?.ipFamilies ?? [];
  return first !== undefined && slice.addressType !== undefined && slice.addressType !== first;
}

function sameNotes(a: KubeObject, b: KubeObject): boolean {
  return (
    JSON.stringify([a.metadata.labels, a.metadata.annotations]) ===
    JSON.stringify([b.metadata.labels, b.metadata.annotations])
  );
}

/** Nothing of the pod that a target shows is different. */
function looksTheSame(a: Pod, b: Pod): boolean {
  const shown = ({ metadata, spec, status }: Pod): unknown => [
    metadata.uid,
    metadata.labels,
    metadata.annotations,
    spec?.nodeName,
    status?.phase,
    status?.podIP,
    status?.hostIP,
    status?.conditions?.find(({ type }) => type === 'Ready')?.status,
    status?.containerStatuses?.map(({ name, containerID }) => [name, containerID]),
  ];
  return JSON.stringify(shown(a)) === JSON.stringify(shown(b));
}
