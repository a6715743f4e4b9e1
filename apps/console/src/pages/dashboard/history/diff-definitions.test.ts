import { builtInView } from '@binnacle/views';
import { expect, test } from 'vitest';
import { placePanel, removePanel } from '../edit/draft.ts';
import { diffDefinitions } from './diff-definitions.ts';

const etcd = builtInView('etcd')!.definition;
const grid = etcd.groups.find(({ layout }) => layout === 'grid')!;
const [panel] = grid.panels;

test('the same is no difference', () => {
  expect(diffDefinitions(etcd, structuredClone(etcd), 'en')).toEqual([]);
});

test('each value that is another one, by what it is about', () => {
  const after = structuredClone(etcd);
  after.tags = ['new'];
  const changed = after.groups.flatMap(({ panels }) => panels).find(({ id }) => id === panel!.id)!;
  changed.description = 'Now with words';
  after.variables.push({ kind: 'text', name: 'free', hidden: false, default: '' });
  after.groups.push({ id: 'more', title: 'More', collapsed: false, layout: 'grid', panels: [] });
  const got = diffDefinitions(etcd, after, 'en');
  expect(got.map(({ kind, subject, path, after }) => [kind, subject.kind, subject.title, path, after])).toEqual([
    ['changed', 'dashboard', 'ETCD Monitoring View', 'tags', '["new"]'],
    ['added', 'variable', '$free', '', ''],
    ['added', 'group', 'More', '', ''],
    ['changed', 'panel', expect.any(String), 'description', 'Now with words'],
  ]);
});

test('a panel that is gone, and one that moved', () => {
  const gone = diffDefinitions(etcd, removePanel(etcd, panel!.id), 'en');
  expect(gone).toContainEqual(
    expect.objectContaining({ kind: 'removed', subject: expect.objectContaining({ kind: 'panel' }) }),
  );
  const moved = diffDefinitions(
    etcd,
    placePanel(etcd, grid.id, panel!.id, { ...panel!.grid, w: panel!.grid.w - 2 }),
    'en',
  );
  expect(moved).toContainEqual(expect.objectContaining({ kind: 'changed', path: 'grid.w' }));
});
