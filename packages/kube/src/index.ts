export type { KubeObject, ObjectMeta, OwnerReference } from './object.ts';
export type { ObjectCache, ObjectChange } from './object-cache.ts';
