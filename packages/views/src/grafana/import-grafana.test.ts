import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { importGrafana } from './import-grafana.ts';
import { at, imported, notesOf, panelsOf, series, target } from './sample-models.test-data.ts';

test('title, tags, time and refresh', () => {
  expect(
    imported({ tags: ['a', 'b', 'a'], time: { from: 'now-6h', to: 'now' }, refresh: '15s' }).definition,
  ).toMatchObject({ title: 'T', tags: ['a', 'b'], time: { range: '6h', refresh: '30s' } });
  expect(imported({ refresh: false, time: { from: 'now-2w', to: 'now' } }).definition.time).toEqual({
    range: '14d',
    refresh: 'off',
  });
  expect(notesOf({ time: { from: 'now/d', to: 'now/d' } })).toEqual([['time_range', '', 'now/d – now/d']]);
});

test('rows are groups; a collapsed one has its panels inside', () => {
  const { definition } = imported({
    panels: [
      { type: 'row', title: 'Second', ...at(0, 9, 24, 1), panels: [] },
      series({ title: 'in the second', ...at(12, 10, 12, 8) }),
      series({ title: 'on top' }),
      { type: 'row', title: 'Third', collapsed: true, ...at(0, 18, 24, 1), panels: [series({ title: 'inside' })] },
    ],
  });
  expect(
    definition.groups.map(({ title, collapsed, panels }) => [
      title,
      collapsed,
      panels.map((it) => [it.title, it.grid]),
    ]),
  ).toEqual([
    [undefined, false, [['on top', { x: 0, y: 0, w: 12, h: 30 }]]],
    ['Second', false, [['in the second', { x: 12, y: 0, w: 12, h: 30 }]]],
    ['Third', true, [['inside', { x: 0, y: 0, w: 12, h: 30 }]]],
  ]);
});

test('panels of one row of the grid keep their edges', () => {
  const [a, b] = panelsOf({ panels: [series({ ...at(0, 3, 12, 5) }), series({ ...at(0, 8, 12, 5) })] });
  expect(a!.grid.y + a!.grid.h).toBe(b!.grid.y);
});

test('generated files: the order says which row a panel belongs to, and nothing lies on anything else', () => {
  const { definition } = imported({
    panels: [
      { type: 'row', title: 'First', ...at(0, 0, 24, 1), panels: [] },
      series({ title: 'a', ...at(0, 1, 24, 5) }),
      { type: 'row', title: 'Second', ...at(0, 1, 24, 1), panels: [] },
      series({ title: 'b', ...at(0, 2, 12, 10) }),
      series({ title: 'c', gridPos: { w: 24, h: 4, y: 4 } }),
      { type: 'row', title: 'Third', ...at(0, 3, 24, 1), panels: [] },
      series({ title: 'd', ...at(12, 4, 12, 10) }),
    ],
  });
  expect(definition.groups.map((it) => [it.title, it.panels.map(({ title, grid }) => [title, grid.y])])).toEqual([
    ['First', [['a', 0]]],
    [
      'Second',
      [
        ['b', 0],
        ['c', 37],
      ],
    ],
    ['Third', [['d', 0]]],
  ]);
});

test('rows of old versions', () => {
  const { definition } = imported({
    panels: undefined,
    rows: [{ title: 'R', height: '250px', panels: [series({ span: 8 }), series({ span: 4 }), series({ span: 12 })] }],
  });
  expect(definition.groups[0]!.panels.map(({ grid }) => grid)).toEqual([
    { x: 0, y: 0, w: 16, h: 26 },
    { x: 16, y: 0, w: 8, h: 26 },
    { x: 0, y: 26, w: 24, h: 26 },
  ]);
});

test('rows of old versions are named as they were seen', () => {
  const row = (title: string, showTitle?: boolean): object => ({ title, showTitle, panels: [series()] });
  const { definition } = imported({
    panels: undefined,
    rows: [row('A'), row('New row'), row('Dashboard Row', true), row('Hidden', false)],
  });
  expect(definition.groups.map(({ title }) => title)).toEqual(['A', undefined, 'Dashboard Row', undefined]);
});

test('rows of old versions that are closed, and panels without a width or a place', () => {
  const { definition } = imported({
    panels: undefined,
    rows: [{ title: 'Closed', collapse: true, panels: [series({ span: undefined, repeat: 'x', minSpan: 3 })] }],
    templating: { list: [{ type: 'custom', name: 'x', query: 'a,b' }] },
  });
  expect(definition.groups).toMatchObject([
    { title: 'Closed', collapsed: true, panels: [{ grid: { w: 8 }, repeat: { variable: 'x', perRow: 4 } }] },
  ]);
  expect(panelsOf({ panels: [series({ gridPos: undefined })] })[0]!.grid).toEqual({ x: 0, y: 0, w: 6, h: 11 });
});

test('a time zone is told, and a year is days', () => {
  const model = { timezone: 'utc', time: { from: 'now-1y', to: 'now' } };
  expect(notesOf(model)).toEqual([['timezone', '', 'utc']]);
  expect(imported(model).definition.time.range).toBe('365d');
});

test('annotations and links at its head are told', () => {
  expect(
    notesOf({
      annotations: { list: [{ builtIn: 1, name: 'Annotations & Alerts' }, { name: 'Deploys' }] },
      links: [{ title: 'x' }],
    }),
  ).toEqual([
    ['annotation', '', 'Deploys'],
    ['dashboard_links', '', 'x'],
  ]);
});

test.each([
  ['the answer of its API', { dashboard: { title: 'T', panels: [series()] }, meta: {} }],
  ['a resource', { apiVersion: 'dashboard.grafana.app/v1beta1', spec: { title: 'T', panels: [series()] } }],
  ['the file of a rendered mixin', { 'etcd.json': { title: 'T', panels: [series()] } }],
])('%s is one too', (_, file) => {
  const got = importGrafana(file);
  expect(got.ok && got.definition.groups[0]!.panels).toHaveLength(1);
});

test('constants of the exporter are filled in', () => {
  const [panel] = panelsOf({
    __inputs: [{ name: 'VAR_METRIC', type: 'constant', value: 'up' }],
    panels: [series({ targets: [target('sum(${VAR_METRIC})')] })],
  });
  expect(panel).toMatchObject({ queries: [{ expr: 'sum(up)' }] });
});

test.each([null, 7, [], {}, { format: 'binnacle/dashboard', panels: [] }, { kind: 'Pod' }])(
  'something else is said to be: %j',
  (file) => expect(importGrafana(file)).toMatchObject({ ok: false, reason: 'not_grafana' }),
);

test('nothing in a file makes it throw, and what it makes is valid', () => {
  const junk = fc.anything({ maxDepth: 4 });
  const mapping = fc.record({
    type: fc.constantFrom('value', 'range', 'special', 1, 2),
    options: junk,
    text: junk,
    value: junk,
  });
  const matcher = fc.record({
    id: fc.constantFrom('byName', 'byNames', 'byRegexp', 'byType', 'byFrameRefID', 'byValue'),
    options: fc.oneof(fc.string(), junk),
  });
  const property = fc.constantFrom(
    'unit',
    'displayName',
    'custom.hideFrom',
    'thresholds',
    'mappings',
    'custom.stacking',
  );
  const panel = fc.record(
    {
      type: fc.oneof(
        fc.constantFrom(
          'timeseries',
          'graph',
          'stat',
          'singlestat',
          'table',
          'row',
          'gauge',
          'bargauge',
          'heatmap',
          'x',
        ),
        junk,
      ),
      title: junk,
      gridPos: fc.oneof(fc.record({ x: fc.integer(), y: fc.integer(), w: fc.integer(), h: fc.integer() }), junk),
      targets: fc.oneof(
        fc.array(fc.record({ expr: fc.string(), refId: junk, datasource: junk, legendFormat: fc.string() }), {
          maxLength: 3,
        }),
        fc.array(fc.record({ type: fc.constant('math'), expression: fc.string(), refId: junk })),
        junk,
      ),
      fieldConfig: fc.oneof(
        fc.record({
          defaults: fc.record({ mappings: fc.array(mapping), displayName: fc.string(), unit: fc.string() }),
          overrides: fc.array(fc.record({ matcher, properties: fc.array(fc.record({ id: property, value: junk })) })),
        }),
        junk,
      ),
      seriesOverrides: fc.array(fc.record({ alias: fc.string(), stack: junk, color: junk })),
      styles: fc.array(fc.record({ pattern: fc.string(), type: fc.string(), thresholds: junk, colors: junk })),
      valueMaps: junk,
      transform: fc.constantFrom('table', 'timeseries_aggregations'),
      columns: fc.array(fc.record({ text: fc.string(), value: fc.constantFrom('max', 'total', 'current') })),
      libraryPanel: junk,
      repeatPanelId: junk,
      options: junk,
      links: junk,
      panels: junk,
      transformations: fc.oneof(
        fc.array(
          fc.record({
            id: fc.constantFrom(
              'organize',
              'groupBy',
              'calculateField',
              'reduce',
              'filterFieldsByName',
              'renameByRegex',
            ),
            options: junk,
          }),
          { maxLength: 3 },
        ),
        junk,
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(panel, { maxLength: 4 }), junk, junk, (panels, templating, time) => {
      const got = importGrafana({ panels, templating, time, title: 'T' });
      expect(got.ok || got.reason === 'not_grafana' || got.problems).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('panels move up as far as others let them, as in every grid there', () => {
  const model = {
    panels: [series({ ...at(0, 1, 12, 4) }), series({ ...at(12, 9, 12, 4) }), series({ ...at(0, 20, 24, 4) })],
  };
  expect(panelsOf(model).map(({ grid }) => grid.y)).toEqual([0, 0, 15]);
});
