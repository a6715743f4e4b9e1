import { expect, test } from 'vitest';
import { countLabels } from './label-counts.ts';

test('labels by name, values by how many series have them', () => {
  const series = [
    { __name__: 'up', pod: 'b', zone: 'x' },
    { __name__: 'up', pod: 'a', zone: 'x' },
    { __name__: 'up', pod: 'b' },
  ];
  expect(countLabels(series)).toEqual([
    {
      name: 'pod',
      values: [
        { value: 'b', count: 2 },
        { value: 'a', count: 1 },
      ],
    },
    { name: 'zone', values: [{ value: 'x', count: 2 }] },
  ]);
  expect(countLabels([])).toEqual([]);
});
