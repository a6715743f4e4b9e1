import type { Pod } from '../cluster/pod.ts';
import { Outcomes, UNKNOWN_WORKLOAD, type ServiceIdentity } from './identity.ts';
import { Ledger } from './ledger.ts';
import type { Reply, Request } from './request.ts';

/** A request that is over, as one of its two proxies saw it. */
export interface Seen {
  readonly source: Pod;
  /** Undefined where it reached none. */
  readonly destination: Pod | undefined;
  readonly service: ServiceIdentity;
  readonly request: Request;
  readonly reply: Reply;
  /** Response flags of Envoy; `-` is none. */
  readonly flags: string;
  readonly isEncrypted: boolean;
}

/** Has the proxies at both ends count a request, and keeps the books that their counts are compared with. */
export class Reports {
  readonly outcomes = new Outcomes();
  readonly ledger = new Ledger();

  /** By the proxy of whoever called, if it has one. */
  source(seen: Seen): void {
    if (seen.source.proxy === undefined) return;
    seen.source.proxy.recentRequests++;
    this.#report('source', seen, seen.request.protocol === 'grpc' ? seen.reply.grpc : '');
  }

  /** By the proxy of whoever was called, if it has one. */
  destination(seen: Seen): void {
    if (seen.destination?.proxy === undefined) return;
    seen.destination.proxy.recentRequests++;
    this.#report('destination', seen, seen.reply.grpc);
  }

  #report(reporter: 'source' | 'destination', seen: Seen, grpc: string): void {
    const { source, destination, service, request, reply, flags, isEncrypted } = seen;
    // Without a sidecar the server cannot tell who it was.
    const from = source.proxy === undefined ? UNKNOWN_WORKLOAD : (source.identity ?? UNKNOWN_WORKLOAD);
    const to = destination?.identity ?? UNKNOWN_WORKLOAD;
    const { protocol } = request;
    const outcome = this.outcomes.of(reply.code, flags, grpc);
    // Envoy counts whole milliseconds.
    const durationMs = Math.round(reply.durationMs);
    this.ledger.add(reporter, from, to, service, protocol, outcome, durationMs);
    const { proxy } = reporter === 'source' ? source : destination!;
    proxy!.telemetry.report({
      reporter,
      source: from,
      destination: to,
      service,
      protocol,
      outcome,
      isEncrypted,
      durationMs,
      requestBytes: request.bytes,
      responseBytes: reply.bytes,
    });
  }
}
