import { variable as schema, type Variable } from '@binnacle/views';
import { expect, test } from 'vitest';
import { cascadeLevels } from './cascade.ts';
import { fillingsOf, resolveVariables, tidied, type ReadValues } from './resolve.ts';
import type { Selection } from './selection.ts';

const query = (name: string, query: string, more: object = {}): Variable =>
  schema.parse({ kind: 'query', name, query, multi: true, includeAll: true, ...more });
const cluster = query('cluster', 'label_values(x, cluster)');
const instance = query('instance', 'label_values(x{cluster=~"$cluster"}, instance)');
const job = query('job', 'label_values(x{cluster=~"$cluster"}, job)', { all: 'values', hidden: true });

const world: Readonly<Record<string, readonly string[]>> = {
  'label_values(x, cluster)': ['prod', 'dev'],
  'label_values(x{}, instance)': ['p1', 'p2', 'd1'],
  'label_values(x{cluster="prod"}, instance)': ['p2', 'p1'],
  'label_values(x{cluster="dev"}, instance)': ['d1'],
  'label_values(x{cluster="dev"}, job)': ['etcd', 'etcd-dev'],
};
const read: ReadValues = (text) => {
  const values = world[text];
  return Promise.resolve(values === undefined ? { ok: false, message: `no ${text}` } : { ok: true, values });
};
const values = (...values: string[]): Selection => ({ kind: 'values', values });

test('levels: what is referred to comes first, whatever the order', () => {
  const levels = cascadeLevels([instance, job, cluster]);
  expect(levels.map((level) => level.map((variable) => variable.name))).toEqual([['cluster'], ['instance', 'job']]);
});

test('a change of the cluster replaces instances that are not in it', async () => {
  const wanted = new Map([
    ['cluster', values('dev')],
    ['instance', values('p1')],
  ]);
  const resolved = await resolveVariables([cluster, instance], wanted, new Map(), read);
  expect(resolved.map(({ options, selection }) => ({ options, selection }))).toEqual([
    { options: ['dev', 'prod'], selection: values('dev') },
    { options: ['d1'], selection: { kind: 'all' } },
  ]);
});

test('values that are still in the list stay', async () => {
  const wanted = new Map([
    ['cluster', values('prod')],
    ['instance', values('p1')],
  ]);
  const resolved = await resolveVariables([cluster, instance], wanted, new Map(), read);
  expect(resolved[1]).toMatchObject({ options: ['p1', 'p2'], selection: values('p1') });
});

test('all is no condition, or all values where the variable says so', async () => {
  const resolved = await resolveVariables([cluster, job], new Map([['cluster', values('dev')]]), new Map(), read);
  const fillings = fillingsOf(resolved, new Map([['w', { kind: 'text', text: '1m' }]]));
  expect(fillings.get('job')).toEqual({ kind: 'values', values: ['etcd', 'etcd-dev'] });
  expect(fillings.get('w')).toEqual({ kind: 'text', text: '1m' });
  expect(fillingsOf(await resolveVariables([cluster], new Map(), new Map(), read), new Map()).get('cluster')).toEqual({
    kind: 'omit',
  });
});

test('a list that cannot be read leaves the selection as it was, and says why', async () => {
  const broken = query('broken', 'label_values(y, z)');
  const resolved = await resolveVariables([broken], new Map([['broken', values('kept')]]), new Map(), read);
  expect(resolved[0]).toMatchObject({ selection: values('kept'), problem: 'no label_values(y, z)' });
});

test('regex and sort', () => {
  const variable = query('v', 'label_values(v)', { regex: '/^node-(\\d+)$/', sort: 'numeric' });
  if (variable.kind !== 'query') throw new Error('BUG: not a query variable');
  expect(tidied(['node-10', 'other', 'node-9', 'node-10'], variable)).toEqual(['9', '10']);
});

test('a pattern may name other variables, have words for its parts, and leave letters large or small', async () => {
  const broker = query('broker', 'brokers', {
    regex: '/pod="$cluster-(?<text>kafka)-(?<value>[^"]*)"$/',
    sort: 'none',
  });
  const answers = ['x{pod="prod-kafka-0"', 'x{pod="prod-kafka-1"', 'x{pod="dev-kafka-2"'];
  const resolved = await resolveVariables(
    [broker, cluster],
    new Map([['cluster', values('prod')]]),
    new Map(),
    (text, variable) => (text === 'brokers' ? Promise.resolve({ ok: true, values: answers }) : read(text, variable)),
  );
  expect(resolved[0]!.options).toEqual(['0', '1']);
  const letters = schema.parse({ kind: 'query', name: 'x', query: 'x', regex: '(?i)^NODE-.*$' });
  expect(letters.kind === 'query' && tidied(['node-1', 'other'], letters)).toEqual(['node-1']);
});
