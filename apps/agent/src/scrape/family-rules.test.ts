import { expect, test } from 'vitest';
import type { MetricType } from '@binnacle/model';
import { promOptionsSchema, type PromOptionsWritten } from '../inputs/prom-options.ts';
import { FamilyRules } from './family-rules.ts';

const rules = (options: Partial<PromOptionsWritten>): FamilyRules =>
  new FamilyRules(promOptionsSchema.parse({ urls: ['http://a'], ...options }));
const etcdFilter = ['etcd_server_proposals', 'etcd_server_leader', 'etcd_server_has', 'etcd_network_client'];

test.each([
  { name: 'everything by default, histograms too', options: {}, family: 'a_seconds', type: 'histogram', want: true },
  { name: 'types', options: { metric_types: ['counter'] }, family: 'a', type: 'gauge', want: false },
  { name: 'untyped means unknown', options: { metric_types: ['untyped'] }, family: 'a', type: 'unknown', want: true },
  {
    name: 'filter, unanchored',
    options: { metric_name_filter: etcdFilter },
    family: 'etcd_server_has_leader',
    type: 'gauge',
    want: true,
  },
  {
    name: 'filter, no match',
    options: { metric_name_filter: etcdFilter },
    family: 'etcd_disk_wal_fsync',
    type: 'histogram',
    want: false,
  },
  {
    name: 'anywhere in the name',
    options: { metric_name_filter: ['istio_build'] },
    family: 'my_istio_build_info',
    type: 'gauge',
    want: true,
  },
  {
    name: 'block-list first',
    options: { metric_name_filter: ['a'], metric_name_filter_ignore: ['a_b'] },
    family: 'a_b',
    type: 'gauge',
    want: false,
  },
  {
    name: '_bucket matches its family',
    options: { metric_name_filter: ['istio_request_bytes_bucket'] },
    family: 'istio_request_bytes',
    type: 'histogram',
    want: true,
  },
  {
    name: '_bucket asks for the type',
    options: { metric_types: ['counter', 'gauge'], metric_name_filter: ['istio_request_bytes_bucket'] },
    family: 'istio_request_bytes',
    type: 'histogram',
    want: true,
  },
  {
    name: 'other histograms stay out',
    options: { metric_types: ['counter', 'gauge'], metric_name_filter: ['istio_request', 'x_bucket'] },
    family: 'istio_request_bytes',
    type: 'histogram',
    want: false,
  },
  {
    name: '_sum matches a summary',
    options: { metric_types: ['gauge'], metric_name_filter: ['^go_gc_.*_sum$'] },
    family: 'go_gc_duration_seconds',
    type: 'summary',
    want: true,
  },
  {
    name: '_bucket does not match a summary',
    options: { metric_name_filter: ['go_gc_duration_seconds_bucket'] },
    family: 'go_gc_duration_seconds',
    type: 'summary',
    want: false,
  },
  {
    name: 'a gauge that ends so itself',
    options: { metric_name_filter: ['node_count'] },
    family: 'node_count',
    type: 'gauge',
    want: true,
  },
  {
    name: '_count does not match a gauge without it',
    options: { metric_name_filter: ['node_count'] },
    family: 'node',
    type: 'gauge',
    want: false,
  },
  {
    name: 'a counter by its whole name in OpenMetrics',
    options: { metric_name_filter: ['requests_total$'] },
    family: 'requests',
    metric: 'requests_total',
    type: 'counter',
    want: true,
  },
  {
    name: 'block-list by _bucket',
    options: { metric_name_filter_ignore: ['big_bucket'] },
    family: 'big',
    type: 'histogram',
    want: false,
  },
  {
    name: 'an entry that is no expression without its suffix',
    options: { metric_name_filter: ['(a|b_bucket)'] },
    family: 'a',
    type: 'gauge',
    want: true,
  },
])('keeps: $name', ({ options, family, metric, type, want }) => {
  expect(rules(options as Partial<PromOptionsWritten>).keeps(family, metric ?? family, type as MetricType)).toBe(want);
});

test.each([
  { name: 'as it is', options: {}, metric: 'etcd_server_has_leader', want: 'etcd_server_has_leader' },
  {
    name: "the article's rule gives the name back",
    options: { measurements: [{ prefix: 'etcd_', name: 'etcd' }] },
    metric: 'etcd_server_has_leader',
    want: 'etcd_server_has_leader',
  },
  {
    name: 'another name',
    options: { measurements: [{ prefix: 'etcd_', name: 'kv' }] },
    metric: 'etcd_server_has_leader',
    want: 'kv_server_has_leader',
  },
  {
    name: 'no name: the prefix without its underscore',
    options: { measurements: [{ prefix: 'etcd_' }] },
    metric: 'etcd_a',
    want: 'etcd_a',
  },
  {
    name: 'a prefix without an underscore',
    options: { measurements: [{ prefix: 'etcd', name: 'etcd' }] },
    metric: 'etcd_a',
    want: 'etcd_a',
  },
  {
    name: 'the first rule wins',
    options: {
      measurements: [
        { prefix: 'a_b_', name: 'x' },
        { prefix: 'a_', name: 'y' },
      ],
    },
    metric: 'a_b_c',
    want: 'x_c',
  },
  {
    name: 'nothing left of the name',
    options: { measurements: [{ prefix: 'abc', name: 'x' }] },
    metric: 'abc',
    want: 'x',
  },
  { name: 'prefix for measurements', options: { measurement_prefix: 'my_' }, metric: 'a_b', want: 'my_a_b' },
  {
    name: 'prefix and rule',
    options: { measurement_prefix: 'my_', measurements: [{ prefix: 'a_', name: 'z' }] },
    metric: 'a_b',
    want: 'my_z_b',
  },
  {
    name: 'prefix, but the name is to stay',
    options: { measurement_prefix: 'my_', keep_exist_metric_name: true },
    metric: 'a_b',
    want: 'a_b',
  },
  {
    name: 'fixed measurement',
    options: { measurement_name: 'istio_prom', measurement_prefix: 'x_' },
    metric: 'a_b',
    want: 'a_b',
    measurement: 'x_istio_prom',
  },
  {
    name: 'rules beat the fixed measurement',
    options: { measurement_name: 'all', measurements: [{ prefix: 'a_', name: 'z' }] },
    metric: 'a_b',
    want: 'z_b',
  },
])('rename: $name', ({ options, metric, want, measurement }) => {
  expect(rules(options).rename(metric, metric)).toEqual({ name: want, measurement });
});

test('a rule goes by the family, and keeps the suffix of the sample', () => {
  const renamed = rules({ measurements: [{ prefix: 'http_', name: 'web' }] }).rename(
    'http_seconds',
    'http_seconds_bucket',
  );
  expect(renamed.name).toBe('web_seconds_bucket');
});
