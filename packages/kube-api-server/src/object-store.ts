import { randomUUID } from 'node:crypto';
import type { KubeObject, ObjectMeta } from '@binnacle/kube';
import { rfc3339, type Clock } from './clock.ts';
import { Collection, type Change } from './collection.ts';
import { convert } from './conversion.ts';
import { customType } from './custom-types.ts';
import { Entry } from './entry.ts';
import { fieldsAt, isFields, sameJson, textAt, type Fields } from './fields.ts';
import {
  hasGeneration,
  keyOf,
  splitGroupVersion,
  withoutMetadataAndStatus,
  type ObjectReference,
  type ResourceType,
} from './resource-type.ts';
import type { TypeRegistry } from './type-registry.ts';

/** Who wrote: a client over HTTP, or the program that runs the server through `apply`, `update` and `remove`. */
export type Origin = 'client' | 'program';

/** A change as those see it that follow the store from inside the process. */
export interface StoreChange {
  readonly type: 'added' | 'modified' | 'deleted';
  readonly object: KubeObject;
  readonly previous: KubeObject | undefined;
  readonly origin: Origin;
}

/** What `apply` takes: an object whose server-side metadata may be missing. */
export interface AppliedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Partial<ObjectMeta> & { readonly name: string };
  readonly [field: string]: unknown;
}

export interface StoreOptions {
  readonly types: TypeRegistry;
  readonly clock: Clock;
  /** Changes kept for each resource. */
  readonly historySize: number;
  readonly newUid?: () => string;
  /** The first write gets the version after this one. Default 0. */
  readonly firstResourceVersion?: number;
}

/**
 * The objects. Whole states go in: what a request means (patches, conflicts, status, finalizers) is worked out before. Every
 * write has a resource version of its own, and is known to watches and listeners before it returns.
 */
export class ObjectStore {
  readonly types: TypeRegistry;
  readonly #clock: Clock;
  readonly #historySize: number;
  readonly #newUid: () => string;
  readonly #collections = new Map<string, Collection>();
  readonly #watches = new Map<string, Set<(change: Change) => void>>();
  readonly #listeners = new Set<(change: StoreChange) => void>();
  #resourceVersion: number;
  #compacted = 0;

  constructor({ types, clock, historySize, newUid = randomUUID, firstResourceVersion = 0 }: StoreOptions) {
    this.types = types;
    this.#clock = clock;
    this.#historySize = historySize;
    this.#newUid = newUid;
    this.#resourceVersion = firstResourceVersion;
  }

  /** Of the latest write. */
  get resourceVersion(): number {
    return this.#resourceVersion;
  }

  collection(type: ResourceType): Collection {
    let collection = this.#collections.get(type.storedAs);
    if (collection === undefined) {
      collection = new Collection(this.#historySize);
      collection.compact(this.#compacted);
      this.#collections.set(type.storedAs, collection);
    }
    return collection;
  }

  /** Every collection that has ever had an object. */
  collections(): Iterable<Collection> {
    return this.#collections.values();
  }

  entry(type: ResourceType, namespace: string | undefined, name: string): Entry | undefined {
    return this.collection(type).get(keyOf(type.namespaced ? namespace : undefined, name));
  }

  get(reference: ObjectReference): KubeObject | undefined {
    const type = this.#typeOf(reference);
    return this.entry(type, reference.namespace, reference.name)?.in(reference.apiVersion);
  }

  /** All objects of a kind, in the order of namespace and name. */
  list(apiVersion: string, kind: string, namespace?: string): KubeObject[] {
    const entries = this.collection(this.#typeOf({ apiVersion, kind })).ordered();
    return entries
      .filter((entry) => namespace === undefined || entry.namespace === namespace)
      .map((entry) => entry.in(apiVersion));
  }

  /**
   * Creates the object or puts it in place of the one that is there, status included. Identity, creation time and generation
   * are kept or made; an object that says the same as before is no change. Nothing is validated or filled in.
   */
  apply(object: AppliedObject, origin: Origin = 'program'): KubeObject {
    const type = this.#typeOf(object);
    const current = this.entry(type, object.metadata.namespace, object.metadata.name);
    return this.write(type, object, current, origin).in(object.apiVersion);
  }

  /** Replaces an object by what `change` makes of it. @returns undefined when there is no such object */
  update(reference: ObjectReference, change: (object: KubeObject) => AppliedObject): KubeObject | undefined {
    const object = this.get(reference);
    return object === undefined ? undefined : this.apply(change(object));
  }

  /** Deletes at once: no finalizers, no dependants. @returns what was there */
  remove(reference: ObjectReference, origin: Origin = 'program'): KubeObject | undefined {
    const type = this.#typeOf(reference);
    const current = this.entry(type, reference.namespace, reference.name);
    return current === undefined ? undefined : this.delete(current, origin).in(reference.apiVersion);
  }

  /** Calls `listener` with every change from now on, whoever made it. @returns ends it */
  onChange(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Forgets all history, as compaction of etcd does: older resource versions are answered with 410 from now on. */
  compact(): void {
    this.#compacted = this.#resourceVersion;
    for (const collection of this.#collections.values()) collection.compact(this.#resourceVersion);
  }

  /** Like `apply`, for a caller that has looked the current entry up already. `object` is in any version of the type. */
  write(type: ResourceType, object: AppliedObject, current: Entry | undefined, origin: Origin): Entry {
    const wanted = this.#complete(type, object, current);
    if (
      current !== undefined &&
      sameJson(
        { ...wanted, metadata: { ...wanted.metadata, resourceVersion: '' } },
        {
          ...current.object,
          metadata: { ...current.object.metadata, resourceVersion: '' },
        },
      )
    ) {
      return current;
    }
    const entry = this.#next(type, wanted);
    this.#record(
      {
        type: current === undefined ? 'ADDED' : 'MODIFIED',
        resourceVersion: entry.resourceVersion,
        entry,
        previous: current,
      },
      origin,
    );
    return entry;
  }

  delete(current: Entry, origin: Origin): Entry {
    const entry = this.#next(current.type, current.object);
    this.#record({ type: 'DELETED', resourceVersion: entry.resourceVersion, entry, previous: current }, origin);
    return entry;
  }

  /** Calls `onChange` for each change of the resource. @returns ends it */
  watch(type: ResourceType, onChange: (change: Change) => void): () => void {
    const watches = this.#watches.get(type.storedAs) ?? new Set();
    this.#watches.set(type.storedAs, watches);
    watches.add(onChange);
    return () => void watches.delete(onChange);
  }

  /** What `write` would store, but for the resource version. */
  #complete(type: ResourceType, object: AppliedObject, current: Entry | undefined): KubeObject {
    const stored = convert(object as KubeObject, type.storedVersion);
    const { resourceVersion: _, namespace, ...metadata } = stored.metadata;
    const before = current?.object.metadata;
    const creationTimestamp = before?.creationTimestamp ?? metadata.creationTimestamp ?? rfc3339(this.#clock.nowMs());
    const generation = hasGeneration(type)
      ? { generation: current === undefined ? (metadata.generation ?? 1) : nextGeneration(current.object, stored) }
      : {};
    return {
      ...stored,
      metadata: {
        ...metadata,
        ...(type.namespaced ? { namespace: namespace ?? 'default' } : {}),
        uid: before?.uid ?? metadata.uid ?? this.#newUid(),
        creationTimestamp,
        ...generation,
        resourceVersion: '',
      },
    };
  }

  #next(type: ResourceType, object: KubeObject): Entry {
    const resourceVersion = ++this.#resourceVersion;
    const metadata = { ...object.metadata, resourceVersion: String(resourceVersion) };
    return new Entry(type, { ...object, metadata }, resourceVersion);
  }

  #record(change: Change, origin: Origin): void {
    const { type, object } = change.entry;
    this.collection(type).record(change);
    if (type.kind === 'CustomResourceDefinition') this.#followDefinition(change);
    for (const watch of this.#watches.get(type.storedAs) ?? []) watch(change);
    const said: StoreChange = {
      type: change.type === 'ADDED' ? 'added' : change.type === 'MODIFIED' ? 'modified' : 'deleted',
      object,
      previous: change.previous?.object,
      origin,
    };
    for (const listener of this.#listeners) listener(said);
  }

  /** A definition that comes serves its kind, one that goes takes its objects along. */
  #followDefinition({ type, entry }: Change): void {
    const defined = customType(entry.object);
    if (defined === undefined) return;
    if (type !== 'DELETED') {
      this.types.add(defined);
      return;
    }
    for (const orphan of this.collection(defined).ordered()) this.delete(orphan, 'program');
    this.types.remove(defined.group, defined.plural);
  }

  #typeOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): ResourceType {
    const type = this.types.byKind(splitGroupVersion(apiVersion).group, kind);
    if (type === undefined)
      throw new Error(`no kind ${kind} in ${apiVersion}: is its CustomResourceDefinition missing?`);
    return type;
  }
}

function nextGeneration(before: KubeObject, after: KubeObject): number {
  const generation = before.metadata.generation ?? 1;
  const changed =
    !sameJson(withoutMetadataAndStatus(before), withoutMetadataAndStatus(after)) ||
    // Annotations of a deployment are copied to its replica sets, so that they count as its specification.
    (after.kind === 'Deployment' && !sameJson(before.metadata.annotations ?? {}, after.metadata.annotations ?? {}));
  return changed ? generation + 1 : generation;
}

/** Whether a value read from JSON can be an object of the API. */
export function isAppliedObject(value: unknown): value is AppliedObject {
  return (
    isFields(value) &&
    textAt(value, 'apiVersion') !== undefined &&
    textAt(value, 'kind') !== undefined &&
    textAt(fieldsAt(value, 'metadata') satisfies Fields, 'name') !== undefined
  );
}
