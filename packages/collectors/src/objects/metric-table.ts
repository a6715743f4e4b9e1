import type { KindName, KubeObject, OwnerReference } from '@binnacle/kube';
import type { LabelRecord, MetricFamily } from '../collector.ts';
import { unixSeconds } from './values/unix-time.ts';

/** Takes one sample: its value, and the labels beside those that name the object. Empty ones count as absent. */
export type Emit = (value: number, labels?: LabelRecord) => void;

/** One metric of a kind: what it is called, and how its samples come from an object. */
export interface MetricRow<T extends KubeObject> {
  readonly family: MetricFamily;
  readonly write: (object: T, emit: Emit) => void;
}

/** All metrics of one kind. */
export interface MetricTable<T extends KubeObject = KubeObject> {
  readonly kind: KindName;
  /** What all of its metrics begin with, such as `kube_pod`. */
  readonly prefix: string;
  /** The labels that name an object. */
  readonly identity: (object: T) => LabelRecord;
  readonly rows: readonly MetricRow<T>[];
  /** Which of `PREFIX_labels` and `PREFIX_annotations` kube-state-metrics has. */
  readonly promoted: 'both' | 'labels' | 'none';
}

/** A table with the type of its objects forgotten, so that tables of all kinds fit in one list. */
export const table = <T extends KubeObject>(made: MetricTable<T>): MetricTable => made as unknown as MetricTable;

export const gauge = <T extends KubeObject>(
  name: string,
  help: string,
  write: (object: T, emit: Emit) => void,
): MetricRow<T> => ({ family: { name, type: 'gauge', help }, write });

export const counter = <T extends KubeObject>(
  name: string,
  help: string,
  write: (object: T, emit: Emit) => void,
): MetricRow<T> => ({ family: { name, type: 'counter', help }, write });

/** One sample without further labels; none where the value is undefined. */
export const number = <T extends KubeObject>(
  name: string,
  help: string,
  read: (object: T) => number | undefined,
): MetricRow<T> =>
  gauge(name, help, (object, emit) => {
    const value = read(object);
    if (value !== undefined) emit(value);
  });

/** A time as seconds since 1970; no sample where there is none. */
export const time = <T extends KubeObject>(
  name: string,
  help: string,
  read: (object: T) => string | undefined | null,
): MetricRow<T> => number(name, help, (object) => unixSeconds(read(object)));

/** The value 1 with labels that describe the object. */
export const info = <T extends KubeObject>(
  name: string,
  help: string,
  read: (object: T) => LabelRecord,
): MetricRow<T> => gauge(name, help, (object, emit) => emit(1, read(object)));

/** One sample for each value that a field can have: 1 for the one it has, 0 for the others; none where it has none. */
export const states = <T extends KubeObject>(
  name: string,
  help: string,
  label: string,
  values: readonly string[],
  read: (object: T) => string | undefined,
): MetricRow<T> =>
  gauge(name, help, (object, emit) => {
    const now = read(object) ?? '';
    if (now === '') return;
    for (const value of values) emit(value === now ? 1 : 0, { [label]: value });
  });

export const created = <T extends KubeObject>(prefix: string): MetricRow<T> =>
  time(
    `${prefix}_created`,
    'When the object was created, in seconds since 1970.',
    ({ metadata }) => metadata.creationTimestamp,
  );

export const deletionTime = <T extends KubeObject>(prefix: string): MetricRow<T> =>
  time(
    `${prefix}_deletion_timestamp`,
    'When the object was asked to go, in seconds since 1970.',
    ({ metadata }) => metadata.deletionTimestamp,
  );

export const generation = <T extends KubeObject>(prefix: string): MetricRow<T> =>
  number(
    `${prefix}_metadata_generation`,
    'Generation of the state that is asked for.',
    ({ metadata }) => metadata.generation ?? 0,
  );

export const resourceVersion = <T extends KubeObject>(prefix: string): MetricRow<T> =>
  number(`${prefix}_metadata_resource_version`, 'Version of the object, where it is a number.', ({ metadata }) => {
    const version = Number(metadata.resourceVersion);
    return metadata.resourceVersion === '' || Number.isNaN(version) ? undefined : version;
  });

/** One sample for each owner; one with empty labels for an object without. */
export const owners = <T extends KubeObject>(prefix: string): MetricRow<T> =>
  gauge(`${prefix}_owner`, 'Owners of the object.', ({ metadata }, emit) => {
    const references = metadata.ownerReferences ?? [];
    if (references.length === 0) emit(1, { owner_kind: '', owner_name: '', owner_is_controller: '' });
    for (const reference of references) emit(1, ownerLabels(reference));
  });

const ownerLabels = ({ kind, name, controller }: OwnerReference): LabelRecord => ({
  owner_kind: kind,
  owner_name: name,
  owner_is_controller: String(controller ?? false),
});

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly lastTransitionTime?: string;
}

const STATUSES = [
  ['true', 'True'],
  ['false', 'False'],
  ['unknown', 'Unknown'],
] as const;

/** Three samples for a condition: true, false and unknown, one of them 1, with the status in `label`. */
export function emitCondition(emit: Emit, status: string, label: string, more?: LabelRecord): void {
  for (const [value, own] of STATUSES) emit(status === own ? 1 : 0, { ...more, [label]: value });
}

/** Every condition of an object, with the labels `condition` and `status`. */
export const conditions = <T extends KubeObject>(
  name: string,
  help: string,
  read: (object: T) => readonly Condition[] | undefined,
): MetricRow<T> =>
  gauge(name, help, (object, emit) => {
    for (const { type, status } of read(object) ?? []) emitCondition(emit, status, 'status', { condition: type });
  });

export const namespaced =
  (label: string) =>
  ({ metadata }: KubeObject): LabelRecord => ({ namespace: metadata.namespace ?? '', [label]: metadata.name });

export const clusterScoped =
  (label: string) =>
  ({ metadata }: KubeObject): LabelRecord => ({ [label]: metadata.name });
