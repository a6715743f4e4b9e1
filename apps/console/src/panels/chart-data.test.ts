import { panel as schema, type TimeSeriesPanel } from '@binnacle/views';
import { expect, test } from 'vitest';
import { ColourBook } from '../format/series-colours.ts';
import { chartData } from './chart-data.ts';
import type { PanelData } from './panel-data.ts';
import { plainColumn, stackedColumns } from './stacking.ts';
import { summaryOf } from './summary.ts';

const panel = schema.parse({
  kind: 'timeseries',
  id: 'p',
  title: 'P',
  grid: { x: 0, y: 0, w: 12, h: 20 },
  unit: 'B/s',
  maxSeries: 3,
  queries: [
    { ref: 'A', expr: 'a', legend: { en: 'received {{instance}}', 'zh-CN': '接收 {{instance}}' } },
    { ref: 'B', expr: 'b', legend: 'sent {{instance}}', draw: 'dashed' },
    { ref: 'C', expr: 'c', auxiliary: true },
  ],
}) as TimeSeriesPanel;
const series = (instance: string, ...values: number[]) => ({ labels: { instance }, values: Float64Array.from(values) });
const data: PanelData = {
  grid: { startMs: 0, endMs: 20_000, stepMs: 10_000 },
  answers: new Map([
    ['A', { kind: 'range', series: [series('b', 4, 5, 6), series('a', 1, Number.NaN, 3)] }],
    ['B', { kind: 'range', series: [series('a', 7, 8, 9), series('b', 1, 1, 1)] }],
    ['C', { kind: 'range', series: [series('a', 0, 0, 0)] }],
  ]),
  now: new Map(),
  warnings: [],
};

test('series are named, ordered, coloured by member, and no more than the panel draws', () => {
  const chart = chartData(panel, data, new ColourBook(), 'zh-CN');
  expect(chart.series.map(({ name, draw, unit }) => ({ name, draw, unit }))).toEqual([
    { name: '接收 a', draw: 'line', unit: 'B/s' },
    { name: '接收 b', draw: 'line', unit: 'B/s' },
    { name: 'sent a', draw: 'dashed', unit: 'B/s' },
  ]);
  expect([chart.drawn, chart.total]).toEqual([3, 4]);
  expect(chart.length).toBe(3);
  expect(chart.series[2]!.colour).toBe(chart.series[0]!.colour);
  expect(chart.series[1]!.colour).not.toBe(chart.series[0]!.colour);
});

test('gaps and stacks', () => {
  const layer = (...values: number[]) => ({ ...series('a', ...values), layer: 'up' as const });
  const all = [layer(1, Number.NaN, 3), layer(3, 2, Infinity)];
  const none = layer(Number.NaN, Number.NaN, Number.NaN);
  expect(plainColumn(all[1]!.values)).toEqual([3, 2, null]);
  expect(stackedColumns([none], 'value', new Set())).toEqual([[null, null, null]]);
  expect(stackedColumns(all, 'value', new Set())).toEqual([
    [1, 0, 3],
    [4, 2, 3],
  ]);
  expect(stackedColumns(all, 'percent', new Set())).toEqual([
    [25, 0, 100],
    [100, 100, 100],
  ]);
  expect(stackedColumns(all, 'value', new Set([0]))).toEqual([
    [1, null, 3],
    [3, 2, null],
  ]);
});

test('what is below zero is a stack of its own, and a bound is none', () => {
  const layer = (direction: 'up' | 'down' | 'none', ...values: number[]) => ({
    ...series('a', ...values),
    layer: direction,
  });
  const all = [layer('up', 1), layer('down', -2), layer('none', 9), layer('up', 3), layer('down', -2)];
  expect(stackedColumns(all, 'value', new Set())).toEqual([[1], [-2], [9], [4], [-4]]);
  expect(stackedColumns(all, 'percent', new Set())).toEqual([[25], [-50], [9], [100], [-100]]);
});

test('layers of a stack: not a dashed line, nor what has a unit of its own', () => {
  const stacked = (more: object) =>
    chartData({ ...panel, stack: 'value', maxSeries: 9, ...more }, data, new ColourBook(), 'en').series.map(
      (it) => it.layer,
    );
  expect(stacked({})).toEqual(['up', 'up', 'none', 'none']);
  const [a, b] = panel.queries;
  expect(stacked({ queries: [a, { ...b, draw: undefined, unit: 's' }] })).toEqual(['up', 'up', 'none', 'none']);
  expect(stacked({ stack: 'none' })).toEqual(['none', 'none', 'none', 'none']);
});

test('a summary leaves out what is no number', () => {
  expect(summaryOf(Float64Array.of(Number.NaN, 2, Infinity, 4, Number.NaN))).toEqual({
    first: 2,
    last: 4,
    min: 2,
    max: 4,
    mean: 3,
    sum: 6,
    delta: 2,
  });
  expect(summaryOf(Float64Array.of(Number.NaN)).last).toBeNaN();
});

test('an earlier time is dashed in the colours of now; what has no counterpart is left out', () => {
  const earlier = [series('a', 10, 20, 30), series('gone', 1, 1, 1)];
  const before = { text: '1d', series: new Map([['A', earlier]]) };
  const chart = chartData(panel, { ...data, before }, new ColourBook(), 'zh-CN');
  expect(chart.series.map(({ name, draw, earlier: isEarlier }) => ({ name, draw, isEarlier })).slice(3)).toEqual([
    { name: '接收 a −1d', draw: 'dashed', isEarlier: true },
  ]);
  expect(chart.series[3]!.colour).toBe(chart.series[0]!.colour);
  expect([...chart.series[3]!.values]).toEqual([10, 20, 30]);
  expect(new Set(chart.series.map(({ id }) => id)).size).toBe(4);
});

test('series of one name in two clusters have two colours, the same for a dashed companion', () => {
  const of = (cluster: string) => ({ labels: { instance: 'a', cluster }, values: Float64Array.of(1, 2, 3) });
  const twoClusters: PanelData = {
    ...data,
    answers: new Map([
      ['A', { kind: 'range', series: [of('prod'), of('test')] }],
      ['B', { kind: 'range', series: [of('prod'), of('test')] }],
    ]),
  };
  const { series: drawn } = chartData({ ...panel, maxSeries: 50 }, twoClusters, new ColourBook(), 'en');
  expect(drawn.map(({ name }) => name)).toEqual([
    'received a (prod)',
    'received a (test)',
    'sent a (prod)',
    'sent a (test)',
  ]);
  const [a, b, c, d] = drawn.map(({ colour }) => colour);
  expect(a).not.toBe(b);
  expect([c, d]).toEqual([a, b]);
});
