import { expect, test } from 'vitest';
import { at, one, series, target } from './sample-models.test-data.ts';

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
