import { expect, test } from 'vitest';
import { imported, notesOf, one, panelsOf, series, target } from './sample-models.test-data.ts';

const expression = (text: string, more: object = {}) => ({
  refId: 'C',
  type: 'math',
  datasource: { type: '__expr__', uid: '__expr__' },
  expression: text,
  ...more,
});
const hidden = [target('a', { hide: true }), target('b', { refId: 'B', hide: true })];

test('an expression of two hidden queries is one query', () => {
  const panel = series({ targets: [...hidden, expression('$A / ${B} * 100')] });
  expect(one(panel)).toMatchObject({ queries: [{ ref: 'A', expr: '(a) / (b) * 100', legend: 'C' }] });
  expect(notesOf({ panels: [panel] })).toEqual([]);
});

test('other expressions, and queries of other sources among those that can be asked, are told', () => {
  const panel = series({
    targets: [
      target('a'),
      expression('', { refId: 'B', type: 'reduce', expression: 'A' }),
      expression('is_null($A)', { refId: 'C' }),
      { refId: 'D', datasource: { type: 'loki' }, expr: 'sum(rate({a="b"}[1m]))' },
    ],
  });
  expect(one(panel)).toMatchObject({ queries: [{ expr: 'a' }] });
  expect(notesOf({ panels: [panel] })).toEqual([
    ['query', 'CPU', 'reduce B'],
    ['query', 'CPU', 'math C'],
    ['query', 'CPU', 'loki'],
  ]);
});

test.each([
  ['the exporter asks for it', { __inputs: [{ name: 'DS_LOKI', type: 'datasource', pluginId: 'loki' }] }, '${DS_LOKI}'],
  [
    'a variable chooses it',
    { templating: { list: [{ type: 'datasource', name: 'logs', query: 'loki' }] } },
    { uid: '$logs' },
  ],
  ['it is called so', {}, 'Loki (prod)'],
])('a source of another kind, where %s', (_, model, datasource) => {
  const panel = series({ datasource, targets: [{ refId: 'A', expr: '{app="x"}' }] });
  expect(notesOf({ ...model, panels: [panel] })).toEqual([['datasource', 'CPU', 'loki']]);
});

test('a filter of lines is no PromQL, wherever it comes from', () => {
  expect(notesOf({ panels: [series({ datasource: '$ds', targets: [{ expr: '{app="x"} |= "error"' }] })] })).toEqual([
    ['datasource', 'CPU', 'logs'],
  ]);
  expect(one(series({ targets: [target('a{b="c"} != 0')] }))).toMatchObject({ queries: [{ expr: 'a{b="c"} != 0' }] });
});

test('a panel without a query says so, and not that there are none of its kind', () => {
  const panels = [
    series({ type: 'stat', targets: [] }),
    series({ type: 'table', targets: [target('a', { hide: true })] }),
  ];
  expect(panelsOf({ panels })).toMatchObject([
    { kind: 'text', content: { en: expect.stringContaining('no query') } },
    { kind: 'text', content: { 'zh-CN': expect.stringContaining('没有查询') } },
  ]);
  expect(notesOf({ panels })).toEqual([['no_query', 'CPU', '']]);
});

test('more queries than a panel has', () => {
  const targets = Array.from({ length: 28 }, (_, i) => target(`a${i}`, { refId: `Q${i}` }));
  expect(notesOf({ panels: [series({ targets })] })).toEqual([['queries', 'CPU', '2']]);
});

test('a panel draws the answers of another, also of one in a collapsed row', () => {
  const shared = { datasource: { type: 'datasource', uid: '-- Dashboard --' }, targets: [{ panelId: 7, refId: 'A' }] };
  const source = series({ id: 7, targets: [target('up')] });
  const { definition, notes } = imported({
    panels: [
      series({ title: 'Same', type: 'stat', ...shared }),
      { type: 'row', title: 'R', collapsed: true, panels: [source] },
    ],
  });
  expect(definition.groups[0]!.panels).toMatchObject([{ title: 'Same', kind: 'stat', queries: [{ expr: 'up' }] }]);
  expect(notes).toEqual([]);
});

test.each([
  ['by their ids', { x: { uid: 'x', name: 'Lib', model: series({ title: 'Lib', gridPos: undefined }) } }],
  ['as a list', [{ uid: 'x', name: 'Lib', model: series({ title: 'Lib', gridPos: undefined }) }]],
])('definitions of library panels that are in the file, %s', (_, elements) => {
  const panel = { libraryPanel: { uid: 'x', name: 'Lib' }, gridPos: { x: 6, y: 0, w: 6, h: 4 }, title: '' };
  const model = { __elements: elements, panels: [panel] };
  expect(panelsOf(model)).toMatchObject([{ kind: 'timeseries', title: 'Lib', grid: { x: 6, w: 6 } }]);
  expect(notesOf(model)).toEqual([]);
});

test('copies of what is repeated are made anew', () => {
  const { definition } = imported({
    templating: { list: [{ type: 'custom', name: 'disk', query: 'a,b', multi: true, includeAll: true }] },
    panels: [
      series({ id: 1, title: 'Disk $disk', repeat: 'disk' }),
      series({ id: 2, title: 'Disk $disk', repeat: null, repeatPanelId: 1, repeatIteration: 15 }),
      { type: 'row', id: 3, title: 'Row $disk', repeat: 'disk', panels: [] },
      series({ id: 4, title: 'in the row' }),
      { type: 'row', id: 5, title: 'Row $disk', repeat: null, repeatPanelId: 3, repeatIteration: 15, panels: [] },
      series({ id: 6, title: 'in the row', repeatPanelId: 4, repeatedByRow: true }),
    ],
  });
  expect(definition.groups.map(({ title, repeat, panels }) => [title, repeat, panels.length])).toEqual([
    [undefined, undefined, 1],
    ['Row $disk', 'disk', 1],
  ]);
});
