import { type DashboardDefinition, type Panel, escapeRegex } from '@binnacle/views';

/** Metrics of which a dashboard's queries say that they cannot do without them. */
export function requiredMetrics(dashboard: DashboardDefinition): readonly string[] {
  const names = new Set<string>();
  for (const group of dashboard.groups) {
    for (const panel of group.panels) {
      for (const query of queriesOf(panel)) for (const name of query.requires) names.add(name);
    }
  }
  return [...names].sort();
}

/** The selector that finds which of them the store has; `matchers` narrows it to what the variables chose. */
export function presenceSelector(metrics: readonly string[], matchers: string | undefined): string {
  const names = `__name__=~"${metrics.map((name) => escapeRegex(name).replaceAll('\\', '\\\\')).join('|')}"`;
  return matchers === undefined || matchers.trim() === '' ? `{${names}}` : `{${names},${matchers}}`;
}

/** Metrics a panel waits for, when none of its queries can be answered without one that is not there. */
export function missingMetrics(panel: Panel, present: ReadonlySet<string> | undefined): readonly string[] {
  if (present === undefined) return [];
  const drawn = queriesOf(panel).filter((query) => !query.auxiliary);
  if (drawn.length === 0 || !drawn.every((query) => lacks(query.requires, present))) return [];
  const missing = drawn.flatMap((query) => query.requires.filter((name) => !present.has(name)));
  return [...new Set(missing)];
}

/** Whether one of the metrics is not there. */
export function lacks(requires: readonly string[], present: ReadonlySet<string> | undefined): boolean {
  return present !== undefined && requires.some((name) => !present.has(name));
}

export function queriesOf(panel: Panel) {
  return 'queries' in panel ? panel.queries : [];
}
