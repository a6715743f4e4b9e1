import { blankDashboard, builtInViews, validateDashboard, type DashboardDefinition } from '@binnacle/views';
import { expect, test } from 'vitest';
import { readQuery } from './built-query.ts';
import { exploreDashboard, panelOf } from './explore-panel.ts';
import { KINDS_OF_A_QUERY, likelyKind, panelToAdd, withPanel } from './panel-to-add.ts';

const explored = panelOf(exploreDashboard('rate(read_bytes_total[$__rate_interval])', 'read_bytes_total', 'B/s'))!;
const isValid = (definition: DashboardDefinition) =>
  expect(validateDashboard(JSON.parse(JSON.stringify(definition)))).toMatchObject({ ok: true });

test.each([
  ['rate(a_total[$__rate_interval])', 'graph', 'timeseries'],
  ['rate(a_total[$__rate_interval])', 'table', 'table'],
  ['a', 'json', 'timeseries'],
  ['rate(a_bucket[$__rate_interval])', 'graph', 'heatmap'],
  ['sum by (le) (rate(a_bucket[$__rate_interval]))', 'graph', 'heatmap'],
  ['sum(rate(a_bucket[$__rate_interval]))', 'graph', 'timeseries'],
  ['histogram_quantile(0.95, sum by (le) (rate(a_bucket[$__rate_interval])))', 'graph', 'timeseries'],
  ['a / on (x) b', 'table', 'table'],
] as const)('%s, looked at as %s, is a %s', (query, tab, kind) => {
  expect(likelyKind(readQuery(query), tab)).toBe(kind);
});

test.each(KINDS_OF_A_QUERY)('a %s keeps query and unit, and fits into any dashboard', (kind) => {
  const panel = panelToAdd(explored, kind, 'Read', 'bytes');
  expect(panel).toMatchObject({
    kind,
    title: 'Read',
    unit: kind === 'heatmap' ? 'none' : 'B/s',
    queries: [{ expr: explored.queries[0]!.expr }],
  });
  for (const definition of [blankDashboard('T'), ...builtInViews.map((view) => view.definition)]) {
    const once = withPanel(definition, panel, 'Explored');
    const twice = withPanel(once, panel, 'Explored');
    isValid(twice);
    const count = (it: DashboardDefinition): number => it.groups.reduce((n, { panels }) => n + panels.length, 0);
    expect(count(twice) - count(definition)).toBe(2);
  }
});

test('buckets are measured in what the metric is measured in', () => {
  expect(panelToAdd(explored, 'heatmap', 'Read', 'bytes')).toMatchObject({ kind: 'heatmap', bucketUnit: 'bytes' });
});
