import { expect, test } from 'vitest';
import { queryOf } from './built-query.ts';
import { firstQuery, metricInfo, searchMetrics, unitOf, type FamilyFacts } from './metric-list.ts';

const families = new Map<string, FamilyFacts>([
  ['http_requests', { type: 'counter', help: 'Requests answered.', unit: '' }],
  ['http_duration_seconds', { type: 'histogram', help: 'How long.', unit: 'seconds' }],
  ['memory_bytes', { type: 'gauge', help: 'Memory in use.', unit: '' }],
  ['queue_total', { type: 'gauge', help: 'Waiting.', unit: '' }],
]);
const info = (name: string) => metricInfo(name, families);

test.each([
  ['http_requests_total', 'counter', 'counter'],
  ['http_duration_seconds_bucket', 'histogram', 'buckets'],
  ['http_duration_seconds_count', 'histogram', 'counter'],
  ['memory_bytes', 'gauge', 'value'],
  ['queue_total', 'gauge', 'value'],
  ['nobody_knows_total', 'unknown', 'counter'],
  ['nobody_knows', 'unknown', 'value'],
  ['nobody_knows_bucket', 'unknown', 'buckets'],
])('%s is a %s: %s', (name, type, nature) => {
  expect(info(name)).toMatchObject({ name, type, nature });
});

test('search: all words, in name or help, beginnings first', () => {
  const all = ['a_memory', 'memory_bytes', 'http_requests_total'].map(info);
  expect(searchMetrics(all, 'memory').map(({ name }) => name)).toEqual(['memory_bytes', 'a_memory']);
  expect(searchMetrics(all, 'answered HTTP').map(({ name }) => name)).toEqual(['http_requests_total']);
  expect(searchMetrics(all, ' ')).toHaveLength(3);
});

test.each([
  ['memory_bytes', {}, 'bytes'],
  ['memory_bytes', { aggregation: 'count' as const }, 'none'],
  ['net_bytes_total', { growth: 'rate' as const }, 'B/s'],
  ['net_bytes_total', { growth: 'increase' as const }, 'bytes'],
  ['http_requests_total', { growth: 'rate' as const }, 'per-second'],
  ['cpu_seconds_total', { growth: 'rate' as const }, 'none'],
  ['http_duration_seconds_bucket', { growth: 'rate' as const, quantile: 0.9 }, 's'],
  ['up', {}, 'none'],
])('unit of %s with %o: %s', (name, change, unit) => {
  expect(unitOf({ ...queryOf(name), ...change }, info(name))).toBe(unit);
});

test('counters begin as rates, buckets as a quantile', () => {
  expect(firstQuery(info('http_requests_total'))).toMatchObject({ growth: 'rate', quantile: undefined });
  expect(firstQuery(info('http_duration_seconds_bucket'))).toMatchObject({ growth: 'rate', quantile: 0.95 });
  expect(firstQuery(info('memory_bytes'))).toMatchObject({ growth: undefined, quantile: undefined });
});
