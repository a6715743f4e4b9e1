import { parseExpr } from '@binnacle/promql';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  AGGREGATIONS,
  GROWTHS,
  MATCHER_OPERATORS,
  queryOf,
  readQuery,
  writeQuery,
  type BuiltQuery,
} from './built-query.ts';

test.each<[string, BuiltQuery]>([
  ['up', queryOf('up')],
  [
    'up{job="api", pod=~"a.*"}',
    {
      ...queryOf('up'),
      matchers: [
        { name: 'job', op: '=', value: 'api' },
        { name: 'pod', op: '=~', value: 'a.*' },
      ],
    },
  ],
  ['rate(http_requests_total[$__rate_interval])', { ...queryOf('http_requests_total'), growth: 'rate' }],
  ['sum(up)', { ...queryOf('up'), aggregation: 'sum' }],
  [
    'sum by (job) (increase(x_total[$__rate_interval]))',
    {
      ...queryOf('x_total'),
      growth: 'increase',
      aggregation: 'sum',
      by: ['job'],
    },
  ],
  [
    'histogram_quantile(0.99, sum by (le, pod) (rate(x_bucket[$__rate_interval])))',
    {
      ...queryOf('x_bucket'),
      growth: 'rate',
      quantile: 0.99,
      by: ['pod'],
    },
  ],
  [
    '{"my.metric", "k8s.pod"="a\\"b"}',
    {
      ...queryOf('my.metric'),
      matchers: [{ name: 'k8s.pod', op: '=', value: 'a"b' }],
    },
  ],
])('%s', (text, query) => {
  expect(writeQuery(query)).toBe(text);
  expect(readQuery(text)).toEqual(query);
});

test.each(['', 'up + 1', 'up offset 5m', 'sum without (job) (up)', 'rate(up[5m])', 'up{job="a"', 'topk(3, up)'])(
  'more than the builder can show: %s',
  (text) => expect(readQuery(text)).toBeUndefined(),
);

const name = fc.oneof(fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/), fc.string({ minLength: 1, maxLength: 8 }));
const built = fc
  .record({
    metric: name,
    matchers: fc.array(fc.record({ name, op: fc.constantFrom(...MATCHER_OPERATORS), value: fc.string() }), {
      maxLength: 3,
    }),
    growth: fc.constantFrom(undefined, ...GROWTHS),
    quantile: fc.constantFrom(undefined, 0.5, 0.99),
    aggregation: fc.constantFrom(undefined, ...AGGREGATIONS),
    by: fc.array(name, { maxLength: 2 }),
  })
  .map((it) => ({
    ...it,
    aggregation: it.quantile === undefined ? it.aggregation : undefined,
    by: it.quantile === undefined && it.aggregation === undefined ? [] : it.by,
  }));

test('whatever is built is read back', () => {
  fc.assert(
    fc.property(built, (query) => {
      expect(readQuery(writeQuery(query))).toEqual(query);
    }),
  );
});

test('what is built from usual names is PromQL', () => {
  const usual = fc.stringMatching(/^[a-z]{3}_[a-z]{2,6}$/);
  fc.assert(
    fc.property(built, usual, usual, (query, metric, label) => {
      const text = writeQuery({
        ...query,
        metric,
        matchers: query.matchers.map((it) => ({ ...it, name: label, value: 'a.b' })),
        by: query.by.map(() => label),
      });
      expect(parseExpr(text.replaceAll('$__rate_interval', '5m')).ok).toBe(true);
    }),
  );
});
