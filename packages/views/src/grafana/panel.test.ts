import { expect, test } from 'vitest';
import { at, imported, notesOf, one, series, target } from './sample-models.test-data.ts';

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

test('a graph of the oldest versions: units and bounds apart from axes, thresholds among the lines', () => {
  expect(
    one({
      type: 'graph',
      title: 'G',
      span: 6,
      y_formats: ['Bps', 'short'],
      grid: { leftMin: 0, leftMax: '500', leftLogBase: 10, threshold1: 80, threshold2: 95 },
      targets: [target('a')],
    }),
  ).toMatchObject({
    kind: 'timeseries',
    unit: 'B/s',
    axis: { min: 0, max: 500, logarithmic: true },
    thresholds: { compare: '>=', warn: 80, crit: 95 },
  });
});

test.each([
  [
    'above',
    [
      { value: 9, op: 'gt', colorMode: 'critical' },
      { value: 5, op: 'gt', colorMode: 'warning' },
    ],
    { compare: '>=', warn: 5, crit: 9 },
  ],
  ['below', [{ value: 2, op: 'lt', colorMode: 'custom', lineColor: 'red' }], { compare: '<', crit: 2 }],
])('thresholds of a graph: bad %s', (_, thresholds, want) => {
  expect(one({ type: 'graph', title: 'G', ...at(0, 0, 24, 7), thresholds, targets: [target('a')] })).toMatchObject({
    thresholds: want,
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
      colorValue: true,
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
  [
    'gauge',
    { targets: [target('a', { legendFormat: 'Data' }), target('b', { refId: 'B', legendFormat: 'WAL' })] },
    { kind: 'bar', order: 'query' },
  ],
  [
    'stat',
    {
      targets: [target('db_size', { format: 'table' })],
      options: { reduceOptions: { calcs: ['sum'] } },
      transformations: [
        {
          id: 'groupBy',
          options: {
            fields: { datname: { operation: 'groupby' }, Value: { operation: 'aggregate', aggregations: ['max'] } },
          },
        },
      ],
    },
    { kind: 'stat', reduce: 'last', queries: [{ expr: 'sum(max by (datname) (db_size))', mode: 'instant' }] },
  ],
  ['stat', {}, { kind: 'stat', each: true }],
  [
    'stat',
    { fieldConfig: { defaults: { displayName: '${__field.labels.pod}' } } },
    { queries: [{ legend: '{{pod}}' }] },
  ],
  [
    'stat',
    {
      targets: [target('build_info', { format: 'table', instant: true })],
      options: { reduceOptions: { fields: '/^version$/' } },
    },
    { kind: 'stat', label: 'version', queries: [{ mode: 'instant' }] },
  ],
  [
    'singlestat',
    { postfix: ' cores', nullText: '-' },
    { kind: 'stat', unit: 'suffix:cores', noValue: '-', each: false },
  ],
  [
    'singlestat',
    { targets: [target('build_info', { format: 'table' })], tableColumn: 'version' },
    { kind: 'stat', label: 'version' },
  ],
  ['singlestat', { targets: [target('a', { legendFormat: '{{node}}' })], valueName: 'name' }, { label: 'node' }],
  ['graph', { xaxis: { mode: 'series', values: ['avg'] } }, { kind: 'bar', reduce: 'mean' }],
  ['heatmap', { targets: [target('a')], dataFormat: 'timeseries' }, { kind: 'timeseries' }],
  ['natel-discrete-panel', {}, { kind: 'state-timeline' }],
  [
    'text',
    { options: { mode: 'markdown', content: '![Logo](https://a.b/c.png) of $node' } },
    { kind: 'text', content: '[Logo](https://a.b/c.png) of $node' },
  ],
  ['bargauge', {}, { kind: 'bar' }],
  ['piechart', { options: { pieType: 'donut' } }, { kind: 'pie', donut: true }],
  [
    'heatmap',
    { targets: [target('sum by (le) (a)')], options: { yAxis: { unit: 'ms' } } },
    { kind: 'heatmap', bucketUnit: 'ms' },
  ],
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
    series({
      fieldConfig: { overrides: [{ matcher: { id: 'byRegexp', options: '/x/' }, properties: [{ id: 'max' }] }] },
    }),
    ['override', 'CPU', '/x/'],
  ],
  ['a panel’s own time range', series({ timeFrom: '1m' }), ['panel_time', 'CPU', '1m']],
  ['a panel’s own alert', series({ type: 'graph', alert: { name: 'High' } }), ['alert', 'CPU', 'High']],
  ['gaps as zero', series({ type: 'graph', nullPointMode: 'null as zero' }), ['gaps', 'CPU', '']],
  ['a text before a number', series({ type: 'singlestat', prefix: '~' }), ['affix', 'CPU', '~']],
  [
    'links of values',
    series({ fieldConfig: { defaults: { links: [{ title: 'Logs', url: '/x' }] } } }),
    ['data_links', 'CPU', 'Logs'],
  ],
  ['a picture', { type: 'text', title: 'T', content: '<img src="https://a.b/c.png">' }, ['image', 'T', '']],
  ['a counted histogram', series({ type: 'heatmap', options: { calculate: true } }), ['histogram', 'CPU', '']],
  ['a panel that is repeated for what is no variable', series({ repeat: 'node' }), ['repeat', 'CPU', 'node']],
  ['a macro', series({ targets: [target('a offset ${__from:date}s')] }), ['macro', 'CPU', '$__from']],
  ['an unknown unit', series({ fieldConfig: { defaults: { unit: 'conngm3' } } }), ['unit', 'CPU', 'conngm3']],
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

const steps = {
  mode: 'absolute',
  steps: [
    { color: 'green', value: null },
    { color: 'red', value: '0.95' },
  ],
};
const stat = (defaults: object, options: object = {}, more: object = {}) =>
  series({ type: 'stat', fieldConfig: { defaults: { thresholds: steps, ...defaults } }, options, ...more });

test.each([
  ['a number that is coloured by them', stat({}), true],
  ['a number in one colour', stat({ color: { mode: 'fixed' } }), false],
  ['a number without colours', stat({}, { colorMode: 'none' }), false],
  ['a dial in one colour still has them at its ring', { ...stat({ color: { mode: 'fixed' } }), type: 'gauge' }, true],
  ['bars in colours of a scale', { ...stat({ color: { mode: 'continuous-GrYlRd' } }), type: 'bargauge' }, false],
  ['a table without colours', { ...stat({}), type: 'table' }, false],
  [
    'a table with coloured cells',
    { ...stat({ custom: { cellOptions: { type: 'color-text' } } }), type: 'table' },
    true,
  ],
])('thresholds of %s', (_, panel, isShown) => {
  const { thresholds } = one(panel) as { thresholds?: object };
  expect(thresholds).toEqual(isShown ? { compare: '>=', crit: 0.95 } : undefined);
});

test('a number that was a dial is one', () => {
  const panel = { type: 'singlestat', format: 'percent', gauge: { show: true, minValue: 0, maxValue: 100 } };
  expect(
    one(series({ ...panel, thresholds: '85, 95', colors: ['rgba(50, 172, 45, 0.97)', 'orange', 'red'] })),
  ).toMatchObject({
    kind: 'gauge',
    min: 0,
    max: 100,
    thresholds: { warn: 85, crit: 95 },
  });
});

test('several numbers are a grid of them', () => {
  const panel = stat(
    {},
    {},
    { targets: [target('a', { legendFormat: 'A' }), target('b', { refId: 'B', legendFormat: 'B' })] },
  );
  expect(one(panel)).toMatchObject({ kind: 'status', queries: [{ legend: 'A' }, { legend: 'B' }] });
});

test.each([
  ['{{ node }}', { kind: 'stat', label: 'node', queries: [{ expr: 'info', mode: 'instant' }] }],
  [
    '{{ kind }}: {{ name }}',
    { kind: 'stat', label: 'shown_name', queries: [{ expr: 'label_join(info, "shown_name", ": ", "kind", "name")' }] },
  ],
  ['version {{v}}', { kind: 'stat', reduce: 'last', queries: [{ expr: 'info', mode: 'range' }] }],
])('a panel that shows the name %s of its series', (legendFormat, want) => {
  const panel = stat({}, { textMode: 'name' }, { targets: [target('info', { legendFormat })] });
  expect(one(panel)).toMatchObject(want);
});

test('a panel and a row that are repeated for a variable', () => {
  const { definition, notes } = imported({
    templating: { list: [{ type: 'query', name: 'node', query: 'label_values(up, node)', multi: true }] },
    panels: [
      series({ repeat: 'node', repeatDirection: 'h', maxPerRow: 3 }),
      { type: 'row', title: 'Node $node', repeat: 'node', ...at(0, 9, 24, 1), panels: [] },
      series({ repeat: 'node', repeatDirection: 'v', ...at(0, 10, 12, 8) }),
    ],
  });
  expect(definition.groups).toMatchObject([
    { panels: [{ repeat: { variable: 'node', direction: 'row', perRow: 3 } }] },
    { title: 'Node $node', repeat: 'node', panels: [{ repeat: { variable: 'node', direction: 'column' } }] },
  ]);
  expect(notes).toEqual([]);
});

test('words for nothing are said where there is nothing; a text may have no title', () => {
  const mappings = [{ type: 'special', options: { match: 'null', result: { text: 'N/A' } } }];
  expect(one(stat({ mappings }))).toMatchObject({ noValue: 'N/A' });
  expect(notesOf({ panels: [stat({ mappings })] })).toEqual([]);
  expect(one({ type: 'text', ...at(0, 0, 24, 3), options: { content: '$service' } })).toMatchObject({ title: '' });
});
