import type { Collector } from '@binnacle/collectors';
import type { AgentSettings } from '../config/settings.ts';
import type { Log } from '../log.ts';
import type { CollectorPlan } from './collector-runner.ts';

/** What the functions that make collectors get beside the settings. */
export interface LocalParts {
  readonly log: Log;
  readonly nowMs: () => number;
}

/** One source of this machine. It looks for itself whether there is something to read, and makes no collector if not. */
export interface LocalSource {
  /** For people, and for switching it off. */
  readonly name: string;
  readonly intervalMs: number;
  readonly make: (settings: AgentSettings, parts: LocalParts) => Promise<readonly Collector[]> | readonly Collector[];
}

/** Everything that the agent collects on this machine by itself. A new source is a line here. */
const SOURCES: readonly LocalSource[] = [];

/** The collectors of this machine, with how often they run. */
export async function localCollectors(settings: AgentSettings, parts: LocalParts): Promise<readonly CollectorPlan[]> {
  const plans: CollectorPlan[] = [];
  for (const { name, intervalMs, make } of SOURCES) {
    const collectors = await make(settings, parts);
    if (collectors.length === 0) parts.log.debug(`collector ${name}: nothing to read on this machine`);
    for (const collector of collectors) plans.push({ collector, intervalMs, timeoutMs: intervalMs });
  }
  return plans;
}
