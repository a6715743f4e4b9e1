import { dashboardDefinition, type DashboardDefinition, type TimeSeriesPanel, type Unit } from '@binnacle/views';

const PANEL = 'explored';

/** A query as a dashboard of one chart: what dashboards can do with theirs, the explorer can with its own. */
export function exploreDashboard(query: string, metric: string | undefined, unit: Unit): DashboardDefinition {
  return dashboardDefinition.parse({
    format: 'binnacle/dashboard',
    version: 1,
    title: metric ?? 'PromQL',
    groups: [{ id: PANEL, panels: query === '' ? [] : [explorePanel(query, metric, unit)] }],
  });
}

function explorePanel(query: string, metric: string | undefined, unit: Unit) {
  return {
    kind: 'timeseries' as const,
    id: PANEL,
    title: metric ?? query.slice(0, 80),
    grid: { x: 0, y: 0, w: 12, h: 28 },
    unit,
    whenMissing: 'show' as const,
    legend: { place: 'bottom' as const, columns: ['last' as const, 'min' as const, 'max' as const] },
    // Makes known how often it is scraped; nothing is hidden for it.
    queries: [{ ref: 'A', expr: query, requires: metric === undefined ? [] : [metric] }],
  };
}

/** The one chart; undefined while there is no query. */
export const panelOf = (definition: DashboardDefinition): TimeSeriesPanel | undefined =>
  definition.groups[0]?.panels.find((panel): panel is TimeSeriesPanel => panel.kind === 'timeseries');
