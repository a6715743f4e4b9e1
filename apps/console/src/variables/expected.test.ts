import { variable as schema, type Variable } from '@binnacle/views';
import { expect, test } from 'vitest';
import { expectedFillings } from './expected.ts';
import { resolveVariables, type ReadValues } from './resolve.ts';

const query = (name: string, text: string, more: object = {}): Variable =>
  schema.parse({ kind: 'query', name, query: text, multi: true, includeAll: true, ...more });
const cluster = query('cluster', 'label_values(x, cluster)');
const namespace = query('namespace', 'label_values(x{cluster=~"$cluster"}, namespace)');
const pod = query('pod', 'label_values(x{cluster=~"$cluster",namespace=~"$namespace"}, pod)');
const single = query('cluster', 'label_values(x, cluster)', { multi: false, includeAll: false });
const each = query('cluster', 'label_values(x, cluster)', { all: 'values' });

/** Answers when told to, and keeps what was asked. */
function reader(values: Readonly<Record<string, readonly string[]>>) {
  const asked: string[] = [];
  const read: ReadValues = async (text) => {
    asked.push(text);
    await Promise.resolve();
    return { ok: true, values: values[text] ?? [] };
  };
  return { asked, read };
}

test('a cascade whose choices are known is asked for at once, and each list once', async () => {
  const { asked, read } = reader({});
  const resolving = resolveVariables([cluster, namespace, pod], new Map(), new Map(), read);
  const atOnce = [...asked];
  await resolving;
  expect(atOnce).toEqual(['label_values(x, cluster)', 'label_values(x{}, namespace)', 'label_values(x{}, pod)']);
  expect(asked).toEqual(atOnce);
});

test('a choice that the cascade replaces is asked for again, with what took its place', async () => {
  const { asked, read } = reader({ 'label_values(x, cluster)': ['prod'], 'label_values(x{}, namespace)': ['shop'] });
  const wanted = new Map([['cluster', { kind: 'values', values: ['gone'] } as const]]);
  const [, second] = await resolveVariables([cluster, namespace], wanted, new Map(), read);
  expect(asked).toEqual([
    'label_values(x, cluster)',
    'label_values(x{cluster="gone"}, namespace)',
    'label_values(x{}, namespace)',
  ]);
  expect(second!.options).toEqual(['shop']);
});

test.each([
  { name: 'the first of a list', variable: single },
  { name: 'each of a list', variable: each },
])('what depends on $name waits for it', async ({ variable }) => {
  const { asked, read } = reader({ 'label_values(x, cluster)': ['prod'] });
  const resolving = resolveVariables([variable, namespace], new Map(), new Map(), read);
  expect(asked).toEqual(['label_values(x, cluster)']);
  await resolving;
  expect(asked[1]).toBe('label_values(x{cluster="prod"}, namespace)');
  expect(expectedFillings([variable], new Map(), new Map()).has('cluster')).toBe(false);
});

test('a list that fails is a problem of its variable alone, also when it was asked for ahead', async () => {
  const read: ReadValues = (text) =>
    text.includes('namespace')
      ? Promise.resolve({ ok: false, message: 'no' })
      : Promise.resolve({ ok: true, values: [] });
  const resolved = await resolveVariables([cluster, namespace], new Map(), new Map(), read);
  expect(resolved.map(({ problem }) => problem)).toEqual([undefined, 'no']);
});
