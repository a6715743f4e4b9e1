import { expect, test } from 'vitest';
import { fillLegend, seriesNames } from './legend.ts';

test.each([
  { template: '{{instance}}', labels: { instance: 'a:1' }, want: 'a:1' },
  { template: 'p99 {{ instance }} → {{To}}', labels: { instance: 'a', To: 'b' }, want: 'p99 a → b' },
  { template: 'x {{missing}} y', labels: {}, want: 'x y' },
  { template: 'plain', labels: { a: 'b' }, want: 'plain' },
])('$template', ({ template, labels, want }) => {
  expect(fillLegend(template, labels)).toBe(want);
});

test('without a template, the labels that differ', () => {
  const template = undefined;
  expect(
    seriesNames([
      { template, labels: { __name__: 'up', job: 'etcd', instance: 'a' } },
      { template, labels: { __name__: 'up', job: 'etcd', instance: 'b' } },
    ]),
  ).toEqual(['up{instance="a"}', 'up{instance="b"}']);
  expect(seriesNames([{ template, labels: { __name__: 'up', job: 'etcd' } }])).toEqual(['up']);
  expect(seriesNames([{ template, labels: { job: 'etcd' } }])).toEqual(['{job="etcd"}']);
  expect(seriesNames([{ template, labels: {} }])).toEqual(['{}']);
});

test('series of the same name get what tells them apart', () => {
  const template = '{{instance}}';
  expect(
    seriesNames([
      { template, labels: { cluster: 'prod', instance: 'a', job: 'etcd' } },
      { template, labels: { cluster: 'dev', instance: 'a', job: 'etcd' } },
      { template, labels: { cluster: 'dev', instance: 'b', job: 'etcd' } },
    ]),
  ).toEqual(['a (prod)', 'a (dev)', 'b']);
});
