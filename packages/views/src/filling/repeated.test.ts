import { expect, test } from 'vitest';
import { dashboardDefinition } from '../dashboard.ts';
import { validateDashboard } from '../validate.ts';
import { MOST_COPIES, repeated } from './repeated.ts';

const panel = (id: string, more: object = {}) => ({
  kind: 'timeseries',
  id,
  title: `CPU of $node`,
  grid: { x: 0, y: 0, w: 12, h: 10 },
  queries: [{ ref: 'A', expr: 'cpu{node=~"$node", cluster="$cluster"}', legend: '$node {{mode}}' }],
  ...more,
});
const made = (...groups: object[]) =>
  dashboardDefinition.parse({
    format: 'binnacle/dashboard',
    version: 1,
    title: 'T',
    variables: [
      { kind: 'query', name: 'node', query: 'label_values(cpu, node)', multi: true },
      { kind: 'query', name: 'cluster', query: 'label_values(cpu, cluster)' },
    ],
    groups,
  });
const values = (...names: string[]) => new Map([['node', names]]);
const placesOf = (definition: ReturnType<typeof made>) =>
  definition.groups.flatMap(({ panels }) => panels.map(({ id, title, grid: { x, y, w } }) => [id, title, x, y, w]));

test('a panel for each value, beside each other, and what stood below is moved down', () => {
  const definition = made({
    id: 'g',
    panels: [
      panel('cpu', { repeat: { variable: 'node', perRow: 2 } }),
      panel('below', { title: 'Below', grid: { x: 0, y: 10, w: 24, h: 10 } }),
    ],
  });
  const got = repeated(definition, values('a', 'b', 'c'));
  expect(placesOf(got)).toEqual([
    ['cpu', 'CPU of a', 0, 0, 12],
    ['cpu-r2', 'CPU of b', 12, 0, 12],
    ['cpu-r3', 'CPU of c', 0, 10, 12],
    ['below', 'Below', 0, 20, 24],
  ]);
  expect(got.groups[0]!.panels[1]).toMatchObject({
    queries: [{ expr: 'cpu{node="b", cluster="$cluster"}', legend: 'b {{mode}}' }],
  });
  expect(validateDashboard(JSON.parse(JSON.stringify(got)))).toMatchObject({ ok: true });
});

test('below each other', () => {
  const definition = made({ id: 'g', panels: [panel('cpu', { repeat: { variable: 'node', direction: 'column' } })] });
  expect(placesOf(repeated(definition, values('a', 'b')))).toEqual([
    ['cpu', 'CPU of a', 0, 0, 12],
    ['cpu-r2', 'CPU of b', 0, 10, 12],
  ]);
});

test('a group for each value', () => {
  const definition = made(
    { id: 'g', title: 'Node $node', repeat: 'node', panels: [panel('cpu')] },
    { id: 'h', panels: [] },
  );
  const got = repeated(definition, values('a', 'b'));
  expect(got.groups.map(({ id, title }) => [id, title])).toEqual([
    ['g', 'Node a'],
    ['g-r2', 'Node b'],
    ['h', undefined],
  ]);
  expect(placesOf(got).map(([id]) => id)).toEqual(['cpu', 'cpu-r2']);
});

test('once while nothing is chosen, and never more than somebody looks at', () => {
  const definition = made({ id: 'g', panels: [panel('cpu', { repeat: { variable: 'node' } })] });
  expect(placesOf(repeated(definition, new Map()))).toEqual([['cpu', 'CPU of $node', 0, 0, 12]]);
  const many = repeated(definition, values(...Array.from({ length: 100 }, (_, i) => `n${i}`)));
  expect(placesOf(many)).toHaveLength(MOST_COPIES);
  const plain = made({ id: 'g', panels: [panel('cpu')] });
  expect(repeated(plain, values('a'))).toBe(plain);
});

test('the variable has to be there', () => {
  const definition = made({ id: 'g', repeat: 'x', panels: [panel('cpu', { repeat: { variable: 'y' } })] });
  expect(validateDashboard(JSON.parse(JSON.stringify(definition)))).toMatchObject({
    problems: [{ path: 'groups[0].repeat' }, { path: 'groups[0].panels[0].repeat.variable' }],
  });
});
