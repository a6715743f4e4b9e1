import { panel as schema, type StatPanel } from '@binnacle/views';
import { expect, test } from 'vitest';
import type { InstantSample, PanelData, QueryAnswer } from './panel-data.ts';
import { panelSeverity } from './panel-severity.ts';
import { statValue } from './stat-value.ts';

const stat = (more: object): StatPanel =>
  schema.parse({
    kind: 'stat',
    id: 's',
    title: 'S',
    grid: { x: 0, y: 0, w: 4, h: 10 },
    queries: [
      { ref: 'A', expr: 'a' },
      { ref: 'B', expr: 'b', auxiliary: true, legend: '{{instance}}' },
    ],
    ...more,
  }) as StatPanel;
const sample = (value: number, labels: Record<string, string> = {}): InstantSample => ({ labels, value });
const instant = (...samples: InstantSample[]): QueryAnswer => ({ kind: 'instant', samples });
const data = (answers: Record<string, QueryAnswer>): PanelData => ({
  grid: { startMs: 0, endMs: 10_000, stepMs: 10_000 },
  answers: new Map(Object.entries(answers)),
  now: new Map(),
  warnings: [],
});

test('2 of 3 members, judged by a query', () => {
  const panel = stat({ unit: 'count', total: 'B', severity: 'B' });
  const got = statValue(panel, data({ A: instant(sample(2)), B: instant(sample(1)) }), 'en');
  expect(got).toEqual({ value: 2, number: '2', unit: '', total: '1', severity: 'warn' });
});

test('words for a number, a threshold, and who it is', () => {
  const panel = stat({
    unit: 'bool',
    detail: 'B',
    thresholds: { compare: '<=', crit: 0 },
    mappings: [{ value: 0, text: { en: 'No', 'zh-CN': '否' } }],
  });
  const answers = data({
    A: instant(sample(0)),
    B: instant(sample(1, { instance: 'a' }), sample(1, { instance: 'b' })),
  });
  expect(statValue(panel, answers, 'zh-CN')).toEqual({
    value: 0,
    number: '否',
    unit: '',
    detail: 'a, b',
    severity: 'crit',
  });
  expect(panelSeverity(panel, answers)).toBe('crit');
});

test('several versions are a warning', () => {
  const panel = stat({ label: 'v' });
  expect(statValue(panel, data({ A: instant(sample(1, { v: '3.5' }), sample(1, { v: '3.4' })) }), 'en')).toMatchObject({
    number: '3.4, 3.5',
    severity: 'warn',
  });
  expect(statValue(panel, data({ A: instant(sample(1, { v: '3.5' })) }), 'en')).toMatchObject({ severity: 'ok' });
});

test('no series and no number are no value', () => {
  expect(statValue(stat({}), data({ A: instant() }), 'en')).toBeUndefined();
  expect(statValue(stat({}), data({ A: instant(sample(Number.NaN)) }), 'en')).toBeUndefined();
  expect(statValue(stat({ label: 'v' }), data({ A: { kind: 'not-collected' } }), 'en')).toBeUndefined();
});

test('of a range, the reduction; of a range with the value now, that value', () => {
  const values = Float64Array.of(1, 5, 3, Number.NaN);
  const range = data({ A: { kind: 'range', series: [{ labels: {}, values }] } });
  expect(statValue(stat({ reduce: 'max' }), range, 'en')?.value).toBe(5);
  expect(statValue(stat({}), range, 'en')?.value).toBe(3);
  expect(statValue(stat({}), { ...range, now: new Map([['A', [sample(9)]]]) }, 'en')?.value).toBe(9);
});
