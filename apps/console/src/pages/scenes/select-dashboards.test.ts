import type { DashboardSummary } from '@binnacle/api';
import { expect, test } from 'vitest';
import { scenesSearchDefaults, type ScenesSearch } from './search.ts';
import { foldersOf, selectDashboards, tagsOf } from './select-dashboards.ts';

const dashboard = (id: string, change: Partial<DashboardSummary>): DashboardSummary => ({
  id,
  title: id,
  description: { en: 'Members of a cluster', 'zh-CN': '集群成员' },
  tags: [],
  panelCount: 1,
  favourite: false,
  folder: '',
  access: 'workspace',
  mayEdit: true,
  fromView: null,
  version: 1,
  createdAtMs: 0,
  createdBy: 'ada',
  updatedAtMs: 0,
  updatedBy: 'ada',
  ...change,
});

const all = [
  dashboard('etcd 10', { tags: ['etcd', 'kubernetes'], updatedAtMs: 3, fromView: 'etcd' }),
  dashboard('etcd 2', { tags: ['etcd'], favourite: true, updatedAtMs: 2 }),
  dashboard('Docker', { updatedAtMs: 9, updatedBy: 'grace', panelCount: 7 }),
];

test.each([
  { name: 'last changed first', change: {}, want: ['Docker', 'etcd 10', 'etcd 2'] },
  {
    name: 'numbers in titles as numbers',
    change: { sort: 'title', order: 'asc' },
    want: ['Docker', 'etcd 2', 'etcd 10'],
  },
  { name: 'equal ones by title', change: { sort: 'panels', order: 'desc' }, want: ['Docker', 'etcd 2', 'etcd 10'] },
  { name: 'favourites', change: { show: 'favourites' }, want: ['etcd 2'] },
  { name: 'a tag', change: { tag: 'kubernetes' }, want: ['etcd 10'] },
  { name: 'every word, anywhere, in any case', change: { q: 'ETCD kube' }, want: ['etcd 10'] },
  { name: 'who changed it', change: { q: 'grace' }, want: ['Docker'] },
  { name: 'the description in the language on screen', change: { q: '成员' }, want: [] },
] satisfies { name: string; change: Partial<ScenesSearch>; want: string[] }[])('selects $name', ({ change, want }) => {
  const selected = selectDashboards(all, { ...scenesSearchDefaults, ...change }, 'en');
  expect(selected.map((it) => it.id)).toEqual(want);
});

test('tagsOf names each tag once', () => {
  expect(tagsOf(all, 'en')).toEqual(['etcd', 'kubernetes']);
});

test('a folder holds what lies in it and below it', () => {
  const some = [
    dashboard('a', { folder: 'Platform' }),
    dashboard('b', { folder: 'Platform/Databases' }),
    dashboard('c', { folder: 'Platforms' }),
    dashboard('d', {}),
  ];
  expect(foldersOf(some)).toEqual(['Platform', 'Platform/Databases', 'Platforms']);
  const inside = selectDashboards(
    some,
    { ...scenesSearchDefaults, folder: 'Platform', sort: 'title', order: 'asc' },
    'en',
  );
  expect(inside.map(({ id }) => id)).toEqual(['a', 'b']);
});
