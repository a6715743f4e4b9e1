import { bottomOf } from '../dashboard/edit/grid-moves.ts';
import { addGroup, addPanel, freeId } from '../dashboard/edit/draft.ts';
import { asKind } from '../dashboard/edit/new-panel.ts';
import type { DashboardDefinition, Panel, PanelKind, TimeSeriesPanel, Unit } from '@binnacle/views';
import type { BuiltQuery } from './built-query.ts';
import type { ResultTab } from './search.ts';

/** Kinds that one query can be drawn as. */
export const KINDS_OF_A_QUERY = [
  'timeseries',
  'stat',
  'gauge',
  'bar',
  'pie',
  'treemap',
  'table',
  'status',
  'state-timeline',
  'heatmap',
] as const satisfies readonly PanelKind[];
export type KindOfAQuery = (typeof KINDS_OF_A_QUERY)[number];

/** What a query is most likely wanted as: buckets as a heat map, what is looked at as a table as one. */
export function likelyKind(built: BuiltQuery | undefined, tab: ResultTab): KindOfAQuery {
  const isBuckets = built !== undefined && built.metric.endsWith('_bucket') && built.quantile === undefined;
  if (isBuckets && (built.aggregation === undefined || built.by.includes('le'))) return 'heatmap';
  return tab === 'table' ? 'table' : 'timeseries';
}

/** The chart of the explorer as a panel of its own, of this kind; `bucketUnit` is what the bounds of buckets are measured in. */
export function panelToAdd(explored: TimeSeriesPanel, kind: KindOfAQuery, title: string, bucketUnit: Unit): Panel {
  // The explorer asks for names of metrics to learn how often they are scraped; a dashboard shows the panel in any case.
  const queries = explored.queries.map((query) => ({ ...query, requires: [] }));
  const panel = asKind({ ...explored, id: 'explored', title, queries }, kind);
  return panel.kind === 'heatmap' ? { ...panel, title, unit: 'none', bucketUnit } : { ...panel, title };
}

/** The dashboard with the panel below everything else in its last group, or in a first one. */
export function withPanel(definition: DashboardDefinition, panel: Panel, groupTitle: string): DashboardDefinition {
  const to = definition.groups.findLast((group) => group.layout === 'grid');
  const into = to === undefined ? addGroup(definition, groupTitle) : definition;
  const group = to ?? into.groups.at(-1)!;
  const id = freeId(into, 'explored');
  const { grid } = panel;
  return addPanel(into, group.id, { ...panel, id, grid: { ...grid, x: 0, y: bottomOf(group.panels) } });
}
