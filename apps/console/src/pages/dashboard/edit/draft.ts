import {
  GRID_COLUMNS,
  type DashboardDefinition,
  type GridPosition,
  type Panel,
  type PanelGroup,
  type Variable,
} from '@binnacle/views';
import { bottomOf, compacted, moved } from './grid-moves.ts';

/*
 * What editing does to a dashboard. Every function takes the definition as it is and gives a new one; what is not touched
 * is the same object, so that panels that did not change ask for nothing.
 */

export const findPanel = (definition: DashboardDefinition, id: string): Panel | undefined =>
  definition.groups.flatMap(({ panels }) => panels).find((panel) => panel.id === id);

export const groupOfPanel = (definition: DashboardDefinition, id: string): PanelGroup | undefined =>
  definition.groups.find(({ panels }) => panels.some((panel) => panel.id === id));

const withGroup = (
  definition: DashboardDefinition,
  groupId: string,
  change: (group: PanelGroup) => PanelGroup,
): DashboardDefinition => ({
  ...definition,
  groups: definition.groups.map((group) => (group.id === groupId ? change(group) : group)),
});

/** Moves or resizes a panel within its group. */
export function placePanel(
  definition: DashboardDefinition,
  groupId: string,
  panelId: string,
  to: GridPosition,
): DashboardDefinition {
  return withGroup(definition, groupId, (group) => ({ ...group, panels: [...moved(group.panels, panelId, to)] }));
}

/** Takes a panel into another group, below what stands there. */
export function movePanelToGroup(
  definition: DashboardDefinition,
  panelId: string,
  groupId: string,
): DashboardDefinition {
  const panel = findPanel(definition, panelId);
  const from = groupOfPanel(definition, panelId);
  if (panel === undefined || from === undefined || from.id === groupId) return definition;
  return addPanel(removePanel(definition, panelId, 'keeps references'), groupId, panel);
}

/** Adds a panel below all others of a group. A row keeps its own order. */
export function addPanel(definition: DashboardDefinition, groupId: string, panel: Panel): DashboardDefinition {
  return withGroup(definition, groupId, (group) => ({
    ...group,
    panels: [...group.panels, { ...panel, grid: { ...panel.grid, y: bottomOf(group.panels) } }],
  }));
}

/** Puts a changed panel in the place of the one with its id. */
export function replacePanel(definition: DashboardDefinition, panel: Panel): DashboardDefinition {
  const group = groupOfPanel(definition, panel.id);
  if (group === undefined) return definition;
  return withGroup(definition, group.id, (it) => ({
    ...it,
    panels: it.panels.map((one) => (one.id === panel.id ? panel : one)),
  }));
}

/** Takes a panel away, and with it what others say of it: links to it, its part in a state. */
export function removePanel(
  definition: DashboardDefinition,
  panelId: string,
  references: 'removes references' | 'keeps references' = 'removes references',
): DashboardDefinition {
  const keeps = references === 'keeps references';
  return {
    ...definition,
    groups: definition.groups.map((group) => {
      const left = group.panels.filter((panel) => panel.id !== panelId);
      const panels = keeps ? left : left.flatMap((panel) => withoutReference(panel, panelId) ?? []);
      if (left.length === group.panels.length && panels.every((panel, i) => panel === left[i])) return group;
      return { ...group, panels: group.layout === 'grid' ? [...compacted(panels)] : panels };
    }),
  };
}

/** undefined for a state that was made of nothing else. */
function withoutReference(panel: Panel, gone: string): Panel | undefined {
  const links = panel.links.filter((link) => !('panel' in link.to) || link.to.panel !== gone);
  const same = links.length === panel.links.length;
  if (panel.kind === 'health' && panel.of.includes(gone)) {
    const of = panel.of.filter((id) => id !== gone);
    return of.length === 0 ? undefined : { ...panel, of, links };
  }
  return same ? panel : { ...panel, links };
}

/** A copy of a panel below its group, with an id of its own. */
export function duplicatePanel(definition: DashboardDefinition, panelId: string): DashboardDefinition {
  const panel = findPanel(definition, panelId);
  const group = groupOfPanel(definition, panelId);
  if (panel === undefined || group === undefined) return definition;
  return addPanel(definition, group.id, { ...panel, id: freeId(definition, panel.id) });
}

/** An id that no panel and no group has, like `base` or with a number behind it. */
export function freeId(definition: DashboardDefinition, base: string): string {
  const taken = new Set(definition.groups.flatMap((group) => [group.id, ...group.panels.map(({ id }) => id)]));
  const stem = base.replace(/-\d+$/, '').slice(0, 56);
  if (!taken.has(stem)) return stem;
  for (let n = 2; ; n++) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`;
}

export function addGroup(definition: DashboardDefinition, title: string): DashboardDefinition {
  const id = freeId(definition, 'group');
  return { ...definition, groups: [...definition.groups, { id, title, collapsed: false, layout: 'grid', panels: [] }] };
}

/** Title and whether it begins collapsed; what a group has in languages that are not edited is replaced. */
export const changeGroup = (
  definition: DashboardDefinition,
  groupId: string,
  change: Partial<Pick<PanelGroup, 'title' | 'collapsed' | 'layout'>>,
): DashboardDefinition => withGroup(definition, groupId, (group) => ({ ...group, ...change }));

/** Gives the tiles of a row places of their own, so that they can be moved and sized. */
export function rowToGrid(definition: DashboardDefinition, groupId: string): DashboardDefinition {
  return withGroup(definition, groupId, (group) => {
    const perRow = Math.max(1, Math.min(8, group.panels.length));
    const w = Math.floor(GRID_COLUMNS / perRow);
    const tallest = group.panels.reduce((most, { grid }) => Math.max(most, grid.h), 6);
    const panels = group.panels.map((panel, i) => ({
      ...panel,
      grid: { x: (i % perRow) * w, y: Math.floor(i / perRow) * tallest, w, h: tallest },
    }));
    return { ...group, layout: 'grid', panels };
  });
}

export function removeGroup(definition: DashboardDefinition, groupId: string): DashboardDefinition {
  const group = definition.groups.find(({ id }) => id === groupId);
  if (group === undefined) return definition;
  let next = definition;
  for (const { id } of group.panels) next = removePanel(next, id);
  return { ...next, groups: next.groups.filter(({ id }) => id !== groupId) };
}

/** Moves a group up (-1) or down (1). */
export function moveGroup(definition: DashboardDefinition, groupId: string, by: -1 | 1): DashboardDefinition {
  const from = definition.groups.findIndex(({ id }) => id === groupId);
  const to = from + by;
  if (from < 0 || to < 0 || to >= definition.groups.length) return definition;
  const groups = [...definition.groups];
  [groups[from], groups[to]] = [groups[to]!, groups[from]!];
  return { ...definition, groups };
}

export const setVariables = (definition: DashboardDefinition, variables: readonly Variable[]): DashboardDefinition => ({
  ...definition,
  variables: [...variables],
});
