import type { Collector } from '@binnacle/collectors';
import type { Log } from '../log.ts';
import type { Clock } from '../scrape/schedule.ts';
import type { CollectorPlan } from './collector-runner.ts';
import type { LocalSettings } from './local-settings.ts';

/** What the functions that make collectors get beside the settings. */
export interface LocalParts {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Something of this machine that can be collected. It looks for itself whether it is switched on and whether there is
 * anything to read, and makes no collector if not.
 */
export interface LocalSource {
  /** For people. */
  readonly name: string;
  readonly intervalMs: (settings: LocalSettings) => number;
  readonly make: (settings: LocalSettings, parts: LocalParts) => Promise<readonly Collector[]> | readonly Collector[];
}

/** Everything that the agent collects on this machine by itself. A new source is a line here. */
const SOURCES: readonly LocalSource[] = [];

/** The collectors of this machine, with how often they run. */
export async function localCollectors(settings: LocalSettings, parts: LocalParts): Promise<readonly CollectorPlan[]> {
  const plans: CollectorPlan[] = [];
  for (const source of SOURCES) {
    const intervalMs = source.intervalMs(settings);
    const collectors = await source.make(settings, parts);
    if (collectors.length === 0) parts.log.debug(`collector ${source.name}: nothing to read on this machine`);
    for (const collector of collectors) plans.push({ collector, intervalMs, timeoutMs: intervalMs });
  }
  return plans;
}
