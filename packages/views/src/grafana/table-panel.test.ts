import { expect, test } from 'vitest';
import { at, notesOf, one, series, target } from './sample-models.test-data.ts';

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

test('answers with different labels: rows are told apart by what all have, the others are columns of their query', () => {
  const ask = (refId: string, by: string) => ({
    ...target(`label_join(sum by (${by}) (x), "both", ".", "workload", "namespace")`),
    format: 'table',
    instant: true,
    refId,
  });
  const named = (name: string, ...properties: object[]) => ({ matcher: { id: 'byName', options: name }, properties });
  const panel = series({
    type: 'table',
    targets: [ask('requests', 'workload,namespace,service'), ask('p50', 'workload,namespace')],
    transformations: [{ id: 'merge' }, { id: 'sortBy', options: { sort: [{ field: 'Requests', desc: true }] } }],
    fieldConfig: {
      overrides: [
        named('Value #requests', { id: 'displayName', value: 'Requests' }, { id: 'unit', value: 'reqps' }),
        named(
          'Value #p50',
          { id: 'displayName', value: 'P50' },
          { id: 'decimals', value: 1 },
          { id: 'thresholds', value: { steps: [{ color: 'red', value: 1 }] } },
        ),
        named('both', { id: 'displayName', value: 'Workload' }),
        named('service', { id: 'displayName', value: 'Service' }),
        named('workload', { id: 'custom.hidden', value: true }),
        named('namespace', { id: 'custom.hidden', value: true }),
      ],
    },
  });
  expect(JSON.stringify(one(panel))).not.toContain('crit');
  expect(one(panel)).toMatchObject({
    joinOn: ['both', 'workload', 'namespace'],
    columns: [
      { title: 'Workload', label: 'both' },
      { title: 'Service', label: 'service', ref: 'A' },
      { title: 'Requests', ref: 'A', unit: 'req/s' },
      // Its cells have no colours there, so they have none here.
      { title: 'P50', ref: 'B', decimals: 1 },
    ],
    sort: { column: 2, descending: true },
  });
});

test('a table that finds its labels by itself keeps names and units of its values', () => {
  const overrides = [
    {
      matcher: { id: 'byName', options: 'Value' },
      properties: [
        { id: 'displayName', value: 'Used' },
        { id: 'unit', value: 'bytes' },
      ],
    },
  ];
  const panel = series({ type: 'table', targets: [target('x')], fieldConfig: { overrides } });
  expect(one(panel)).toMatchObject({
    joinOn: [],
    columns: [],
    queries: [{ legend: 'Used', unit: 'bytes', mode: 'instant' }],
  });
});

const table = (more: object) => ({ type: 'table', title: 'T', ...at(0, 0, 24, 8), ...more });
const tableTarget = (expr: string, more: object = {}) => target(expr, { format: 'table', instant: true, ...more });

test('the older table: only what is named is shown, with colours and words', () => {
  const panel = table({
    transform: 'table',
    targets: [tableTarget('time() - start{job="x"}')],
    styles: [
      {
        pattern: 'Value',
        alias: 'uptime',
        type: 'number',
        unit: 's',
        decimals: 2,
        colorMode: 'cell',
        colors: ['rgba(245, 54, 54, 0.9)', 'rgba(237, 129, 40, 0.89)', 'rgba(50, 172, 45, 0.97)'],
        thresholds: ['1800', '3600'],
        mappingType: 1,
        valueMaps: [{ value: '0', text: 'just now' }],
      },
      { pattern: 'instance', type: 'string' },
      { pattern: '/.*/', type: 'hidden' },
    ],
  });
  expect(one(panel)).toMatchObject({
    joinOn: ['instance'],
    columns: [
      { title: 'instance', label: 'instance' },
      {
        title: 'uptime',
        ref: 'A',
        unit: 's',
        decimals: 2,
        thresholds: { compare: '<', warn: 3600, crit: 1800 },
        mappings: [{ value: 0, text: 'just now' }],
      },
    ],
  });
  expect(notesOf({ panels: [panel] })).toEqual([]);
});

test('dates of one column are seconds here', () => {
  const fieldConfig = {
    overrides: [
      { matcher: { id: 'byName', options: 'Valid until' }, properties: [{ id: 'unit', value: 'dateTimeAsIso' }] },
    ],
  };
  const renamed = [{ id: 'organize', options: { renameByName: { 'Value #B': 'Valid until', name: 'Certificate' } } }];
  expect(
    one(
      table({
        targets: [tableTarget('avg by (name) (ready)'), tableTarget('avg by (name) (expiry) * 1000', { refId: 'B' })],
        transformations: renamed,
        fieldConfig,
      }),
    ),
  ).toMatchObject({
    queries: [{ expr: 'avg by (name) (ready)' }, { expr: '(avg by (name) (expiry) * 1000) / 1000' }],
    columns: [{ label: 'name', title: 'Certificate' }, { ref: 'A' }, { ref: 'B', title: 'Valid until', unit: 'unix' }],
  });
  expect(
    one(table({ targets: [tableTarget('x * 1000')], styles: [{ pattern: 'Value', type: 'date', alias: 'When' }] })),
  ).toMatchObject({ queries: [{ expr: '(x * 1000) / 1000', unit: 'unix', legend: 'When' }] });
});

test('settings by a pattern, by kind and by query', () => {
  const by = (id: string, options: string, ...properties: object[]) => ({ matcher: { id, options }, properties });
  const panel = table({
    targets: [tableTarget('sum by (ns) (a)'), tableTarget('sum by (ns) (b)', { refId: 'B' })],
    transformations: [{ id: 'organize', options: { indexByName: { ns: 0 } } }],
    fieldConfig: {
      overrides: [
        by('byType', 'number', { id: 'unit', value: 'bytes' }),
        by('byRegexp', '/#B$/', { id: 'decimals', value: 3 }, { id: 'custom.width', value: 90 }),
        by('byFrameRefID', 'A', {
          id: 'mappings',
          value: [{ type: 'range', options: { from: 0, to: 1, result: { text: 'few' } } }],
        }),
        by('byName', 'ns', { id: 'links', value: [{ title: 'x', url: '/d/x' }] }),
      ],
    },
  });
  expect(one(panel)).toMatchObject({
    columns: [
      { label: 'ns' },
      { ref: 'A', unit: 'bytes', mappings: [{ from: 0, to: 1, text: 'few' }] },
      { ref: 'B', unit: 'bytes', decimals: 3 },
    ],
  });
  expect(notesOf({ panels: [panel] })).toEqual([['data_links', 'T', 'ns']]);
});

test('a row for each series, with what was of it: the older way and the newer one', () => {
  const targets = [target('avg by (host) (x)', { legendFormat: '{{ host }}' })];
  const old = table({
    targets,
    transform: 'timeseries_aggregations',
    columns: [
      { text: 'Current', value: 'current' },
      { text: 'Max', value: 'max' },
      { text: 'Total', value: 'total' },
    ],
    styles: [{ pattern: 'Current', alias: 'TTL', type: 'number', unit: 's' }],
  });
  expect(one(old)).toMatchObject({
    joinOn: ['host'],
    queries: [
      { ref: 'A', expr: 'avg by (host) (x)', mode: 'instant' },
      { ref: 'B', expr: 'max_over_time((avg by (host) (x))[$__range:])' },
    ],
    columns: [{ label: 'host' }, { title: 'TTL', ref: 'A', unit: 's' }, { title: 'Max', ref: 'B' }],
  });
  expect(notesOf({ panels: [old] })).toEqual([['transformation', 'T', 'total']]);
  const reduce = { id: 'reduce', options: { reducers: ['mean', 'lastNotNull'] } };
  expect(one(table({ targets, transformations: [reduce] }))).toMatchObject({
    joinOn: ['host'],
    queries: [{ expr: 'avg_over_time((avg by (host) (x))[$__range:])' }, { expr: 'avg by (host) (x)' }],
    columns: [{ label: 'host' }, { title: 'Mean', ref: 'A' }, { title: 'Last *', ref: 'B' }],
  });
});

test('a column that is computed of two', () => {
  const share = { mode: 'binary', alias: 'Share', binary: { left: 'Value #A', operator: '/', right: 'Value #B' } };
  expect(
    one(
      table({
        targets: [tableTarget('sum by (ns) (a)'), tableTarget('sum by (ns) (b)', { refId: 'B' })],
        transformations: [
          { id: 'calculateField', options: share },
          { id: 'organize', options: { indexByName: { ns: 0 }, excludeByName: { 'Value #B': true } } },
        ],
      }),
    ),
  ).toMatchObject({
    queries: [{}, {}, { ref: 'C', expr: '(sum by (ns) (a)) / (sum by (ns) (b))' }],
    columns: [{ label: 'ns' }, { ref: 'A' }, { title: 'Share', ref: 'C' }],
  });
});

test('groups: a row for each, with what is aggregated of it', () => {
  const fields = {
    Namespace: { operation: 'groupby', aggregations: [] },
    'Value #A': { operation: 'aggregate', aggregations: ['sum'] },
  };
  const panel = table({
    targets: [tableTarget('kube_pod_info'), tableTarget('x', { refId: 'B' })],
    transformations: [
      { id: 'organize', options: { renameByName: { namespace: 'Namespace', node: 'Node' } } },
      { id: 'groupBy', options: { fields } },
      { id: 'organize', options: { renameByName: { 'Value #A (sum)': 'Pods' } } },
    ],
  });
  expect(one(panel)).toMatchObject({
    joinOn: ['namespace'],
    queries: [{ expr: 'sum by (namespace) (kube_pod_info)' }, { expr: 'max by (namespace) (x)' }],
    columns: [
      { title: 'Namespace', label: 'namespace' },
      { title: 'Pods', ref: 'A' },
    ],
  });
  expect(notesOf({ panels: [panel] })).toEqual([]);
  const distinct = { ns: { operation: 'groupby' }, Value: { operation: 'aggregate', aggregations: ['distinctCount'] } };
  expect(
    notesOf({ panels: [{ ...panel, transformations: [{ id: 'groupBy', options: { fields: distinct } }] }] }),
  ).toEqual([['transformation', 'T', 'groupBy']]);
});
