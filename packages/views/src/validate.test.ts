import { expect, test } from 'vitest';
import { blankDashboard, builtInViews } from './library.ts';
import { validateDashboard } from './validate.ts';

const stat = {
  kind: 'stat',
  id: 'a',
  title: 'A',
  grid: { x: 0, y: 0, w: 6, h: 10 },
  queries: [{ ref: 'A', expr: 'up' }],
};
const dashboard = (more: object) => ({ format: 'binnacle/dashboard', version: 1, title: 'T', groups: [], ...more });
const problemsOf = (input: unknown) => {
  const got = validateDashboard(input);
  return got.ok ? [] : got.problems.map(({ path, message }) => `${path}: ${message}`);
};

test('what is left out is filled in', () => {
  const got = validateDashboard(dashboard({ groups: [{ id: 'g', panels: [stat] }] }));
  expect(got).toMatchObject({
    ok: true,
    definition: {
      time: { range: '1h', refresh: '30s' },
      groups: [{ layout: 'grid', panels: [{ reduce: 'last', unit: 'none', queries: [{ mode: 'range' }] }] }],
    },
  });
});

test('a blank dashboard is valid', () => {
  expect(problemsOf(blankDashboard('Mine'))).toEqual([]);
});

test.each(builtInViews)('the built-in view $id is valid, also after a trip through JSON', ({ definition }) => {
  expect(problemsOf(definition)).toEqual([]);
  expect(validateDashboard(JSON.parse(JSON.stringify(definition)))).toEqual({ ok: true, definition });
});

test.each([
  { name: 'not an object', input: 7, want: [/^: .*object/] },
  { name: 'a version of the future', input: dashboard({ version: 2 }), want: [/^version: /] },
  { name: 'an unknown key', input: dashboard({ colour: 'red' }), want: [/colour/] },
  {
    name: 'a panel beyond the grid',
    input: dashboard({ groups: [{ id: 'g', panels: [{ ...stat, grid: { x: 20, y: 0, w: 6, h: 10 } }] }] }),
    want: [/^groups\[0\]\.panels\[0\]\.grid\.w: reaches beyond column 24$/],
  },
  {
    name: 'a link that runs a script',
    input: dashboard({
      groups: [{ id: 'g', panels: [{ ...stat, links: [{ title: 'x', to: { url: 'javascript:alert(1)' } }] }] }],
    }),
    want: [/^groups\[0\]\.panels\[0\]\.links\[0\]\.to/],
  },
  {
    name: 'two panels with one id, an unknown variable, an unknown query',
    input: dashboard({
      groups: [{ id: 'g', panels: [stat, { ...stat, total: 'B', queries: [{ ref: 'A', expr: 'up{a="$b"}' }] }] }],
    }),
    want: [
      /^groups\[0\]\.panels\[1\]\.id: a second panel called a$/,
      /^groups\[0\]\.panels\[1\]\.queries\[0\]\.expr: there is no variable called b$/,
      /^groups\[0\]\.panels\[1\]\.total: there is no query called B$/,
    ],
  },
  {
    name: 'a circle of variables',
    input: dashboard({
      variables: [
        { kind: 'query', name: 'a', query: 'label_values(up{x="$b"}, a)' },
        { kind: 'query', name: 'b', query: 'label_values(up{x="$a"}, b)' },
      ],
    }),
    want: [/^variables\[0\]\.query: \$a depends on itself$/, /^variables\[1\]\.query: \$b depends on itself$/],
  },
  {
    name: 'a variable with the name of a built-in one',
    input: dashboard({ variables: [{ kind: 'text', name: 'w' }] }),
    want: [/^variables\[0\]\.name: \$w is filled in by the console/],
  },
])('refused: $name', ({ input, want }) => {
  const got = problemsOf(input);
  expect(got).toHaveLength(want.length);
  for (const [i, pattern] of want.entries()) expect(got[i]).toMatch(pattern);
});

const withPanel = (panel: object) => ({
  format: 'binnacle/dashboard',
  version: 1,
  title: 'x',
  variables: [{ kind: 'custom', name: 'cluster', options: [{ value: 'a' }] }],
  groups: [{ id: 'g', panels: [{ id: 'p', title: 't', grid: { x: 0, y: 0, w: 12, h: 20 }, ...panel }] }],
});

test.each([
  {
    name: 'events of a variable',
    panel: { kind: 'events', cluster: ['$cluster'], type: ['Warning'] },
    problem: undefined,
  },
  {
    name: 'events of a variable that is not there',
    panel: { kind: 'events', namespace: ['kube-system', '$ns'] },
    problem: { path: 'groups[0].panels[0].namespace[1]', message: 'there is no variable called ns' },
  },
  { name: 'objects of a kind', panel: { kind: 'objects', objectKind: ['Pod'], level: ['error'] }, problem: undefined },
])('$name', ({ panel, problem }) => {
  const got = validateDashboard(withPanel(panel));
  expect(got.ok ? [] : got.problems).toEqual(problem === undefined ? [] : [problem]);
});

test.each([
  { kind: 'objects' },
  { kind: 'objects', objectKind: [] },
  { kind: 'events', limit: 0 },
  { kind: 'events', query: 'x' },
])('%o is refused', (panel) => {
  expect(validateDashboard(withPanel(panel)).ok).toBe(false);
});
