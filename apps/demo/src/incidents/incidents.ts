import type { Cluster } from '../cluster/cluster.ts';
import { crashLoop, etcdLeaderLoss, etcdSlowDisk, nodeNotReady, oomKill } from './cluster-incidents.ts';
import type { Incident, RunningIncident } from './incident.ts';
import {
  badVersion,
  canary,
  delayForJason,
  mutualTlsOff,
  pushErrors,
  rejectedConfiguration,
  rootCertificateExpired,
} from './mesh-incidents.ts';

/** In the order of a presentation. */
export const INCIDENTS: readonly Incident[] = [
  canary,
  badVersion,
  delayForJason,
  crashLoop,
  oomKill,
  nodeNotReady,
  etcdLeaderLoss,
  etcdSlowDisk,
  pushErrors,
  rejectedConfiguration,
  rootCertificateExpired,
  mutualTlsOff,
];

export interface IncidentState {
  readonly name: string;
  readonly title: string;
  readonly look: string;
  readonly state: 'running' | 'off';
  readonly sinceMs: number | undefined;
  readonly stage: string | undefined;
}

/** The incidents of one cluster: which run, since when. */
export class IncidentBoard {
  readonly #cluster: Cluster;
  readonly #running = new Map<string, { readonly incident: RunningIncident; readonly sinceMs: number }>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  list(): readonly IncidentState[] {
    return INCIDENTS.map(({ name, title, look }) => {
      const running = this.#running.get(name);
      return {
        name,
        title,
        look,
        state: running === undefined ? 'off' : 'running',
        sinceMs: running?.sinceMs,
        stage: running?.incident.stage?.(),
      };
    });
  }

  begin(name: string): 'begun' | 'runs already' | 'unknown' {
    const incident = INCIDENTS.find((one) => one.name === name);
    if (incident === undefined) return 'unknown';
    if (this.#running.has(name)) return 'runs already';
    this.#running.set(name, { incident: incident.begin(this.#cluster), sinceMs: this.#cluster.nowMs });
    return 'begun';
  }

  end(name: string): 'ended' | 'not running' | 'unknown' {
    if (!INCIDENTS.some((one) => one.name === name)) return 'unknown';
    const running = this.#running.get(name);
    if (running === undefined) return 'not running';
    this.#running.delete(name);
    running.incident.end();
    return 'ended';
  }

  endAll(): void {
    for (const name of this.#running.keys()) this.end(name);
  }

  step(): void {
    const { nowMs } = this.#cluster;
    for (const { incident, sinceMs } of this.#running.values()) incident.step?.(nowMs - sinceMs);
  }
}
