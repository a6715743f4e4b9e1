import type { Lease, LeaseOutcome, Leases, LeaseSpec } from '@binnacle/kube';

/** Leases in memory, with resource versions as the API server has them; each agent has a connection of its own. */
export class FakeLeases {
  readonly leases = new Map<string, Lease>();
  requests = 0;
  #version = 0;

  /** `behave` is asked before each request of this connection: it may wait, or fail it. */
  connect(behave: (verb: 'get' | 'create' | 'update') => Promise<'work' | 'fail' | 'fail after'>): Leases {
    const request = async (verb: 'get' | 'create' | 'update', run: () => LeaseOutcome): Promise<LeaseOutcome> => {
      this.requests++;
      const how = await behave(verb);
      const failed: LeaseOutcome = { kind: 'failed', failure: { kind: 'timeout', message: 'no answer' } };
      if (how === 'fail') return failed;
      const outcome = run();
      // The API server did it, and the answer got lost.
      return how === 'fail after' ? failed : outcome;
    };
    return {
      get: (name) =>
        request('get', () => {
          const lease = this.leases.get(name);
          return lease === undefined ? { kind: 'absent' } : { kind: 'ok', lease };
        }),
      create: (name, spec) =>
        request('create', () => (this.leases.has(name) ? { kind: 'conflict' } : this.#put(name, `uid-${name}`, spec))),
      update: (lease, spec) =>
        request('update', () => {
          const { name, uid, resourceVersion } = lease.metadata;
          const current = this.leases.get(name);
          if (current === undefined) return { kind: 'absent' };
          if (current.metadata.resourceVersion !== resourceVersion) return { kind: 'conflict' };
          return this.#put(name, uid, { ...lease.spec, ...spec });
        }),
    };
  }

  #put(name: string, uid: string, spec: LeaseSpec): LeaseOutcome {
    const metadata = { name, namespace: 'n', uid, resourceVersion: String(++this.#version) };
    const lease: Lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
    this.leases.set(name, lease);
    return { kind: 'ok', lease };
  }
}
