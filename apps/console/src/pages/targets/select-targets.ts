import type { Target } from '@binnacle/api';
import type { TargetsSearch } from './search.ts';

/** How a target is, as far as the server can know: what an agent said before it went silent says nothing now. */
export type TargetState = 'down' | 'silent' | 'unknown' | 'up';

export function stateOf(target: Target): TargetState {
  return target.agentOnline ? target.health : 'silent';
}

/** Names a target among those of all agents. */
export const targetKey = (target: Target): string => `${target.agentId}/${target.id}`;

/** How many targets each filter would show. */
export function countTargets(all: readonly Target[]): Readonly<Record<TargetsSearch['state'], number>> {
  const count = (state: TargetsSearch['state']): number => all.filter((it) => inState(it, state)).length;
  return {
    all: all.length,
    down: count('down'),
    warnings: count('warnings'),
    unknown: count('unknown'),
    up: count('up'),
  };
}

/** The targets that the address asks for, in its order. Every word of the search has to occur somewhere. */
export function selectTargets(all: readonly Target[], search: TargetsSearch): readonly Target[] {
  const words = search.q.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (it: Target): boolean => {
    if (!inState(it, search.state) || !PROPERTIES.every((name) => chosen(search[name], it[name]))) return false;
    const labels = Object.entries(it.labels).map(([name, value]) => `${name}="${value}"`);
    const texts = [it.url, it.job, it.host, it.cluster, it.lastError?.message ?? '', ...labels];
    const text = texts.join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const sign = search.order === 'asc' ? 1 : -1;
  return all.filter(fits).sort((a, b) => sign * compare[search.sort](a, b) || compare.target(a, b));
}

/** What targets are narrowed by beside their state. */
export const PROPERTIES = ['job', 'cluster', 'host'] as const;

/** Nothing chosen means all. */
const chosen = (values: readonly string[], value: string): boolean => values.length === 0 || values.includes(value);

/** How often each value of a property occurs among what the other filters leave, most frequent first. */
export function countValues(
  all: readonly Target[],
  search: TargetsSearch,
  property: (typeof PROPERTIES)[number],
): readonly { readonly value: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const it of selectTargets(all, { ...search, [property]: [] })) {
    counts.set(it[property], (counts.get(it[property]) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
}

function inState(target: Target, state: TargetsSearch['state']): boolean {
  switch (state) {
    case 'all':
      return true;
    case 'warnings':
      return target.warnings.length > 0;
    case 'unknown':
      return stateOf(target) === 'unknown' || stateOf(target) === 'silent';
    case 'up':
    case 'down':
      return stateOf(target) === state;
  }
}

/** What needs a look comes first. */
const rank = (target: Target): number =>
  ({ down: 0, silent: 1, unknown: 3, up: target.warnings.length > 0 ? 2 : 4 })[stateOf(target)];

const compare: Readonly<Record<TargetsSearch['sort'], (a: Target, b: Target) => number>> = {
  state: (a, b) => rank(a) - rank(b),
  target: (a, b) => a.job.localeCompare(b.job) || a.url.localeCompare(b.url, undefined, { numeric: true }),
  lastScrape: (a, b) => (a.lastScrapeMs ?? 0) - (b.lastScrapeMs ?? 0),
  duration: (a, b) => (a.lastDurationMs ?? -1) - (b.lastDurationMs ?? -1),
  samples: (a, b) => (a.samplesKept ?? -1) - (b.samplesKept ?? -1),
};
