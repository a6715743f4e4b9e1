export { pause, systemClock, type Clock } from './clock.ts';
export { KubeClient, type CallOptions, type JsonRequest, type KubeClientOptions, type PatchKind } from './client.ts';
export type { AccessOutcome, ClusterAccess } from './config/cluster-access.ts';
export { anonymous, materialCredentials, type CredentialSource, type Credentials } from './config/credentials.ts';
export { findClusterAccess, type FindAccessOptions } from './config/find-access.ts';
export { SERVICE_ACCOUNT_FOLDER } from './config/in-cluster.ts';
export { Discovery, readServerVersion, type Served, type ServerVersion } from './discovery.ts';
export { EventFeed, type EventFeedOptions } from './events/event-feed.ts';
export { readEvent, type KubeEvent } from './events/kube-event.ts';
export { KINDS, kindSpec, type KindName, type KindSpec, type KindUse } from './kinds.ts';
export {
  leaseResource,
  leasesOf,
  microTime,
  type Lease,
  type LeaseOutcome,
  type Leases,
  type LeaseSpec,
} from './lease.ts';
export type { KubeObject, ObjectMeta, OwnerReference } from './object.ts';
export type { ObjectCache, ObjectChange } from './object-cache.ts';
export { hasReason, isForbidden, isGone, isNotFound, type KubeFailure, type KubeOutcome } from './outcome.ts';
export { rbacRules, type RbacRule } from './rbac-rules.ts';
export { apiVersionOf, groupPath, resourcePath, type Resource } from './resource.ts';
export { podsOfNode, selectionQuery, type Selection } from './selectors.ts';
export { Backoff, type BackoffOptions } from './watch/backoff.ts';
export type { Columns, Content } from './watch/content.ts';
export { ClusterWatch, type ClusterWatchOptions, type WatchedKind } from './watch/cluster-watch.ts';
export { listAndWatch, type ListAndWatchOptions, type WatchSink } from './watch/list-and-watch.ts';
export { ObjectStore } from './watch/object-store.ts';
export { normalize, type Transform } from './watch/transform.ts';
export type { WatchState } from './watch/watch-state.ts';
