import type { ObjectSummary } from '@binnacle/api';
import { parseExpr } from '@binnacle/promql';
import { validateDashboard, interpolate, builtInFillings } from '@binnacle/views';
import { expect, test } from 'vitest';
import { rowMetrics } from '../infrastructure/row-metrics.ts';
import { TAB_IDS, TABS } from '../infrastructure/tabs.ts';
import { objectDashboard } from './object-panels.ts';

const object = (kind: string, change: Partial<ObjectSummary> = {}): ObjectSummary => ({
  uid: 'a'.repeat(64),
  kind,
  apiVersion: 'v1',
  cluster: 'pro"d',
  namespace: 'shop',
  name: 'reviews-v1.example',
  status: 'Running',
  level: 'ok',
  message: '',
  node: '',
  ip: '',
  ready: null,
  desired: null,
  restarts: null,
  owner: null,
  workload: null,
  selector: '',
  labels: {},
  images: [],
  facts: { destinations: ['reviews', 'ratings.shop.svc.cluster.local'] },
  createdAtMs: 0,
  firstSeenAtMs: 0,
  seenAtMs: 0,
  goneAtMs: null,
  ...change,
});

const fillings = builtInFillings(3_600_000, 60_000, 60_000);
const kinds = Object.values(TABS).flat();

test.each(kinds)('every query of the charts of a %s parses, whatever its name', (kind) => {
  for (const name of ['plain', 'a.b', `it's "odd" \\ {x}`]) {
    const dashboard = objectDashboard(object(kind, { name }));
    for (const panel of dashboard?.groups[0]!.panels ?? []) {
      if (!('queries' in panel)) continue;
      for (const query of panel.queries) {
        const got = parseExpr(interpolate(query.expr, fillings));
        expect([kind, panel.id, got.ok ? '' : got.error.message]).toEqual([kind, panel.id, '']);
      }
    }
  }
});

test.each(['Pod', 'Node', 'Host', 'Container', 'Deployment', 'Service', 'VirtualService'])(
  'a %s has charts',
  (kind) => {
    expect(objectDashboard(object(kind))!.groups[0]!.panels.length).toBeGreaterThan(2);
  },
);

test.each(kinds)('the charts of a %s are a dashboard with nothing left out', (kind) => {
  const definition = objectDashboard(object(kind));
  if (definition === undefined) return;
  expect(validateDashboard(JSON.parse(JSON.stringify(definition)))).toEqual({ ok: true, definition });
});

test('a secret has none', () => {
  expect(objectDashboard(object('Secret'))).toBeUndefined();
});

test.each(TAB_IDS)('the figures of the rows of %s are two queries that parse, for any number of rows', (tab) => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    object(TABS[tab][0], { name: `it's-${i}"x`, uid: `${i}`.padStart(64, 'a') }),
  );
  const metrics = rowMetrics(tab, rows);
  for (const { expr } of metrics === undefined ? [] : [metrics.first, metrics.second]) {
    const got = parseExpr(expr);
    expect(got.ok ? '' : got.error.message).toBe('');
  }
  expect(rowMetrics(tab, [])).toBeUndefined();
});
