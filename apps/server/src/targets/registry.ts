import type { AgentStatus, ReportingAgent, Target } from '@binnacle/api';

/** Agents send every ten seconds; after six reports that did not come, an agent counts as gone. */
export const REPORT_EVERY_MS = 10_000;
const OFFLINE_AFTER_MS = 60_000;
const FORGET_AFTER_MS = 86_400_000;
/** A workspace keeps so many agents; the one that was silent longest goes first. */
const MAX_AGENTS = 2000;

interface Report {
  readonly status: AgentStatus;
  readonly receivedAtMs: number;
}

/** What the agents say of their inputs and targets. In memory: after a restart the agents report again within seconds. */
export class TargetRegistry {
  readonly #now: () => number;
  readonly #workspaces = new Map<string, Map<string, Report>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  report(workspace: string, status: AgentStatus): void {
    let agents = this.#workspaces.get(workspace);
    if (agents === undefined) this.#workspaces.set(workspace, (agents = new Map<string, Report>()));
    // Deleting first keeps the map in the order of the last report.
    agents.delete(status.id);
    agents.set(status.id, { status, receivedAtMs: this.#now() });
    if (agents.size > MAX_AGENTS) agents.delete(agents.keys().next().value!);
  }

  agents(workspace: string): ReportingAgent[] {
    return this.#reports(workspace).map(({ status: { targets, ...status }, receivedAtMs }) => ({
      ...status,
      receivedAtMs,
      online: this.#isOnline(receivedAtMs),
      targetCount: targets.length,
    }));
  }

  targets(workspace: string): Target[] {
    return this.#reports(workspace).flatMap(({ status, receivedAtMs }) =>
      status.targets.map((target) => ({
        ...target,
        agentId: status.id,
        host: status.host,
        cluster: status.cluster,
        agentOnline: this.#isOnline(receivedAtMs),
      })),
    );
  }

  #isOnline(receivedAtMs: number): boolean {
    return this.#now() - receivedAtMs < OFFLINE_AFTER_MS;
  }

  #reports(workspace: string): Report[] {
    const agents = this.#workspaces.get(workspace);
    if (agents === undefined) return [];
    for (const [id, { receivedAtMs }] of agents) if (this.#now() - receivedAtMs > FORGET_AFTER_MS) agents.delete(id);
    return [...agents.values()].sort(
      (a, b) => compare(a.status.host, b.status.host) || compare(a.status.id, b.status.id),
    );
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
