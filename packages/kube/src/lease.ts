import type { CallOptions, KubeClient } from './client.ts';
import type { KubeObject } from './object.ts';
import { hasReason, isNotFound, type KubeFailure, type KubeOutcome } from './outcome.ts';
import type { Resource } from './resource.ts';

export const leaseResource: Resource = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
};

/** Source: k8s.io/api/coordination/v1 LeaseSpec. */
export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  /** RFC 3339 with microseconds: see `microTime`. */
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

export interface Lease extends KubeObject {
  readonly spec: LeaseSpec;
}

export type LeaseOutcome =
  | { readonly kind: 'ok'; readonly lease: Lease }
  /** There is no such lease: create it. */
  | { readonly kind: 'absent' }
  /** Somebody else created or changed it first: read it again before anything else. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'failed'; readonly failure: KubeFailure };

/** The leases of one namespace. An election over them is the business of whoever wants to be elected. */
export interface Leases {
  get(name: string, options?: CallOptions): Promise<LeaseOutcome>;
  create(name: string, spec: LeaseSpec, options?: CallOptions): Promise<LeaseOutcome>;
  /** Replaces the spec of a lease as it was read: `conflict` when it has changed since. */
  update(lease: Lease, spec: LeaseSpec, options?: CallOptions): Promise<LeaseOutcome>;
}

export function leasesOf(client: KubeClient, namespace: string): Leases {
  const object = (name: string, spec: LeaseSpec): unknown => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace },
    spec,
  });
  return {
    async get(name, options) {
      return leaseOutcome(await client.get<Lease>(leaseResource, namespace, name, options));
    },
    async create(name, spec, options) {
      return leaseOutcome(await client.create<Lease>(leaseResource, namespace, object(name, spec), options));
    },
    async update(lease, spec, options) {
      const { name } = lease.metadata;
      const changed = { ...lease, spec: { ...lease.spec, ...spec } };
      return leaseOutcome(await client.update<Lease>(leaseResource, namespace, name, changed, options));
    },
  };
}

function leaseOutcome(outcome: KubeOutcome<Lease>): LeaseOutcome {
  if (outcome.ok)
    return { kind: 'ok', lease: outcome.value.spec === undefined ? { ...outcome.value, spec: {} } : outcome.value };
  const { failure } = outcome;
  if (hasReason(failure, 'Conflict') || hasReason(failure, 'AlreadyExists')) return { kind: 'conflict' };
  return isNotFound(failure) ? { kind: 'absent' } : { kind: 'failed', failure };
}

/** A time as leases have it: RFC 3339 with six digits of a second. */
export const microTime = (ms: number): string => new Date(ms).toISOString().replace(/Z$/, '000Z');
