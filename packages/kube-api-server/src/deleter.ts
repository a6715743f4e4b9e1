import type { KubeObject } from '@binnacle/kube';
import { badRequest, conflict, notFound, type StatusBody } from './api-error.ts';
import { rfc3339, type Clock } from './clock.ts';
import type { Entry } from './entry.ts';
import { fieldsAt, isFields, numberAt, textAt, without } from './fields.ts';
import type { AppliedObject, ObjectStore } from './object-store.ts';
import type { ResourceType } from './resource-type.ts';

/** What becomes of the objects that the deleted one owns. */
export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export interface DeleteOptions {
  readonly propagation: Propagation;
  readonly graceSeconds: number | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
  readonly dryRun: boolean;
}

/** `immediate`: pods go when they are deleted; `kubelet`: those on a node wait until something deletes them with grace 0. */
export type PodDeletion = 'immediate' | 'kubelet';

/** Reads the options of the body and of the query. */
export function readDeleteOptions(body: unknown, query: URLSearchParams): DeleteOptions {
  const options = isFields(body) ? body : {};
  const propagation = textAt(options, 'propagationPolicy') ?? query.get('propagationPolicy') ?? undefined;
  const orphan = options['orphanDependents'] === true || query.get('orphanDependents') === 'true';
  if (propagation !== undefined && !['Background', 'Foreground', 'Orphan'].includes(propagation)) {
    throw badRequest(`invalid propagationPolicy ${JSON.stringify(propagation)}: use Background, Foreground or Orphan`);
  }
  const grace = query.get('gracePeriodSeconds');
  return {
    propagation: (propagation as Propagation | undefined) ?? (orphan ? 'Orphan' : 'Background'),
    graceSeconds: numberAt(options, 'gracePeriodSeconds') ?? (grace === null ? undefined : Number(grace)),
    uid: textAt(options, 'preconditions', 'uid'),
    resourceVersion: textAt(options, 'preconditions', 'resourceVersion'),
    dryRun:
      query.getAll('dryRun').includes('All') || (Array.isArray(options['dryRun']) && options['dryRun'].includes('All')),
  };
}

/** Deletes as clients ask for it: preconditions, finalizers, grace of pods, contents of namespaces. */
export class Deleter {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #podDeletion: PodDeletion;

  constructor(store: ObjectStore, clock: Clock, podDeletion: PodDeletion) {
    this.#store = store;
    this.#clock = clock;
    this.#podDeletion = podDeletion;
  }

  /** @returns what the client is answered: the object where it stays for a while, else a status */
  delete(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions,
    apiVersion: string,
  ): KubeObject | StatusBody {
    const current = this.#store.entry(type, namespace, name);
    if (current === undefined) throw notFound(type, name);
    const { uid, resourceVersion } = current.object.metadata;
    // The real server names the kind in these two, not the resource.
    const kind = { group: type.group, plural: type.kind };
    if (options.uid !== undefined && options.uid !== uid) {
      const why = `the UID in the precondition (${options.uid}) does not match the UID in record (${uid})`;
      throw conflict(kind, name, `${why}. The object might have been deleted and then recreated`);
    }
    if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
      const why = `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion})`;
      throw conflict(kind, name, `${why}. The object might have been modified`);
    }
    if (options.dryRun) return this.#answer(type, current, 'gone', apiVersion);
    const ending = this.#end(type, current, options);
    return this.#answer(type, ending.entry, ending.state, apiVersion);
  }

  #end(
    type: ResourceType,
    current: Entry,
    options: DeleteOptions,
  ): { readonly entry: Entry; readonly state: 'ending' | 'gone' } {
    if (options.propagation === 'Orphan') this.#orphan(current);
    if (type.kind === 'Namespace') return this.#endNamespace(type, current);
    const grace = this.#graceOf(type, current, options.graceSeconds);
    const hasFinalizers = (current.object.metadata.finalizers ?? []).length > 0;
    if (grace === 0 && !hasFinalizers) return { entry: this.#store.delete(current, 'client'), state: 'gone' };
    // Asked again: nothing to be done before the finalizers are.
    if (current.object.metadata.deletionTimestamp !== undefined) return { entry: current, state: 'ending' };
    return { entry: this.#store.write(type, this.#marked(current.object, grace), current, 'client'), state: 'ending' };
  }

  #marked(object: KubeObject, graceSeconds: number): AppliedObject {
    const deletionTimestamp = rfc3339(this.#clock.nowMs() + graceSeconds * 1000);
    return {
      ...object,
      metadata: {
        ...object.metadata,
        deletionTimestamp,
        deletionGracePeriodSeconds: graceSeconds,
      } as AppliedObject['metadata'],
    };
  }

  #graceOf(type: ResourceType, { object }: Entry, asked: number | undefined): number {
    if (type.kind !== 'Pod' || this.#podDeletion === 'immediate') return 0;
    const phase = textAt(object, 'status', 'phase');
    // Not on a node, or over already: nobody has to be waited for.
    if (textAt(object, 'spec', 'nodeName') === undefined || phase === 'Succeeded' || phase === 'Failed') return 0;
    return asked ?? numberAt(object, 'spec', 'terminationGracePeriodSeconds') ?? 30;
  }

  #endNamespace(type: ResourceType, current: Entry): { readonly entry: Entry; readonly state: 'ending' | 'gone' } {
    const marked = this.#marked(current.object, 0);
    const terminating = { ...marked, status: { ...fieldsAt(current.object, 'status'), phase: 'Terminating' } };
    const metadata = without(terminating.metadata, 'deletionGracePeriodSeconds') as AppliedObject['metadata'];
    const entry = this.#store.write(type, { ...terminating, metadata }, current, 'client');
    for (const content of this.#contents(current.name)) {
      this.#end(content.type, content, {
        propagation: 'Background',
        graceSeconds: 0,
        uid: undefined,
        resourceVersion: undefined,
        dryRun: false,
      });
    }
    this.finishNamespace(current.name);
    return { entry, state: 'ending' };
  }

  #contents(namespace: string): Entry[] {
    return [...this.#store.collections()].flatMap((collection) =>
      [...collection.values()].filter((entry) => entry.namespace === namespace),
    );
  }

  /** Removes a terminating namespace that has become empty. */
  finishNamespace(name: string): void {
    const type = this.#store.types.byKind('', 'Namespace');
    const entry = type === undefined ? undefined : this.#store.entry(type, undefined, name);
    if (entry === undefined || textAt(entry.object, 'status', 'phase') !== 'Terminating') return;
    if ((entry.object.metadata.finalizers ?? []).length > 0 || this.#contents(name).length > 0) return;
    this.#store.delete(entry, 'client');
  }

  #orphan(owner: Entry): void {
    const { uid } = owner.object.metadata;
    for (const collection of this.#store.collections()) {
      for (const entry of collection.ordered()) {
        const references = entry.object.metadata.ownerReferences;
        if (references?.some((reference) => reference.uid === uid) !== true) continue;
        const ownerReferences = references.filter((reference) => reference.uid !== uid);
        this.#store.write(
          entry.type,
          { ...entry.object, metadata: { ...entry.object.metadata, ownerReferences } },
          entry,
          'client',
        );
      }
    }
  }

  #answer(type: ResourceType, entry: Entry, state: 'ending' | 'gone', apiVersion: string): KubeObject | StatusBody {
    if (state === 'ending' || RETURNED.has(type.kind)) return entry.in(apiVersion);
    const { name, uid } = entry.object.metadata;
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name, ...(type.group === '' ? {} : { group: type.group }), kind: type.plural, uid },
    };
  }
}

/** Kinds whose deletion is answered with the object itself. Source: ReturnDeletedObject of each registry. */
const RETURNED = new Set([
  'Pod',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'ResourceQuota',
  'ServiceAccount',
  'PodTemplate',
]);
