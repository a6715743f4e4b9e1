import { labelsFromRecord, labelsToRecord } from '@binnacle/model';
import { expect, test } from 'vitest';
import { TEST_TAGS } from '../../test/discovered.ts';
import { relabelRule, type RelabelConfig } from '../relabel/relabel-config.ts';
import { builtInJob } from './built-in-job.ts';
import { JobLabels } from './job-labels.ts';
import type { ScrapeJob } from './scrape-job.ts';

const TARGET = { job: 'j', instance: 'i:1' };

function resolve(sample: Record<string, string>, job: Partial<ScrapeJob> = {}, metricRelabel: RelabelConfig[] = []) {
  const rules = new JobLabels(
    builtInJob({
      name: 'j',
      tier: 'scrape-configs',
      relabel: [],
      metricRelabel: metricRelabel.map(relabelRule),
      ...job,
    }),
    new Map(Object.entries(TARGET)),
    TEST_TAGS,
  );
  const outcome = rules.resolve(labelsFromRecord({ __name__: 'm', ...sample }), new Map(), 'm');
  if (!outcome.ok) return outcome.message;
  return outcome.labels === undefined ? 'dropped' : labelsToRecord(outcome.labels);
}
const base = { __name__: 'm', cluster: 'k8s-istio', env: 'test', ...TARGET };

test.each<{
  name: string;
  sample: Record<string, string>;
  job?: Partial<ScrapeJob>;
  rules?: RelabelConfig[];
  want: unknown;
}>([
  { name: 'labels of the target, cluster, tags', sample: { a: '1' }, want: { ...base, a: '1' } },
  { name: 'a clash is kept under another name', sample: { job: 'own' }, want: { ...base, exported_job: 'own' } },
  {
    name: 'and that one gives way too',
    sample: { job: 'own', exported_job: 'x' },
    want: { ...base, exported_job: 'x', exported_exported_job: 'own' },
  },
  { name: 'honor_labels', sample: { job: 'own' }, job: { honorLabels: true }, want: { ...base, job: 'own' } },
  { name: 'a cluster that the sample has stays', sample: { cluster: 'x' }, want: { ...base, cluster: 'x' } },
  {
    name: 'external labels win over the tags, a cluster among them too',
    sample: {},
    job: {
      externalLabels: new Map([
        ['cluster', 'mine'],
        ['env', 'prod'],
        ['zone', 'a'],
      ]),
    },
    want: { ...base, cluster: 'mine', env: 'prod', zone: 'a' },
  },
  {
    name: 'what belongs to the machine has its tags',
    sample: {},
    job: { isHostScoped: true },
    want: { __name__: 'm', cluster: 'k8s-istio', host: 'node-1', ...TARGET },
  },
  {
    name: 'dropped',
    sample: { a: '1' },
    rules: [{ action: 'drop', source_labels: ['a'], regex: '1' }],
    want: 'dropped',
  },
  {
    name: 'a series without a name is none',
    sample: {},
    rules: [{ target_label: '__name__', replacement: '' }],
    want: 'dropped',
  },
  {
    name: 'label_limit counts what is stored, without what the agent adds',
    sample: { a: '1', b: '2' },
    job: { labelLimits: { count: 4, nameLength: 0, valueLength: 0 } },
    want: 'a series of "m" has 5 labels, more than label_limit allows (4)',
  },
])('$name', ({ sample, job, rules, want }) => {
  expect(resolve(sample, job, rules)).toEqual(want);
});
