import { expect, test } from 'vitest';
import { importGrafana } from './import-grafana.ts';

test('the newest form: elements, rows and tabs', () => {
  const element = (title: string) => ({
    kind: 'Panel',
    spec: {
      id: 1,
      title,
      data: {
        kind: 'QueryGroup',
        spec: {
          queries: [
            {
              kind: 'PanelQuery',
              spec: {
                refId: 'A',
                hidden: false,
                query: { kind: 'DataQuery', group: 'prometheus', spec: { expr: 'up' } },
              },
            },
          ],
          transformations: [],
        },
      },
      vizConfig: { kind: 'VizConfig', group: 'stat', spec: { options: {}, fieldConfig: { defaults: { unit: 's' } } } },
    },
  });
  const item = (name: string, x: number, y: number, more: object = {}) => ({
    kind: 'GridLayoutItem',
    spec: { x, y, width: 12, height: 8, element: { kind: 'ElementReference', name }, ...more },
  });
  const repeat = { mode: 'variable', value: 'job', direction: 'h', maxPerRow: 2 };
  const row = (title: string, ...items: object[]) => ({
    kind: 'RowsLayoutRow',
    spec: { title, collapse: false, layout: { kind: 'GridLayout', spec: { items } } },
  });
  const got = importGrafana({
    apiVersion: 'dashboard.grafana.app/v2beta1',
    kind: 'Dashboard',
    metadata: { name: 'x' },
    spec: {
      title: 'New',
      tags: [],
      timeSettings: { from: 'now-3h', to: 'now', autoRefresh: '1m' },
      variables: [
        { kind: 'DatasourceVariable', spec: { name: 'ds', pluginId: 'prometheus' } },
        {
          kind: 'QueryVariable',
          spec: {
            name: 'job',
            multi: true,
            hide: 'dontHide',
            sort: 'alphabeticalAsc',
            query: { kind: 'DataQuery', group: 'prometheus', spec: { query: 'label_values(up, job)' } },
          },
        },
      ],
      elements: { 'panel-1': element('One'), 'panel-2': element('Two') },
      layout: {
        kind: 'RowsLayout',
        spec: { rows: [row('First', item('panel-1', 0, 0, { repeat })), row('Second', item('panel-2', 12, 0))] },
      },
    },
  });
  expect(got).toMatchObject({
    ok: true,
    definition: {
      title: 'New',
      time: { range: '3h', refresh: '1m' },
      variables: [{ name: 'job', query: 'label_values(up, job)', sort: 'ascending' }],
      groups: [
        {
          title: 'First',
          panels: [
            {
              kind: 'stat',
              title: 'One',
              unit: 's',
              grid: { x: 0, y: 0, w: 12, h: 30 },
              repeat: { variable: 'job', direction: 'row', perRow: 2 },
            },
          ],
        },
        { title: 'Second', panels: [{ title: 'Two', grid: { x: 12, y: 0 } }] },
      ],
    },
    notes: [],
  });
});
