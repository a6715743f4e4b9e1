import type { ResourceType } from './resource-type.ts';

/** The kinds that are served at the moment: built-in ones, and custom ones that come and go with their definitions. */
export class TypeRegistry {
  readonly #types = new Map<string, ResourceType>();

  constructor(types: readonly ResourceType[]) {
    for (const type of types) this.add(type);
  }

  add(type: ResourceType): void {
    this.#types.set(`${type.group}/${type.plural}`, type);
  }

  remove(group: string, plural: string): ResourceType | undefined {
    const type = this.#types.get(`${group}/${plural}`);
    this.#types.delete(`${group}/${plural}`);
    return type;
  }

  all(): Iterable<ResourceType> {
    return this.#types.values();
  }

  /** Undefined when the resource is not served, or not in this version. */
  byResource(group: string, version: string, plural: string): ResourceType | undefined {
    const type = this.#types.get(`${group}/${plural}`);
    return type?.versions.includes(version) === true ? type : undefined;
  }

  byKind(group: string, kind: string): ResourceType | undefined {
    for (const type of this.#types.values()) if (type.group === group && type.kind === kind) return type;
    return undefined;
  }

  /** Each group but the core one with its versions, the preferred one first. */
  groups(): Map<string, string[]> {
    const groups = new Map<string, string[]>();
    for (const { group, versions } of this.#types.values()) {
      if (group === '') continue;
      const known = groups.get(group) ?? [];
      groups.set(group, [...known, ...versions.filter((version) => !known.includes(version))]);
    }
    return groups;
  }

  inGroupVersion(group: string, version: string): ResourceType[] {
    return [...this.#types.values()].filter((type) => type.group === group && type.versions.includes(version));
  }
}
