import { expect, test } from 'vitest';
import { notesOf, one, series, target } from './sample-models.test-data.ts';

const override = (id: string, options: string, ...properties: readonly (readonly [string, unknown])[]) => ({
  matcher: { id, options },
  properties: properties.map(([name, value]) => ({ id: name, value })),
});
const queriesOf = (panel: object) => (one(panel) as { queries: object[] }).queries;
const two = (...overrides: object[]) =>
  series({
    // Names of queries are left out, as generated files do.
    targets: [
      target('in', { refId: undefined, legendFormat: 'In {{dev}}' }),
      target('out', { refId: undefined, legendFormat: 'Out' }),
    ],
    fieldConfig: { defaults: { unit: 'Bps' }, overrides },
  });

test.each([
  [
    'a query by its place gets a unit and an axis of its own',
    override('byFrameRefID', 'B', ['custom.axisPlacement', 'right'], ['unit', 's']),
    [{ expr: 'in' }, { expr: 'out', unit: 's' }],
    [],
  ],
  [
    'a series by its name is dashed',
    override('byName', 'Out', ['custom.lineStyle', { fill: 'dash' }]),
    [{}, { draw: 'dashed' }],
    [],
  ],
  [
    'a series by its name gets another',
    override('byName', 'Out', ['displayName', 'Sent']),
    [{}, { legend: 'Sent' }],
    [],
  ],
  [
    'series by a pattern are drawn downwards',
    override('byRegexp', '/^in/i', ['custom.transform', 'negative-Y']),
    [{ expr: '-(in)' }, { expr: 'out' }],
    [],
  ],
  ['one is not drawn', override('byName', 'Out', ['custom.hideFrom', { viz: true }]), [{}, { auxiliary: true }], []],
  ['colours are told', override('byName', 'Out', ['color', { mode: 'fixed' }]), [{}, {}], [['override', 'CPU', 'Out']]],
  [
    'one series of many is told',
    override('byName', 'In eth0', ['unit', 's']),
    [{ expr: 'in' }, {}],
    [['override', 'CPU', 'In eth0']],
  ],
  [
    'a pattern that is none is told',
    override('byRegexp', '/(/', ['unit', 's']),
    [{}, {}],
    [['override', 'CPU', '/(/']],
  ],
] as const)('%s', (_, given, queries, notes) => {
  expect(queriesOf(two(given))).toMatchObject(queries);
  expect(notesOf({ panels: [two(given)] })).toEqual(notes);
});

test('the older form: second axis, dashes, downwards', () => {
  const panel = {
    ...two(),
    type: 'graph',
    yaxes: [{ format: 'bytes' }, { format: 's' }],
    seriesOverrides: [
      { alias: 'Out', yaxis: 2, dashes: true },
      { alias: '/In/', transform: 'negative-Y', fill: 0 },
      { alias: 'Out', color: '#fff' },
    ],
  };
  expect(queriesOf(panel)).toMatchObject([{ expr: '-(in)' }, { unit: 's', draw: 'dashed' }]);
  expect(notesOf({ panels: [panel] })).toEqual([['override', 'CPU', 'Out']]);
});

test('fields that are named and left out; what computes one is told, and then all are shown', () => {
  const organize = {
    id: 'organize',
    options: { excludeByName: { Out: true }, renameByName: { 'In {{dev}}': 'Received' } },
  };
  const bars = (...transformations: object[]) => ({ ...two(), type: 'bargauge', transformations });
  expect(queriesOf(bars(organize))).toMatchObject([{ legend: 'Received' }]);
  const computed = bars({ id: 'calculateField' }, organize);
  expect(queriesOf(computed)).toMatchObject([{}, { legend: 'Out' }]);
  expect(notesOf({ panels: [computed] })).toEqual([['transformation', 'CPU', 'calculateField']]);
});
