import { builtInView, validateDashboard, type DashboardDefinition } from '@binnacle/views';
import { describe, expect, test } from 'vitest';
import {
  addGroup,
  addPanel,
  changeGroup,
  duplicatePanel,
  findPanel,
  freeId,
  moveGroup,
  movePanelToGroup,
  placePanel,
  removeGroup,
  removePanel,
  replacePanel,
  rowToGrid,
} from './draft.ts';
import { asKind, NEW_PANEL_KINDS, newPanel } from './new-panel.ts';

const etcd = builtInView('etcd')!.definition;
const problemsOf = (definition: DashboardDefinition) => {
  const got = validateDashboard(JSON.parse(JSON.stringify(definition)));
  return got.ok ? [] : got.problems;
};
const isValid = (definition: DashboardDefinition) => expect(problemsOf(definition)).toEqual([]);
const grid = etcd.groups.find(({ layout, panels }) => layout === 'grid' && panels.length > 2)!;

test('a panel that is placed elsewhere stays itself, and others stay the same objects', () => {
  const [first] = grid.panels;
  const next = placePanel(etcd, grid.id, first!.id, { ...first!.grid, y: 500 });
  isValid(next);
  const others = etcd.groups.filter(({ id }) => id !== grid.id);
  for (const group of others) expect(next.groups).toContain(group);
});

test('a copy has an id of its own and stands below', () => {
  const [first] = grid.panels;
  const next = duplicatePanel(duplicatePanel(etcd, first!.id), first!.id);
  isValid(next);
  const made = next.groups.find(({ id }) => id === grid.id)!.panels.slice(-2);
  expect(made.map(({ id }) => id)).toEqual([freeId(etcd, first!.id), `${first!.id.replace(/-\d+$/, '')}-3`]);
});

describe('what goes away', () => {
  test('takes links to it and its part in a state along', () => {
    for (const panel of etcd.groups.flatMap(({ panels }) => panels))
      expect([panel.id, problemsOf(removePanel(etcd, panel.id))]).toEqual([panel.id, []]);
  });

  test('a group takes its panels along', () => {
    for (const group of etcd.groups) {
      const next = removeGroup(etcd, group.id);
      isValid(next);
      expect(next.groups.length).toBe(etcd.groups.length - 1);
    }
  });
});

test('a panel goes to another group and keeps what refers to it', () => {
  const [first] = grid.panels;
  const withNew = addGroup(etcd, 'Mine');
  const target = withNew.groups.at(-1)!;
  const next = movePanelToGroup(withNew, first!.id, target.id);
  isValid(next);
  expect(next.groups.at(-1)!.panels.map(({ id }) => id)).toEqual([first!.id]);
  expect(movePanelToGroup(next, first!.id, target.id)).toBe(next);
});

test('groups change places, title and state', () => {
  const ids = (definition: DashboardDefinition) => definition.groups.map(({ id }) => id);
  const [a, b, ...rest] = ids(etcd);
  expect(ids(moveGroup(etcd, b!, -1))).toEqual([b, a, ...rest]);
  expect(moveGroup(etcd, a!, -1)).toBe(etcd);
  const next = changeGroup(etcd, b!, { title: 'New', collapsed: true });
  isValid(next);
  expect(next.groups[1]).toMatchObject({ title: 'New', collapsed: true });
});

const judged = ['cpu'];
const withOne = (): DashboardDefinition => {
  const start = addGroup({ ...etcd, groups: [] }, 'G');
  return addPanel(start, start.groups[0]!.id, newPanel('timeseries', 'cpu', 'CPU'));
};

test.each(NEW_PANEL_KINDS)('a new panel of the kind %s is valid, and can be changed', (kind) => {
  const start = withOne();
  const panel = newPanel(kind, freeId(start, 'panel'), 'New', judged);
  const next = addPanel(start, start.groups[0]!.id, panel);
  isValid(next);
  const changed = replacePanel(next, { ...panel, title: 'Changed' });
  expect(findPanel(changed, panel.id)).toMatchObject({ title: 'Changed' });
});

test.each(NEW_PANEL_KINDS)('a panel of the kind %s becomes any other, and keeps its title', (kind) => {
  for (const other of NEW_PANEL_KINDS) {
    const start = withOne();
    const panel = asKind(newPanel(kind, 'panel', 'Mine', judged), other, [...judged, 'panel']);
    expect(panel).toMatchObject({ kind: other, title: 'Mine' });
    isValid(addPanel(start, start.groups[0]!.id, panel));
  }
});

test('the health of nothing is no panel', () => {
  const panel = newPanel('text', 'panel', 'Mine');
  expect(asKind(panel, 'health', ['panel'])).toBe(panel);
});

test('the tiles of a row get places of their own', () => {
  const row = etcd.groups.find(({ layout }) => layout === 'row')!;
  const next = rowToGrid(etcd, row.id);
  isValid(next);
  const group = next.groups.find(({ id }) => id === row.id)!;
  expect(group.layout).toBe('grid');
  expect(new Set(group.panels.map(({ grid: { x, y } }) => `${x} ${y}`)).size).toBe(row.panels.length);
});
