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
