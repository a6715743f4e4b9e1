import { labelsFromRecord, labelsToRecord } from '@binnacle/model';
import { expect, test } from 'vitest';
import type { GlobalTags } from '../config/global-tags.ts';
import { promOptionsSchema, type PromOptionsWritten } from '../inputs/prom-options.ts';
import { LabelRules } from './label-rules.ts';

const tags: GlobalTags = {
  cluster: 'c1',
  host: new Map([
    ['host', 'node-1'],
    ['zone', 'z'],
  ]),
  election: new Map([['env', 'test']]),
};

function resolve(
  options: Partial<PromOptionsWritten>,
  sample: Record<string, string>,
  more: { election?: boolean; info?: Record<string, string>; measurement?: string } = {},
) {
  const rules = new LabelRules(
    promOptionsSchema.parse({ urls: ['http://a'], source: 'job1', ...options }),
    'a:80',
    tags,
    more.election ?? false,
  );
  const outcome = rules.resolve(
    labelsFromRecord({ __name__: 'raw', ...sample }),
    new Map(Object.entries(more.info ?? {})),
    'm',
    more.measurement,
  );
  return outcome.ok ? labelsToRecord(outcome.labels!) : outcome.message;
}
const base = { __name__: 'm', job: 'job1', instance: 'a:80', cluster: 'c1', host: 'node-1', zone: 'z' };

test.each([
  { name: 'what the agent adds', options: {}, sample: { a: '1' }, want: { ...base, a: '1' } },
  {
    name: 'constant tags, which the sample overrides',
    options: { tags: { a: 'tag', b: 'tag' } },
    sample: { a: 'own' },
    want: { ...base, a: 'own', b: 'tag' },
  },
  {
    name: "the sample's own instance and cluster stay",
    options: {},
    sample: { instance: 'x', cluster: 'y' },
    want: { ...base, instance: 'x', cluster: 'y' },
  },
  { name: 'an empty label counts as none', options: {}, sample: { instance: '' }, want: base },
  {
    name: 'cluster of one input',
    options: { tags: { cluster_name_k8s: 'other' } },
    sample: {},
    want: { ...base, cluster: 'other' },
  },
  {
    name: 'ignored labels',
    options: { tags_ignore: ['a', 'b'], tags: { b: '1' } },
    sample: { a: '1', c: '2' },
    want: { ...base, c: '2' },
  },
  { name: 'renamed', options: { tags_rename: { mapping: { a: 'b' } } }, sample: { a: '1' }, want: { ...base, b: '1' } },
  {
    name: 'not renamed onto another',
    options: { tags_rename: { mapping: { a: 'b' } } },
    sample: { a: '1', b: '2' },
    want: { ...base, a: '1', b: '2' },
  },
  {
    name: 'renamed onto another when told to',
    options: { tags_rename: { overwrite_exist_tags: true, mapping: { a: 'b' } } },
    sample: { a: '1', b: '2' },
    want: { ...base, b: '1' },
  },
  { name: 'dropped by value', options: { ignore_tag_kv_match: { a: ['^x'] } }, sample: { a: 'xy' }, want: base },
  {
    name: 'kept by value',
    options: { ignore_tag_kv_match: { a: ['^x'] } },
    sample: { a: 'yx' },
    want: { ...base, a: 'yx' },
  },
  { name: 'no instance', options: { disable_instance_tag: true }, sample: {}, want: { ...base, instance: undefined } },
  { name: 'no host', options: { disable_host_tag: true }, sample: {}, want: { ...base, host: undefined } },
])('labels: $name', ({ options, sample, want }) => {
  const wanted = Object.fromEntries(Object.entries(want).filter(([, value]) => value !== undefined));
  expect(resolve(options, sample as unknown as Record<string, string>)).toEqual(wanted);
});

test('labels of info families come first, and everything overrides them', () => {
  const got = resolve({ tags: { b: 'tag' } }, { a: 'own' }, { info: { a: 'info', b: 'info', version: '3' } });
  expect(got).toEqual({ ...base, a: 'own', b: 'tag', version: '3' });
});

test('an input that any agent may run gets the election tags only, and the cluster nevertheless', () => {
  expect(resolve({}, {}, { election: true })).toEqual({
    __name__: 'm',
    job: 'job1',
    instance: 'a:80',
    cluster: 'c1',
    env: 'test',
  });
  expect(resolve({ election: false }, {}, { election: true })).toEqual(base);
});

test('a fixed measurement is a label', () => {
  expect(resolve({}, {}, { measurement: 'istio_prom' })).toEqual({ ...base, measurement: 'istio_prom' });
});

test.each([
  {
    name: 'too many',
    options: { label_limit: 7 },
    sample: { a: '1', b: '2' },
    want: 'a series of "m" has 8 labels, more than label_limit allows (7)',
  },
  {
    name: 'long name',
    options: { label_name_length_limit: 10 },
    sample: { abcdefghijk: '1' },
    want: 'a label name of "m" has 11 characters, more than label_name_length_limit allows (10)',
  },
  {
    name: 'long value',
    options: { label_value_length_limit: 10 },
    sample: { a: 'x'.repeat(11) },
    want: 'label "a" of "m" has 11 characters, more than label_value_length_limit allows (10)',
  },
])('limits: $name', ({ options, sample, want }) => {
  expect(resolve(options, sample as unknown as Record<string, string>)).toBe(want);
});
