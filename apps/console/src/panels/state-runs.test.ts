import { validateDashboard, type StateTimelinePanel } from '@binnacle/views';
import { expect, test } from 'vitest';
import type { PanelData } from './panel-data.ts';
import { stateRows } from './state-runs.ts';

const made = validateDashboard({
  format: 'binnacle/dashboard',
  version: 1,
  title: 'T',
  groups: [
    {
      id: 'g',
      panels: [
        {
          kind: 'state-timeline',
          id: 'a',
          title: 'A',
          grid: { x: 0, y: 0, w: 12, h: 20 },
          queries: [{ ref: 'A', expr: 'up', legend: '{{instance}}' }],
          mappings: [
            { value: 1, text: 'Up', severity: 'ok' },
            { value: 0, text: 'Down', severity: 'crit' },
          ],
        },
      ],
    },
  ],
});
const panel = (made.ok ? made.definition.groups[0]!.panels[0]! : undefined) as StateTimelinePanel;

const dataOf = (series: Readonly<Record<string, readonly number[]>>): PanelData => ({
  grid: { startMs: 0, endMs: 4000, stepMs: 1000 },
  answers: new Map([
    [
      'A',
      {
        kind: 'range',
        series: Object.entries(series).map(([instance, values]) => ({
          labels: { instance },
          values: Float64Array.from(values),
        })),
      },
    ],
  ]),
  now: new Map(),
  warnings: [],
});

test('steps of the same state are one run; steps without a sample are a gap', () => {
  const data = dataOf({ b: [1, 1, Number.NaN, 1, 0], a: [7, 7, 7, 7, 7], c: Array<number>(5).fill(Number.NaN) });
  expect(stateRows(panel, data, 'en')).toEqual({
    rows: [
      { name: 'a', runs: [{ state: '7', severity: 'unknown', from: 0, to: 4 }] },
      {
        name: 'b',
        runs: [
          { state: 'Up', severity: 'ok', from: 0, to: 1 },
          { state: 'Up', severity: 'ok', from: 3, to: 3 },
          { state: 'Down', severity: 'crit', from: 4, to: 4 },
        ],
      },
    ],
    states: [
      { state: '7', severity: 'unknown' },
      { state: 'Up', severity: 'ok' },
      { state: 'Down', severity: 'crit' },
    ],
    leftOut: 0,
  });
});

test('rows beyond the limit are counted', () => {
  const many = dataOf(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`i${i}`, [1, 1, 1, 1, 1]])));
  const got = stateRows(panel, many, 'en');
  expect([got.rows.length, got.leftOut]).toEqual([50, 10]);
});
