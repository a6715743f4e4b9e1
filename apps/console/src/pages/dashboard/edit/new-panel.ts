import { panel as panelSchema, type DashboardDefinition, type Panel, type PanelKind } from '@binnacle/views';

/** The kinds that can be made, in the order of the menu. */
export const NEW_PANEL_KINDS = [
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
  'events',
  'objects',
  'health',
  'text',
] as const satisfies readonly PanelKind[];
export type NewPanelKind = (typeof NEW_PANEL_KINDS)[number];

const SIZES: Readonly<Record<NewPanelKind, { readonly w: number; readonly h: number }>> = {
  timeseries: { w: 12, h: 28 },
  stat: { w: 6, h: 14 },
  gauge: { w: 6, h: 18 },
  bar: { w: 8, h: 28 },
  pie: { w: 10, h: 24 },
  treemap: { w: 12, h: 30 },
  table: { w: 24, h: 30 },
  status: { w: 12, h: 20 },
  'state-timeline': { w: 24, h: 24 },
  heatmap: { w: 12, h: 28 },
  events: { w: 12, h: 28 },
  objects: { w: 24, h: 28 },
  health: { w: 6, h: 14 },
  text: { w: 12, h: 12 },
};

/** Kinds that show one value for each series ask for the value now. */
const INSTANT = new Set<NewPanelKind>(['gauge', 'bar', 'pie', 'treemap', 'table', 'status']);

/** Panels that have a state, so that another one can sum them up. */
export const judgedPanels = (definition: DashboardDefinition): readonly Panel[] =>
  definition.groups.flatMap(({ panels }) => panels).filter((panel) => 'queries' in panel);

/**
 * A panel to begin with: it shows something as soon as anything is collected.
 *
 * @param judged  ids of the panels whose health a panel of that kind sums up; it needs one at least
 */
export function newPanel(kind: NewPanelKind, id: string, title: string, judged: readonly string[] = []): Panel {
  const common = { kind, id, title, grid: { x: 0, y: 0, ...SIZES[kind] }, whenMissing: 'show' };
  switch (kind) {
    case 'text':
      return panelSchema.parse({ ...common, content: '…' });
    case 'events':
      return panelSchema.parse(common);
    case 'objects':
      return panelSchema.parse({ ...common, objectKind: ['Pod'] });
    case 'health':
      return panelSchema.parse({ ...common, of: judged });
    default:
  }
  const mode = INSTANT.has(kind) ? 'instant' : 'range';
  return panelSchema.parse({ ...common, queries: [{ ref: 'A', expr: 'up', mode }] });
}

/**
 * A panel as another kind: what both have stays, what the new one has besides is as it begins. Nothing of a text can be
 * drawn, and nothing drawn is a text.
 */
export function asKind(panel: Panel, kind: NewPanelKind, judged: readonly string[] = []): Panel {
  const others = judged.filter((id) => id !== panel.id);
  if (kind === 'health' && others.length === 0) return panel;
  const fresh = newPanel(kind, panel.id, '', others);
  const kept = Object.fromEntries(Object.entries(panel).filter(([key]) => key in fresh || SHARED.has(key)));
  const queries =
    'queries' in panel && 'queries' in fresh
      ? { queries: panel.queries.map((query) => ({ ...query, mode: fresh.queries[0]!.mode })) }
      : {};
  const made = panelSchema.safeParse({ ...fresh, ...kept, ...queries, kind });
  // A title stays what it is, whatever else does not fit.
  return made.success ? made.data : { ...fresh, title: panel.title, grid: panel.grid };
}

const SHARED = new Set(['description', 'noValue', 'decimals', 'thresholds']);
