import { importGrafana } from './import-grafana.ts';

/* Models of dashboards of the other system, for the tests of its import. */

export const at = (x: number, y: number, w: number, h: number) => ({ gridPos: { x, y, w, h } });
export const prometheus = { type: 'prometheus', uid: '${DS_PROMETHEUS}' };
export const target = (expr: string, more: object = {}) => ({ datasource: prometheus, refId: 'A', expr, ...more });
export const series = (more: object = {}) => ({
  type: 'timeseries',
  title: 'CPU',
  ...at(0, 0, 12, 8),
  targets: [target('rate(a[$__rate_interval])')],
  ...more,
});

export const imported = (model: object) => {
  const got = importGrafana({ title: 'T', panels: [], schemaVersion: 39, ...model });
  if (!got.ok) throw new Error(JSON.stringify(got));
  return got;
};
export const panelsOf = (model: object) => imported(model).definition.groups.flatMap(({ panels }) => panels);
export const one = (panel: object) => panelsOf({ panels: [panel] })[0]!;
export const notesOf = (model: object) => imported(model).notes.map(({ code, where, detail }) => [code, where, detail]);
