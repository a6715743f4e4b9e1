import { json, type Answer } from './answer.ts';
import type { Representation } from './representation.ts';
import { groupVersion, type ResourceType } from './resource-type.ts';
import type { TypeRegistry } from './type-registry.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** Reviews and the like: they can only be created, and nothing of them is kept. */
export interface VirtualResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

interface APIResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** The documents that tell clients what is served. */
export class Discovery {
  readonly #types: TypeRegistry;
  readonly #virtual: readonly VirtualResource[];
  /** Whether this release has the documents that hold everything at once (1.26 and later). */
  readonly #aggregated: boolean;
  /** Before 1.27 built-in kinds have no singular name in these documents. */
  readonly #singular: boolean;

  constructor(types: TypeRegistry, virtual: readonly VirtualResource[], minor: number) {
    this.#types = types;
    this.#virtual = virtual;
    this.#aggregated = minor >= 26;
    this.#singular = minor >= 27;
  }

  /** Answers `/api`, `/apis` and what is directly below; undefined for any other path. */
  answer(path: string, form: Representation): Answer | undefined {
    const parts = path.split('/').filter((part) => part !== '');
    const whole = form.kind === 'discovery' && this.#aggregated ? form.version : undefined;
    if (parts[0] === 'api') {
      if (parts.length === 1) return whole === undefined ? json(200, this.#legacy()) : this.#everything([''], whole);
      return parts.length === 2 && parts[1] === 'v1' ? json(200, this.#resources('', 'v1')) : undefined;
    }
    if (parts[0] !== 'apis') return undefined;
    const groups = this.#groups();
    const [, group, version] = parts;
    if (group === undefined) {
      if (whole !== undefined) return this.#everything([...groups.keys()], whole);
      return json(200, { kind: 'APIGroupList', apiVersion: 'v1', groups: [...groups].map(apiGroup) });
    }
    const versions = groups.get(group);
    if (versions === undefined) return undefined;
    if (version === undefined) return json(200, { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup([group, versions]) });
    return parts.length === 3 && versions.includes(version) ? json(200, this.#resources(group, version)) : undefined;
  }

  #legacy(): unknown {
    const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1' }];
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs };
  }

  #groups(): Map<string, readonly string[]> {
    const groups = new Map<string, readonly string[]>(this.#types.groups());
    for (const { group, version } of this.#virtual) {
      if (group !== '' && groups.get(group) === undefined) groups.set(group, [version]);
    }
    return groups;
  }

  #resources(group: string, version: string): unknown {
    return {
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: groupVersion(group, version),
      resources: this.#inGroupVersion(group, version),
    };
  }

  #inGroupVersion(group: string, version: string): APIResource[] {
    const kept = this.#types.inGroupVersion(group, version).flatMap((type) => ofType(type, this.#singular));
    const virtual = this.#virtual
      .filter((each) => each.group === group && each.version === version)
      .map(({ plural, kind, namespaced }) => ({
        name: plural,
        singularName: '',
        namespaced,
        kind,
        verbs: ['create'],
        ...(plural === 'serviceaccounts/token' ? { group: 'authentication.k8s.io', version: 'v1' } : {}),
      }));
    return [...kept, ...virtual];
  }

  #everything(groups: readonly string[], version: 'v2' | 'v2beta1'): Answer {
    const known = this.#groups();
    const body = {
      kind: 'APIGroupDiscoveryList',
      apiVersion: `apidiscovery.k8s.io/${version}`,
      metadata: {},
      items: groups.map((group) => ({
        metadata: group === '' ? { creationTimestamp: null } : { name: group, creationTimestamp: null },
        versions: (group === '' ? ['v1'] : (known.get(group) ?? [])).map((each) => ({
          version: each,
          freshness: 'Current',
          resources: this.#nested(group, each),
        })),
      })),
    };
    const contentType = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
    return { code: 200, body: JSON.stringify(body), contentType };
  }

  #nested(group: string, version: string): unknown[] {
    const all = this.#inGroupVersion(group, version);
    const kindOf = ({ kind, group: otherGroup, version: otherVersion }: APIResource): unknown => ({
      group: otherGroup ?? group,
      version: otherVersion ?? version,
      kind,
    });
    return all
      .filter(({ name }) => !name.includes('/'))
      .map((resource) => ({
        resource: resource.name,
        responseKind: kindOf(resource),
        scope: resource.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: resource.singularName,
        verbs: resource.verbs,
        ...(resource.shortNames === undefined ? {} : { shortNames: resource.shortNames }),
        ...(resource.categories === undefined ? {} : { categories: resource.categories }),
        subresources: all
          .filter(({ name }) => name.startsWith(`${resource.name}/`))
          .map((sub) => ({
            subresource: sub.name.slice(resource.name.length + 1),
            responseKind: kindOf(sub),
            verbs: sub.verbs,
          })),
      }));
  }
}

function ofType(type: ResourceType, singular: boolean): APIResource[] {
  const own: APIResource = {
    name: type.plural,
    singularName: singular || type.origin === 'custom' ? type.singular : '',
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: VERBS,
    ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
    ...(type.categories.length === 0 ? {} : { categories: type.categories }),
  };
  return [
    own,
    ...type.subresources.map((sub): APIResource => ({
      name: `${type.plural}/${sub}`,
      singularName: '',
      namespaced: type.namespaced,
      ...(sub === 'scale' ? { group: 'autoscaling', version: 'v1' } : {}),
      kind: sub === 'scale' ? 'Scale' : type.kind,
      verbs: ['get', 'patch', 'update'],
    })),
  ];
}

function apiGroup([name, versions]: readonly [string, readonly string[]]): object {
  const listed = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: listed, preferredVersion: listed[0] };
}
