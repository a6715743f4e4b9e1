import { expect, test } from 'vitest';
import { parseValueQuery } from './value-query.ts';

test.each([
  { query: 'label_values(cluster)', want: { kind: 'label-values', label: 'cluster' } },
  { query: 'label_values(up, cluster)', want: { kind: 'label-values', label: 'cluster', selector: 'up' } },
  { query: ' label_values( up{}, cluster ) ', want: { kind: 'label-values', label: 'cluster', selector: 'up' } },
  {
    query: 'label_values(up{a=~"x,y",b="}"}, cluster)',
    want: { kind: 'label-values', label: 'cluster', selector: 'up{a=~"x,y",b="}"}' },
  },
  { query: 'label_names()', want: { kind: 'label-names' } },
  { query: 'metrics(etcd_.*)', want: { kind: 'metrics', regex: 'etcd_.*' } },
  { query: 'query_result(topk(3, x))', want: { kind: 'result', expr: 'topk(3, x)' } },
  { query: 'label_values(up, bad label)', want: undefined },
  { query: 'up', want: undefined },
])('$query', ({ query, want }) => {
  expect(parseValueQuery(query)).toEqual(want);
});
