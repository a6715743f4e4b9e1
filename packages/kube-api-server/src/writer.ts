import type { KubeObject } from '@binnacle/kube';
import { alreadyExists, ApiError, badRequest, conflict, invalid, notFound } from './api-error.ts';
import { rfc3339, type Clock } from './clock.ts';
import { withDefaults, type DefaultsContext } from './defaults.ts';
import type { Entry } from './entry.ts';
import { fieldsAt, sameJson, textAt, valueAt, without, type Fields } from './fields.ts';
import { nameSuffix } from './generated-name.ts';
import type { AppliedObject, ObjectStore } from './object-store.ts';
import type { ResourceType } from './resource-type.ts';
import { validate } from './validate.ts';

export type WritePart = 'all' | 'status';

/** What a write did, or would have done on a dry run. */
export interface Written {
  readonly kind: 'created' | 'updated';
  readonly object: KubeObject;
}

/** Creates and updates as clients ask for them: names, conflicts, status on its own, finalizers. */
export class Writer {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #defaults: DefaultsContext;
  readonly #random: () => number;

  constructor(store: ObjectStore, clock: Clock, defaults: DefaultsContext, random: () => number) {
    this.#store = store;
    this.#clock = clock;
    this.#defaults = defaults;
    this.#random = random;
  }

  create(type: ResourceType, object: AppliedObject, dryRun: boolean): Written {
    const named = this.#named(object);
    const { name, namespace } = named.metadata;
    if ((named.metadata.resourceVersion ?? '') !== '')
      throw new ApiError(500, undefined, 'resourceVersion should not be set on objects to be created');
    const complete = withDefaults(
      type.subresources.includes('status') ? freshStatus(type, named) : named,
      this.#defaults,
    );
    validate(type, complete);
    if (type.namespaced) this.#checkNamespace(type, namespace ?? '', name);
    if (this.#store.entry(type, namespace, name) !== undefined) throw alreadyExists(type, name);
    return {
      kind: 'created',
      object: this.#save(type, withoutIdentity(complete), undefined, dryRun, object.apiVersion),
    };
  }

  /**
   * @param name    of the path
   * @param object  whole, as it is to be
   * @param how     `put`: the client sent the whole object; `patch`: it was made from the current one
   */
  update(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    object: AppliedObject,
    part: WritePart,
    how: 'put' | 'patch',
    dryRun: boolean,
  ): Written {
    const current = this.#store.entry(type, namespace, name);
    if (current === undefined) throw notFound(type, name);
    if (object.metadata.name !== name) {
      throw badRequest(
        `the name of the object (${object.metadata.name ?? ''}) does not match the name on the URL (${name})`,
      );
    }
    this.#checkVersion(type, current, object, how);
    const before = current.in(object.apiVersion);
    const merged = part === 'status' ? onlyStatus(type, before, object) : exceptStatus(type, before, object);
    const kept = keepServerMetadata(before, part === 'status' ? merged : withDefaults(merged, this.#defaults));
    validate(type, kept);
    return { kind: 'updated', object: this.#saveOrFinish(type, kept, current, dryRun) };
  }

  /** An object that is being deleted and has lost its last finalizer goes. */
  #saveOrFinish(type: ResourceType, object: AppliedObject, current: Entry, dryRun: boolean): KubeObject {
    const saved = this.#save(type, object, current, dryRun, object.apiVersion);
    const entry = this.#store.entry(type, current.namespace, current.name);
    const isEnding = saved.metadata.deletionTimestamp !== undefined && (saved.metadata.finalizers ?? []).length === 0;
    // A pod ends when its kubelet says so, a namespace when it is empty.
    if (!dryRun && isEnding && entry !== undefined && type.kind !== 'Pod' && type.kind !== 'Namespace') {
      this.#store.delete(entry, 'client');
    }
    return saved;
  }

  #save(
    type: ResourceType,
    object: AppliedObject,
    current: Entry | undefined,
    dryRun: boolean,
    apiVersion: string,
  ): KubeObject {
    if (!dryRun) return this.#store.write(type, object, current, 'client').in(apiVersion);
    const { uid, creationTimestamp } = current?.object.metadata ?? {};
    return {
      ...object,
      metadata: {
        ...object.metadata,
        uid: uid ?? '00000000-0000-0000-0000-000000000000',
        creationTimestamp: creationTimestamp ?? rfc3339(this.#clock.nowMs()),
        ...(current === undefined ? {} : { resourceVersion: String(current.resourceVersion) }),
      } as KubeObject['metadata'],
    };
  }

  #named(object: AppliedObject): AppliedObject {
    const { metadata } = object;
    if ((metadata.name ?? '') !== '') return object;
    const prefix = textAt(metadata, 'generateName');
    if (prefix === undefined || prefix === '') return object;
    const name = `${prefix.slice(0, 58)}${nameSuffix(this.#random)}`;
    return { ...object, metadata: { ...metadata, name } };
  }

  #checkNamespace(type: ResourceType, namespace: string, name: string): void {
    const home = this.#store.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
    if (home === undefined) throw notFound({ group: '', plural: 'namespaces' }, namespace);
    if (textAt(home, 'status', 'phase') !== 'Terminating') return;
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const qualifiedName = type.group === '' ? type.plural : `${type.plural}.${type.group}`;
    throw new ApiError(403, 'Forbidden', `${qualifiedName} ${JSON.stringify(name)} is forbidden: ${why}`, {
      name,
      kind: type.plural,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    });
  }

  #checkVersion(type: ResourceType, current: Entry, object: AppliedObject, how: 'put' | 'patch'): void {
    const { uid, resourceVersion } = object.metadata;
    if (uid !== undefined && uid !== '' && uid !== current.object.metadata.uid) {
      throw conflict(
        type,
        current.name,
        `StorageError: invalid object, Code: 4, Key: ${keyInStorage(type, current)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.object.metadata.uid}`,
      );
    }
    if (resourceVersion === undefined || resourceVersion === '') {
      if (how === 'patch' || !needsVersion(type)) return;
      throw invalid(type.group, type.plural, current.name, [
        {
          reason: 'FieldValueInvalid',
          message: 'Invalid value: 0x0: must be specified for an update',
          field: 'metadata.resourceVersion',
        },
      ]);
    }
    if (resourceVersion !== current.object.metadata.resourceVersion) {
      throw conflict(
        type,
        current.name,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    }
  }
}

/** Kinds that must not be overwritten by a client that has not seen the current state. */
const needsVersion = (type: ResourceType): boolean =>
  type.origin === 'custom' ||
  type.kind === 'Lease' ||
  type.kind === 'CustomResourceDefinition' ||
  type.kind === 'APIService';

/** Nobody brings identity or history along. */
function withoutIdentity(object: AppliedObject): AppliedObject {
  const dropped = [
    'uid',
    'creationTimestamp',
    'resourceVersion',
    'generation',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
  ];
  return { ...object, metadata: without(object.metadata, ...dropped) as AppliedObject['metadata'] };
}

/** As etcd has it. Source: the storage prefix of each registry. */
const keyInStorage = (type: ResourceType, { namespace, name }: Entry): string =>
  [
    '/registry',
    ...(type.group.includes('.') && type.origin === 'custom' ? [type.group] : []),
    type.plural,
    ...(namespace === undefined ? [] : [namespace]),
    name,
  ].join('/');

/** The status of a new object is not what its maker says. */
function freshStatus(type: ResourceType, object: AppliedObject): AppliedObject {
  const rest = without(object, 'status') as AppliedObject;
  if (type.origin === 'custom') return rest;
  if (type.kind === 'Pod') return { ...rest, status: { phase: 'Pending', qosClass: qosClass(object) } };
  return type.kind === 'Node' ? object : { ...rest, status: EMPTY_STATUS[type.kind] ?? {} };
}

/** Fields that are written even when they are empty. */
const EMPTY_STATUS: Readonly<Record<string, Fields>> = {
  Service: { loadBalancer: {} },
  Ingress: { loadBalancer: {} },
  DaemonSet: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  ReplicaSet: { replicas: 0 },
  ReplicationController: { replicas: 0 },
  StatefulSet: { replicas: 0 },
  HorizontalPodAutoscaler: { currentReplicas: 0, desiredReplicas: 0 },
  PodDisruptionBudget: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  PersistentVolume: { phase: 'Pending' },
  PersistentVolumeClaim: { phase: 'Pending' },
};

/** Source: pkg/apis/core/v1/helper/qos. */
function qosClass(pod: AppliedObject): string {
  const containers = valueAt(pod, 'spec', 'containers');
  const resources = (Array.isArray(containers) ? containers : []).map((container) => fieldsAt(container, 'resources'));
  const isEmpty = (fields: Fields): boolean => Object.keys(fields).length === 0;
  if (resources.every((each) => isEmpty(fieldsAt(each, 'limits')) && isEmpty(fieldsAt(each, 'requests'))))
    return 'BestEffort';
  const guaranteed = resources.every((each) => {
    const [limits, requests] = [fieldsAt(each, 'limits'), fieldsAt(each, 'requests')];
    return ['cpu', 'memory'].every(
      (key) => limits[key] !== undefined && (requests[key] ?? limits[key]) === limits[key],
    );
  });
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

/** Only the status of what was sent counts; built-in kinds take labels and annotations along. */
function onlyStatus(type: ResourceType, before: KubeObject, object: AppliedObject): AppliedObject {
  const { labels, annotations } = object.metadata;
  const metadata =
    type.origin === 'custom'
      ? before.metadata
      : {
          ...before.metadata,
          ...(labels === undefined ? {} : { labels }),
          ...(annotations === undefined ? {} : { annotations }),
        };
  return { ...before, metadata, status: object['status'] };
}

function exceptStatus(type: ResourceType, before: KubeObject, object: AppliedObject): AppliedObject {
  if (!type.subresources.includes('status')) return object;
  const rest = without(object, 'status') as AppliedObject;
  return before['status'] === undefined ? rest : { ...rest, status: before['status'] };
}

/** Deletion, once asked for, is not taken back, and no finalizer is added to what goes. */
function keepServerMetadata(before: KubeObject, object: AppliedObject): AppliedObject {
  const server = Object.fromEntries(
    ['deletionTimestamp', 'deletionGracePeriodSeconds', 'generateName'].flatMap((key) => {
      const value = valueAt(before.metadata, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
  const metadata = without(object.metadata, 'deletionTimestamp', 'deletionGracePeriodSeconds', 'generateName');
  const kept = { ...object, metadata: { ...metadata, ...server } as AppliedObject['metadata'] };
  const spec = before['spec'];
  // The address of a service is not lost by an apply that does not name it.
  if (object.kind === 'Service' && object.apiVersion === 'v1') {
    const [clusterIP, clusterIPs] = [valueAt(spec, 'clusterIP'), valueAt(spec, 'clusterIPs')];
    if (clusterIP !== undefined && !sameJson(valueAt(object, 'spec', 'type'), 'ExternalName')) {
      return {
        ...kept,
        spec: { ...fieldsAt(object, 'spec'), clusterIP, ...(clusterIPs === undefined ? {} : { clusterIPs }) },
      };
    }
  }
  return kept;
}
