import { expect, test } from 'vitest';
import { heatmapRows, largestCell } from './heatmap-cells.ts';
import type { PanelData } from './panel-data.ts';

test('cumulative buckets become rows of their own, without the empty ones at the ends', () => {
  const bucket = (le: string, ...values: number[]) => ({ labels: { le }, values: Float64Array.from(values) });
  const data: PanelData = {
    grid: { startMs: 0, endMs: 10_000, stepMs: 10_000 },
    answers: new Map([
      [
        'A',
        {
          kind: 'range',
          series: [
            bucket('+Inf', 9, 9),
            bucket('0.001', 0, 0),
            bucket('0.01', 4, 4.5),
            bucket('0.1', 9, 4),
            bucket('1', 9, 9),
          ],
        },
      ],
    ]),
    now: new Map(),
    warnings: [],
  };
  const rows = heatmapRows(data, 'A');
  expect(rows).toEqual([
    { from: 0.001, to: 0.01, values: Float64Array.of(4, 4.5) },
    { from: 0.01, to: 0.1, values: Float64Array.of(5, 0) },
    { from: 0.1, to: 1, values: Float64Array.of(0, 5) },
  ]);
  expect(largestCell(rows)).toBe(5);
  expect(heatmapRows(data, 'B')).toEqual([]);
});
