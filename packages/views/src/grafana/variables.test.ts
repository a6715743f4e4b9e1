import { expect, test } from 'vitest';
import { imported, series, target } from './sample-models.test-data.ts';

const variablesOf = (...list: object[]) => imported({ templating: { list } }).definition.variables;

test('queries, with all their options', () => {
  expect(
    variablesOf(
      { type: 'datasource', name: 'datasource', query: 'prometheus' },
      {
        type: 'query',
        name: 'namespace',
        label: 'Namespace',
        query: { query: 'label_values(kube_pod_info{cluster="[[cluster]]"}, namespace)', refId: 'x' },
        regex: '/^(?!kube).*/',
        sort: 3,
        multi: true,
        includeAll: true,
        allValue: '.*',
        current: { value: ['$__all'] },
      },
      { type: 'textbox', name: 'cluster', query: 'eu' },
    ),
  ).toEqual([
    {
      kind: 'query',
      name: 'namespace',
      title: 'Namespace',
      hidden: false,
      query: 'label_values(kube_pod_info{cluster="${cluster}"}, namespace)',
      regex: '^(?!kube).*',
      sort: 'numeric',
      multi: true,
      includeAll: true,
      all: 'omit',
      default: [],
    },
    { kind: 'text', name: 'cluster', hidden: false, default: 'eu' },
  ]);
});

test.each([
  [
    {
      type: 'custom',
      name: 'r',
      query: 'Both : source\\,destination, destination',
      current: { value: 'destination' },
    },
    {
      kind: 'custom',
      options: [{ value: 'source,destination', text: 'Both' }, { value: 'destination' }],
      default: ['destination'],
    },
  ],
  [
    { type: 'interval', name: 'i', query: '1m,auto,10m', current: { value: '10m' } },
    { kind: 'interval', options: ['1m', '10m'], default: '10m' },
  ],
  [
    {
      type: 'interval',
      name: 'i',
      query: '1m,5m,1h',
      auto: true,
      auto_count: 30,
      auto_min: '2m',
      current: { value: '$__auto_interval_i' },
    },
    { kind: 'interval', options: ['1m', '5m', '1h'], default: '5m' },
  ],
  [
    { type: 'switch', name: 's', enabledValue: 'on', disabledValue: 'off', current: 'on' },
    { kind: 'custom', options: [{ value: 'on' }, { value: 'off' }], default: ['on'] },
  ],
  [
    { type: 'query', name: 'q', query: 'up{job="x"}', regex: '/instance="([^"]+)"/i' },
    { kind: 'query', query: 'query_result(up{job="x"})', regex: '(?i)instance="([^"]+)"' },
  ],
  [
    { type: 'query', name: 'q', query: { label: 'app' }, datasource: { type: 'loki' }, current: { value: 'web' } },
    { kind: 'text', default: 'web' },
  ],
  [
    { type: 'constant', name: 'c', query: 'x' },
    { kind: 'text', hidden: true, default: 'x' },
  ],
  [
    { type: 'custom', name: 'd', hide: 2, query: '[a-z]+|nvme[0-9]+', current: { value: '[a-z]+|nvme[0-9]+' } },
    { kind: 'custom', hidden: true, patterns: true, options: [{ value: '[a-z]+|nvme[0-9]+' }] },
  ],
  [
    { type: 'custom', name: 'd', query: 'a.b:1,c|d', multi: true },
    { kind: 'custom', patterns: false },
  ],
])('%j', (given, want) => expect(variablesOf(given)).toMatchObject([want]));

test('what has no counterpart is told, and what is missing can be filled in', () => {
  const got = imported({
    templating: {
      list: [
        { type: 'adhoc', name: 'f' },
        { type: 'query', name: 'q', query: 'label_values(a)', allValue: 'x|y' },
      ],
    },
    panels: [series({ targets: [target('up{a="$nowhere"}')] })],
  });
  expect(got.notes.map(({ code, where }) => [code, where])).toEqual([
    ['variable_kind', 'f'],
    ['all_value', 'q'],
    ['unknown_variable', 'nowhere'],
  ]);
  expect(got.definition.variables.map(({ name, kind }) => [name, kind])).toEqual([
    ['q', 'query'],
    ['nowhere', 'text'],
  ]);
});
