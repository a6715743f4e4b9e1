import { panel as schema, type GaugePanel, type StatPanel } from '@binnacle/views';
import { expect, test } from 'vitest';
import { asSeveral } from './as-several.ts';
import { namedValues } from './named-values.ts';
import type { PanelData } from './panel-data.ts';
import { panelSeverity } from './panel-severity.ts';

const panel = (kind: string, more: object = {}) =>
  schema.parse({
    kind,
    id: 'p',
    title: 'P',
    grid: { x: 0, y: 0, w: 12, h: 20 },
    each: true,
    thresholds: { crit: 5 },
    queries: [{ ref: 'A', expr: 'a', mode: 'instant', legend: '{{pod}}' }],
    ...more,
  }) as StatPanel | GaugePanel;
const data = (...values: number[]): PanelData => ({
  grid: { startMs: 0, endMs: 20_000, stepMs: 10_000 },
  answers: new Map([
    ['A', { kind: 'instant', samples: values.map((value, i) => ({ labels: { pod: `p${i}` }, value })) }],
  ]),
  now: new Map(),
  warnings: [],
});

test('several series are cells, or bars of a gauge; one is the number itself', () => {
  const cells = asSeveral(panel('stat'), data(1, 7));
  expect(cells?.kind).toBe('status');
  expect(namedValues(cells!, data(1, 7), 'en').map(({ name, severity }) => [name, severity])).toEqual([
    ['p0', 'ok'],
    ['p1', 'crit'],
  ]);
  expect(panelSeverity(panel('stat'), data(1, 7))).toBe('crit');
  expect(asSeveral(panel('gauge'), data(1, 7))).toMatchObject({ kind: 'bar', order: 'name' });
  expect(asSeveral(panel('stat'), data(1, Number.NaN))).toBeUndefined();
});

test('not where the panel shows the first one, or a label', () => {
  expect(asSeveral(panel('stat', { each: false }), data(1, 2))).toBeUndefined();
  expect(asSeveral(panel('stat', { label: 'pod' }), data(1, 2))).toBeUndefined();
});
