import type { DashboardDefinition, PanelGroup } from '../dashboard.ts';
import { GRID_COLUMNS, type Panel } from '../panel.ts';
import type { LocalizedText } from '../text.ts';
import { withoutOverlap } from '../panel-places.ts';
import { filledList } from './filled-list.ts';
import { filledText } from './filled-text.ts';
import { interpolate, type Fillings } from './interpolate.ts';

/** Copies beyond this are left out: nobody looks at more, and each asks the server. */
export const MOST_COPIES = 30;

/** Values that are chosen of each variable. */
export type ChosenValues = ReadonlyMap<string, readonly string[]>;

/**
 * The dashboard with a copy of each panel and group for each value of the variable that it is repeated for. In a copy the variable
 * is that value; ids of copies after the first have its number behind them, so that the same copy stays the same panel.
 */
export function repeated(definition: DashboardDefinition, chosen: ChosenValues): DashboardDefinition {
  const isRepeated = ({ repeat, panels }: PanelGroup): boolean =>
    repeat !== undefined || panels.some((panel) => panel.repeat !== undefined);
  if (!definition.groups.some(isRepeated)) return definition;
  const groups = definition.groups
    .flatMap((group) => groupCopies(group, chosen))
    .map((group) => withCopies(group, chosen));
  return { ...definition, groups };
}

const valuesOf = (name: string, chosen: ChosenValues): readonly string[] =>
  (chosen.get(name) ?? []).slice(0, MOST_COPIES);

const copyId = (id: string, index: number): string => (index === 0 ? id : `${id.slice(0, 58)}-r${index + 1}`);

function groupCopies(group: PanelGroup, chosen: ChosenValues): readonly PanelGroup[] {
  const { repeat: name, ...rest } = group;
  if (name === undefined) return [group];
  const values = valuesOf(name, chosen);
  if (values.length === 0) return [rest];
  return values.map((value, i) => {
    const fillings: Fillings = new Map([[name, { kind: 'values', values: [value] }]]);
    const title = rest.title === undefined ? {} : { title: filled(rest.title, fillings) };
    return {
      ...rest,
      ...title,
      id: copyId(group.id, i),
      panels: group.panels.map((panel) => copyOf(panel, i, fillings)),
    };
  });
}

function withCopies(group: PanelGroup, chosen: ChosenValues): PanelGroup {
  if (!group.panels.some((panel) => panel.repeat !== undefined)) return group;
  const panels = group.panels.flatMap((panel) => panelCopies(panel, chosen));
  return { ...group, panels: group.layout === 'grid' ? withoutOverlap(panels) : panels };
}

function panelCopies(panel: Panel, chosen: ChosenValues): readonly Panel[] {
  if (panel.repeat === undefined) return [panel];
  const { variable, direction, perRow } = panel.repeat;
  const values = valuesOf(variable, chosen);
  if (values.length === 0) return [panel];
  const columns = direction === 'column' ? 1 : Math.min(perRow, values.length);
  const w = direction === 'column' ? panel.grid.w : Math.floor(GRID_COLUMNS / columns);
  return values.map((value, i): Panel => {
    const copy = copyOf(panel, i, new Map([[variable, { kind: 'values', values: [value] }]]));
    const x = direction === 'column' ? panel.grid.x : (i % columns) * w;
    const y = panel.grid.y + Math.floor(i / columns) * panel.grid.h;
    return { ...copy, grid: { x, y, w, h: panel.grid.h } };
  });
}

/** The panel for one value: in its queries and filters, and in all its texts. */
function copyOf(panel: Panel, index: number, fillings: Fillings): Panel {
  const { repeat, ...rest } = panel;
  // A panel that is repeated by itself inside a repeated group still is.
  const own = repeat === undefined || fillings.has(repeat.variable) ? {} : { repeat };
  const common = {
    ...rest,
    ...own,
    id: copyId(panel.id, index),
    title: filled(panel.title, fillings),
    ...(panel.description === undefined ? {} : { description: filled(panel.description, fillings) }),
    links: panel.links.map((link) =>
      'url' in link.to ? { ...link, to: { url: filledText(link.to.url, fillings, '') } } : link,
    ),
  } as Panel;
  switch (common.kind) {
    case 'text':
      return { ...common, content: filled(common.content, fillings) };
    case 'health':
      return common;
    case 'events':
      return {
        ...common,
        cluster: filledList(common.cluster, fillings),
        namespace: filledList(common.namespace, fillings),
      };
    case 'objects':
      return {
        ...common,
        cluster: filledList(common.cluster, fillings),
        namespace: filledList(common.namespace, fillings),
        node: filledList(common.node, fillings),
      };
    default:
      return {
        ...common,
        queries: common.queries.map((query) => ({
          ...query,
          expr: interpolate(query.expr, fillings),
          ...(query.legend === undefined ? {} : { legend: filled(query.legend, fillings) }),
        })),
      };
  }
}

function filled(text: LocalizedText, fillings: Fillings): LocalizedText {
  if (typeof text === 'string') return filledText(text, fillings, '');
  const chinese = text['zh-CN'];
  return {
    en: filledText(text.en, fillings, ''),
    ...(chinese === undefined ? {} : { 'zh-CN': filledText(chinese, fillings, '') }),
  };
}
