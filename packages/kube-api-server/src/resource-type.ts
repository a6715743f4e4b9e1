import type { Fields } from './fields.ts';

export type Subresource = 'status' | 'scale';

/** A column of `kubectl get` that a custom resource definition names. */
export interface CustomColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

/** Where a custom resource keeps the fields of its scale subresource. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** A kind as it is served: its names, its versions and what can be done with it. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Served versions, the preferred one first. */
  readonly versions: readonly string[];
  readonly subresources: readonly Subresource[];
  readonly origin: 'built-in' | 'custom';
  /** Where its objects are kept: `group/plural`. Events are one collection with two groups. */
  readonly storedAs: string;
  /** `apiVersion` of the objects as they are kept; other versions are made from it when asked for. */
  readonly storedVersion: string;
  /** For a custom resource, by version. */
  readonly columns?: ReadonlyMap<string, readonly CustomColumn[]>;
  readonly scalePaths?: ScalePaths;
}

export const groupVersion = (group: string, version: string): string =>
  group === '' ? version : `${group}/${version}`;

/** Splits `apps/v1` or `v1`. */
export function splitGroupVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash === -1
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** What names one object. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export const keyOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;

/** `spec.replicas` and the like are counted in `metadata.generation` for these groups; the core group mostly has none. */
export function hasGeneration(type: ResourceType): boolean {
  if (type.origin === 'custom') return true;
  return GENERATION_KINDS.has(type.kind);
}

const GENERATION_KINDS = new Set([
  'DaemonSet',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'ReplicationController',
  'CronJob',
  'Job',
  'PodDisruptionBudget',
  'Ingress',
  'IngressClass',
  'NetworkPolicy',
  'EndpointSlice',
  'CustomResourceDefinition',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
]);

/** Fields that are not part of what a user wants, so that changing them leaves the generation alone. */
export const withoutMetadataAndStatus = (object: Fields): Fields =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'metadata' && key !== 'status'));
