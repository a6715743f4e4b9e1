import type { Cluster } from '../cluster/cluster.ts';

/** Something that goes wrong on demand, and where an operator would see it. */
export interface Incident {
  /** For the command line. */
  readonly name: string;
  readonly title: string;
  /** View and panels that show it. */
  readonly look: string;
  begin(cluster: Cluster): RunningIncident;
}

export interface RunningIncident {
  /** Called with every step of the cluster's time. */
  step?(elapsedMs: number): void;
  /** What it does at the moment, for those that have stages. */
  readonly stage?: () => string;
  /** Puts right what it broke; what heals by itself heals. */
  end(): void;
}
