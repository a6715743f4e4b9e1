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
  ['colours are told', override('byName', 'Out', ['color', { mode: 'fixed' }]), [{}, {}], [['colours', '', '']]],
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
  expect(notesOf({ panels: [panel] })).toEqual([['colours', '', '']]);
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

test.each([
  ['all but some', hideOverride({ mode: 'exclude', names: ['Out'] }), [{ auxiliary: true }, { auxiliary: false }], []],
  ['some of a list', hideOverride({ names: ['Out', 'Nothing'] }), [{ auxiliary: false }, { auxiliary: true }], []],
])('not drawn: %s', (_, given, queries, notes) => {
  expect(queriesOf(two(given))).toMatchObject(queries);
  expect(notesOf({ panels: [two(given)] })).toEqual(notes);
});

function hideOverride(options: object) {
  return { matcher: { id: 'byNames', options }, properties: [{ id: 'custom.hideFrom', value: { viz: true } }] };
}

test('what is kept of series that no query makes is not told: it changes nothing there either', () => {
  const names = ['recv_lo', 'Trans_eth2', 'out'].map((name) => override('byName', name, ['unit', 's'], ['color', {}]));
  const fixed = series({
    targets: [target('a', { legendFormat: 'Used' })],
    fieldConfig: { overrides: [...names, override('byRegexp', '/free/i', ['unit', 's'])] },
  });
  expect(notesOf({ panels: [two(...names), fixed] })).toEqual([]);
});

test('a value that decides, a second date, and a label as a name', () => {
  const byValue = {
    matcher: { id: 'byValue', options: { reducer: 'allIsZero', op: 'gte', value: 0 } },
    properties: [{ id: 'max' }],
  };
  expect(notesOf({ panels: [two(byValue)] })).toEqual([['override', 'CPU', 'allIsZero gte 0']]);
  expect(queriesOf(two(override('byName', 'Out', ['unit', 'dateTimeAsIso'])))).toMatchObject([
    { expr: 'in' },
    { expr: '(out) / 1000', unit: 'unix' },
  ]);
  expect(queriesOf(two(override('byName', 'Out', ['displayName', '${__field.labels.pod}'])))).toMatchObject([
    {},
    { legend: '{{pod}}' },
  ]);
});

test('what is not stacked is dashed: here that is what a stack is seen against', () => {
  const stacked = series({
    targets: [target('in', { legendFormat: 'In' }), target('out', { refId: 'B', legendFormat: 'Out' })],
    fieldConfig: {
      defaults: { custom: { stacking: { mode: 'normal' } } },
      overrides: [override('byName', 'Out', ['custom.stacking', { mode: 'none' }])],
    },
  });
  expect(queriesOf(stacked)).toMatchObject([{}, { draw: 'dashed' }]);
  const old = {
    ...two(),
    type: 'graph',
    stack: true,
    seriesOverrides: [{ alias: 'Out', stack: false, color: '#F2495C' }],
  };
  expect(queriesOf(old)).toMatchObject([{}, { draw: 'dashed' }]);
});
