import type { Outcome, Protocol, Reporter, ServiceIdentity, WorkloadIdentity } from './identity.ts';

/** How often something happened between two workloads. */
export interface LedgerEntry {
  readonly reporter: Reporter;
  readonly source: string;
  readonly destination: string;
  readonly service: string;
  readonly protocol: Protocol;
  readonly code: string;
  readonly flags: string;
  readonly grpc: string;
  count: number;
  totalMs: number;
}

/**
 * The model's own books: every call that a proxy saw, written down where it happens and independent of any metric. What
 * the views show must agree with it.
 */
export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();

  add(
    reporter: Reporter,
    source: WorkloadIdentity,
    destination: WorkloadIdentity,
    service: ServiceIdentity,
    protocol: Protocol,
    outcome: Outcome,
    durationMs: number,
  ): void {
    const key = `${reporter === 'source' ? 's' : 'd'}${source.id},${destination.id},${service.id},${outcome.id}`;
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = {
        reporter,
        source: `${source.namespace}/${source.workload}`,
        destination: `${destination.namespace}/${destination.workload}`,
        service: service.host,
        protocol,
        code: outcome.code,
        flags: outcome.flags,
        grpc: outcome.grpc,
        count: 0,
        totalMs: 0,
      };
      this.#entries.set(key, entry);
    }
    entry.count++;
    entry.totalMs += durationMs;
  }

  entries(): readonly Readonly<LedgerEntry>[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry }));
  }

  /** Calls so far that `which` is true for. */
  count(which: (entry: Readonly<LedgerEntry>) => boolean): number {
    let total = 0;
    for (const entry of this.#entries.values()) if (which(entry)) total += entry.count;
    return total;
  }
}
