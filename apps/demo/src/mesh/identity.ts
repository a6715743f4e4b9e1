/** What telemetry says about one side of a call. */
export interface WorkloadIdentity {
  /** Small and unique in the cluster, for keys made of numbers. */
  readonly id: number;
  readonly workload: string;
  readonly namespace: string;
  readonly app: string;
  readonly version: string;
  /** SPIFFE name; `unknown` without a sidecar. */
  readonly principal: string;
  readonly canonicalService: string;
  readonly canonicalRevision: string;
}

/** Whoever is not known to the mesh: a client without a sidecar, or the server of a call that reached none. */
export const UNKNOWN_WORKLOAD: WorkloadIdentity = {
  id: 0,
  workload: 'unknown',
  namespace: 'unknown',
  app: 'unknown',
  version: 'unknown',
  principal: 'unknown',
  canonicalService: 'unknown',
  canonicalRevision: 'latest',
};

export interface ServiceIdentity {
  readonly id: number;
  /** `reviews.bookinfo.svc.cluster.local`. */
  readonly host: string;
  readonly name: string;
  readonly namespace: string;
}

export const UNKNOWN_SERVICE: ServiceIdentity = { id: 0, host: 'unknown', name: 'unknown', namespace: 'unknown' };

/** How a call ended, as telemetry has it. */
export interface Outcome {
  readonly id: number;
  readonly code: string;
  readonly flags: string;
  /** Status of gRPC, else empty. */
  readonly grpc: string;
}

/** Gives out outcomes, the same object for the same fields. */
export class Outcomes {
  readonly #known = new Map<string, Outcome>();

  of(code: number, flags: string, grpc = ''): Outcome {
    const key = `${code}|${flags}|${grpc}`;
    let outcome = this.#known.get(key);
    if (outcome === undefined) {
      outcome = { id: this.#known.size, code: String(code), flags, grpc };
      this.#known.set(key, outcome);
    }
    return outcome;
  }
}

export type Protocol = 'http' | 'grpc' | 'tcp';
export type Reporter = 'source' | 'destination';
