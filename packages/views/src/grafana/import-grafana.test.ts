import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importGrafana } from './import-grafana.ts';

const at = (x: number, y: number, w: number, h: number) => ({ gridPos: { x, y, w, h } });
const prometheus = { type: 'prometheus', uid: '${DS_PROMETHEUS}' };
const target = (expr: string, more: object = {}) => ({ datasource: prometheus, refId: 'A', expr, ...more });
const series = (more: object = {}) => ({
  type: 'timeseries',
  title: 'CPU',
  ...at(0, 0, 12, 8),
  targets: [target('rate(a[$__rate_interval])')],
  ...more,
});

const imported = (model: object) => {
  const got = importGrafana({ title: 'T', panels: [], schemaVersion: 39, ...model });
  if (!got.ok) throw new Error(JSON.stringify(got));
  return got;
};
const panelsOf = (model: object) => imported(model).definition.groups.flatMap(({ panels }) => panels);
const one = (panel: object) => panelsOf({ panels: [panel] })[0]!;
const notesOf = (model: object) => imported(model).notes.map(({ code, where, detail }) => [code, where, detail]);

describe('the dashboard', () => {
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

  test('annotations and links at its head are told', () => {
    expect(
      notesOf({
        annotations: { list: [{ builtIn: 1, name: 'Annotations & Alerts' }, { name: 'Deploys' }] },
        links: [{ title: 'x' }],
      }),
    ).toEqual([
      ['annotation', '', 'Deploys'],
      ['dashboard_links', '', ''],
    ]);
  });

  test.each([
    ['the answer of its API', { dashboard: { title: 'T', panels: [series()] }, meta: {} }],
    ['a resource', { apiVersion: 'dashboard.grafana.app/v1beta1', spec: { title: 'T', panels: [series()] } }],
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
    const panel = fc.record(
      {
        type: fc.oneof(fc.constantFrom('timeseries', 'graph', 'stat', 'table', 'row', 'gauge', 'heatmap', 'x'), junk),
        title: junk,
        gridPos: fc.oneof(fc.record({ x: fc.integer(), y: fc.integer(), w: fc.integer(), h: fc.integer() }), junk),
        targets: fc.oneof(fc.array(fc.record({ expr: fc.string(), refId: junk, datasource: junk })), junk),
        fieldConfig: junk,
        options: junk,
        links: junk,
        panels: junk,
        transformations: junk,
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
});

describe('variables', () => {
  const variablesOf = (...list: object[]) => imported({ templating: { list } }).definition.variables;

  test('queries, with all their options', () => {
    expect(
      variablesOf(
        { type: 'datasource', name: 'datasource', query: 'prometheus' },
        {
          type: 'query',
          name: 'namespace',
          label: 'Namespace',
          query: { query: 'label_values(kube_pod_info{cluster="[[cluster]]"}, namespace)', refId: 'x' },
          regex: '/^(?!kube).*/',
          sort: 3,
          multi: true,
          includeAll: true,
          allValue: '.*',
          current: { value: ['$__all'] },
        },
        { type: 'textbox', name: 'cluster', query: 'eu' },
      ),
    ).toEqual([
      {
        kind: 'query',
        name: 'namespace',
        title: 'Namespace',
        hidden: false,
        query: 'label_values(kube_pod_info{cluster="${cluster}"}, namespace)',
        regex: '^(?!kube).*',
        sort: 'numeric',
        multi: true,
        includeAll: true,
        all: 'omit',
        default: [],
      },
      { kind: 'text', name: 'cluster', hidden: false, default: 'eu' },
    ]);
  });

  test.each([
    [
      {
        type: 'custom',
        name: 'r',
        query: 'Both : source\\,destination, destination',
        current: { value: 'destination' },
      },
      {
        kind: 'custom',
        options: [{ value: 'source,destination', text: 'Both' }, { value: 'destination' }],
        default: ['destination'],
      },
    ],
    [
      { type: 'interval', name: 'i', query: '1m,auto,10m', current: { value: '10m' } },
      { kind: 'interval', options: ['1m', '10m'], default: '10m' },
    ],
    [
      { type: 'constant', name: 'c', query: 'x' },
      { kind: 'custom', hidden: true, options: [{ value: 'x' }] },
    ],
  ])('%j', (given, want) => expect(variablesOf(given)).toMatchObject([want]));

  test('what has no counterpart is told, and what is missing can be filled in', () => {
    const got = imported({
      templating: {
        list: [
          { type: 'adhoc', name: 'f' },
          { type: 'query', name: 'q', query: 'label_values(a)', allValue: 'x|y' },
        ],
      },
      panels: [series({ targets: [target('up{a="$nowhere"}')] })],
    });
    expect(got.notes.map(({ code, where }) => [code, where])).toEqual([
      ['variable_kind', 'f'],
      ['all_value', 'q'],
      ['unknown_variable', 'nowhere'],
    ]);
    expect(got.definition.variables.map(({ name, kind }) => [name, kind])).toEqual([
      ['q', 'query'],
      ['nowhere', 'text'],
    ]);
  });
});

describe('panels', () => {
  test('a time series, with unit, bounds, stack, legend and axis', () => {
    expect(
      one(
        series({
          description: 'D',
          fieldConfig: {
            defaults: {
              unit: 'percentunit',
              decimals: 1,
              max: 1,
              custom: {
                drawStyle: 'line',
                fillOpacity: 60,
                lineInterpolation: 'stepAfter',
                stacking: { mode: 'normal' },
                spanNulls: true,
                thresholdsStyle: { mode: 'line' },
              },
              thresholds: {
                mode: 'absolute',
                steps: [
                  { color: 'green', value: null },
                  { color: '#EAB839', value: 0.8 },
                  { color: 'red', value: 0.9 },
                ],
              },
              mappings: [{ type: 'value', options: { '1': { text: 'full', color: 'red' } } }],
            },
          },
          options: { legend: { displayMode: 'table', placement: 'right', calcs: ['mean', 'lastNotNull'] } },
          targets: [
            target('sum by (pod) (rate(a[$__rate_interval]))', { legendFormat: '{{pod}}', refId: 'Z' }),
            target('hidden', { hide: true, refId: 'B' }),
            target('max(limit)', { legendFormat: '__auto', refId: 'C' }),
          ],
        }),
      ),
    ).toMatchObject({
      kind: 'timeseries',
      title: 'CPU',
      description: 'D',
      unit: 'ratio',
      decimals: 1,
      draw: 'area',
      stepped: true,
      stack: 'value',
      connectGaps: true,
      legend: { place: 'right', columns: ['mean', 'last'] },
      axis: { max: 1, logarithmic: false },
      thresholds: { compare: '>=', warn: 0.8, crit: 0.9 },
      mappings: [{ value: 1, text: 'full', severity: 'crit' }],
      queries: [
        { ref: 'A', expr: 'sum by (pod) (rate(a[$__rate_interval]))', legend: '{{pod}}', mode: 'range' },
        { ref: 'B', expr: 'max(limit)' },
      ],
    });
  });

  test('a graph of older versions', () => {
    expect(
      one({
        type: 'graph',
        title: 'G',
        ...at(0, 0, 24, 7),
        stack: true,
        fill: 10,
        yaxes: [{ format: 'Bps', min: '0', logBase: 10 }, {}],
        legend: { show: true, rightSide: true, values: true, current: true, avg: true },
        targets: [target('a')],
      }),
    ).toMatchObject({
      kind: 'timeseries',
      unit: 'B/s',
      draw: 'area',
      stack: 'value',
      axis: { min: 0, logarithmic: true },
      legend: { place: 'right', columns: ['last', 'mean'] },
    });
  });

  test('bounds below which a value is bad', () => {
    const steps = [
      { color: 'red', value: null },
      { color: 'orange', value: 1 },
      { color: 'green', value: 3 },
    ];
    const panel = one(series({ type: 'stat', fieldConfig: { defaults: { thresholds: { mode: 'absolute', steps } } } }));
    expect(panel).toMatchObject({ thresholds: { compare: '<', warn: 3, crit: 1 } });
  });

  test.each([
    [
      'stat',
      { options: { reduceOptions: { calcs: ['mean'] }, graphMode: 'area' } },
      { kind: 'stat', reduce: 'mean', sparkline: true },
    ],
    [
      'singlestat',
      {
        valueName: 'max',
        format: 's',
        thresholds: '10,20',
        colors: ['#299c46', 'rgba(237, 129, 40, 0.89)', '#d44a3a'],
      },
      { kind: 'stat', reduce: 'max', unit: 's', thresholds: { warn: 10, crit: 20 } },
    ],
    [
      'gauge',
      { fieldConfig: { defaults: { min: 5, max: 50 } } },
      { kind: 'gauge', min: 5, max: 50, queries: [{ mode: 'instant' }] },
    ],
    ['bargauge', {}, { kind: 'bar' }],
    ['piechart', { options: { pieType: 'donut' } }, { kind: 'pie', donut: true }],
    ['heatmap', { options: { yAxis: { unit: 'ms' } } }, { kind: 'heatmap', bucketUnit: 'ms' }],
    ['state-timeline', {}, { kind: 'state-timeline' }],
    [
      'text',
      { options: { mode: 'html', content: '<h2>Hi</h2><script>x</script><a href="https://a.b">c</a>' } },
      { kind: 'text', content: '## Hi\n[c](https://a.b)' },
    ],
  ])('%s', (type, more, want) => expect(one(series({ type, ...more }))).toMatchObject(want));

  test('dates are milliseconds there', () => {
    expect(one(series({ type: 'stat', fieldConfig: { defaults: { unit: 'dateTimeFromNow' } } }))).toMatchObject({
      unit: 'unix',
      queries: [{ expr: '(rate(a[$__rate_interval])) / 1000' }],
    });
  });

  test('a table without a word about columns finds them by itself', () => {
    expect(one(series({ type: 'table', targets: [target('a', { format: 'table', instant: true })] }))).toMatchObject({
      kind: 'table',
      joinOn: [],
      columns: [],
      queries: [{ mode: 'instant' }],
    });
  });

  test('a table that joins, hides, names, orders and colours', () => {
    expect(
      one({
        type: 'table',
        title: 'Pods',
        ...at(0, 0, 24, 8),
        targets: [
          target('sum by (pod, ns) (a)', { refId: 'A', format: 'table', instant: true }),
          target('sum by (pod, ns) (b)', { refId: 'B', format: 'table', instant: true }),
        ],
        transformations: [
          { id: 'merge', options: {} },
          {
            id: 'organize',
            options: {
              excludeByName: { Time: true },
              renameByName: { pod: 'Pod', 'Value #A': 'CPU', 'Value #B': 'Memory' },
              indexByName: { ns: 0, pod: 1 },
            },
          },
        ],
        fieldConfig: {
          overrides: [
            {
              matcher: { id: 'byName', options: 'Value #B' },
              properties: [
                { id: 'unit', value: 'bytes' },
                { id: 'decimals', value: 1 },
              ],
            },
          ],
        },
      }),
    ).toMatchObject({
      joinOn: ['ns', 'pod'],
      columns: [
        { title: 'ns', label: 'ns' },
        { title: 'Pod', label: 'pod' },
        { title: 'CPU', ref: 'A' },
        { title: 'Memory', ref: 'B', unit: 'bytes', decimals: 1 },
      ],
    });
  });

  test.each([
    [
      'another source of data',
      series({ datasource: { type: 'loki' }, targets: [{ refId: 'A', expr: '{a="b"}' }] }),
      ['datasource', 'CPU', 'loki'],
    ],
    ['a kind that is not here', { type: 'news', title: 'N', ...at(0, 0, 6, 4) }, ['panel_kind', 'N', 'news']],
    ['a library panel', { title: 'L', libraryPanel: { uid: 'x' }, ...at(0, 0, 6, 4) }, ['library_panel', 'L', '']],
    [
      'a transformation',
      series({ transformations: [{ id: 'calculateField', options: {} }] }),
      ['transformation', 'CPU', 'calculateField'],
    ],
    [
      'an override',
      series({ fieldConfig: { overrides: [{ matcher: { id: 'byRegexp', options: '/x/' } }] } }),
      ['override', 'CPU', '/x/'],
    ],
    ['a repeated panel', series({ repeat: 'node' }), ['repeat', 'CPU', 'node']],
    ['a macro', series({ targets: [target('a offset ${__from:date}s')] }), ['macro', 'CPU', '$__from']],
    ['an unknown unit', series({ fieldConfig: { defaults: { unit: 'currencyEUR' } } }), ['unit', 'CPU', 'currencyEUR']],
    [
      'a link into the other system',
      series({ links: [{ title: 'Details', url: '/d/abc' }] }),
      ['links', 'CPU', 'Details'],
    ],
  ])('%s is told', (_, panel, note) => expect(notesOf({ panels: [panel] })).toContainEqual(note));

  test('a link to a page is kept', () => {
    expect(one(series({ links: [{ title: 'Runbook', url: 'https://example.org/a?b=${node}' }] })).links).toEqual([
      { title: 'Runbook', to: { url: 'https://example.org/a?b=${node}' } },
    ]);
  });
});

test('the newest form: elements, rows and tabs', () => {
  const element = (title: string) => ({
    kind: 'Panel',
    spec: {
      id: 1,
      title,
      data: {
        kind: 'QueryGroup',
        spec: {
          queries: [
            {
              kind: 'PanelQuery',
              spec: {
                refId: 'A',
                hidden: false,
                query: { kind: 'DataQuery', group: 'prometheus', spec: { expr: 'up' } },
              },
            },
          ],
          transformations: [],
        },
      },
      vizConfig: { kind: 'VizConfig', group: 'stat', spec: { options: {}, fieldConfig: { defaults: { unit: 's' } } } },
    },
  });
  const item = (name: string, x: number, y: number) => ({
    kind: 'GridLayoutItem',
    spec: { x, y, width: 12, height: 8, element: { kind: 'ElementReference', name } },
  });
  const row = (title: string, ...items: object[]) => ({
    kind: 'RowsLayoutRow',
    spec: { title, collapse: false, layout: { kind: 'GridLayout', spec: { items } } },
  });
  const got = importGrafana({
    apiVersion: 'dashboard.grafana.app/v2beta1',
    kind: 'Dashboard',
    metadata: { name: 'x' },
    spec: {
      title: 'New',
      tags: [],
      timeSettings: { from: 'now-3h', to: 'now', autoRefresh: '1m' },
      variables: [
        { kind: 'DatasourceVariable', spec: { name: 'ds', pluginId: 'prometheus' } },
        {
          kind: 'QueryVariable',
          spec: {
            name: 'job',
            hide: 'dontHide',
            sort: 'alphabeticalAsc',
            query: { kind: 'DataQuery', group: 'prometheus', spec: { query: 'label_values(up, job)' } },
          },
        },
      ],
      elements: { 'panel-1': element('One'), 'panel-2': element('Two') },
      layout: {
        kind: 'RowsLayout',
        spec: { rows: [row('First', item('panel-1', 0, 0)), row('Second', item('panel-2', 12, 0))] },
      },
    },
  });
  expect(got).toMatchObject({
    ok: true,
    definition: {
      title: 'New',
      time: { range: '3h', refresh: '1m' },
      variables: [{ name: 'job', query: 'label_values(up, job)', sort: 'ascending' }],
      groups: [
        { title: 'First', panels: [{ kind: 'stat', title: 'One', unit: 's', grid: { x: 0, y: 0, w: 12, h: 30 } }] },
        { title: 'Second', panels: [{ title: 'Two', grid: { x: 12, y: 0 } }] },
      ],
    },
    notes: [],
  });
});
