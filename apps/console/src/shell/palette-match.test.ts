import { expect, test } from 'vitest';
import { found } from './palette-match.ts';

const GROUPS = [
  { title: 'Pages', items: [{ label: 'Scenes' }, { label: 'Targets' }, { label: 'Sharing' }, { label: 'Status' }] },
  {
    title: 'Dashboards',
    items: [{ label: 'Harbour', keywords: ['ships', 'coast'] }, { label: 'ETCD of ships' }, { label: '集群 总览' }],
  },
  { title: 'Commands', items: [{ label: 'Theme: Dark' }] },
];

const shown = (typed: string): readonly string[] =>
  found(GROUPS, typed).flatMap(({ title, items }) => items.map(({ label }) => `${title}: ${label}`));

test('with nothing typed all are there, in their order', () => {
  expect(found(GROUPS, '  ')).toEqual(GROUPS);
});

test.each([
  ['sharing', ['Pages: Sharing']],
  ['SHAR', ['Pages: Sharing']],
  [
    's',
    [
      'Pages: Scenes',
      'Pages: Sharing',
      'Pages: Status',
      'Pages: Targets',
      'Dashboards: ETCD of ships',
      'Dashboards: Harbour',
    ],
  ],
  ['et', ['Dashboards: ETCD of ships', 'Pages: Targets']],
  ['ships', ['Dashboards: ETCD of ships', 'Dashboards: Harbour']],
  ['coast harb', ['Dashboards: Harbour']],
  ['dark theme', ['Commands: Theme: Dark']],
  ['总览', ['Dashboards: 集群 总览']],
  ['sharing dark', []],
  ['.*', []],
] as const)('%s finds the best first', (typed, expected) => expect(shown(typed)).toEqual(expected));

test('of a long list the first are shown', () => {
  const items = Array.from({ length: 1000 }, (_, at) => ({ label: `Dashboard ${at}` }));
  expect(found([{ title: 'Dashboards', items }], 'dash')[0]?.items).toEqual(items.slice(0, 50));
});
