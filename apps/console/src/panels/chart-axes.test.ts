import { expect, test } from 'vitest';
import { axisLabels } from '../format/axis.ts';
import { tickSteps } from './chart-axes.ts';

const panel = { axis: { logarithmic: false }, decimals: undefined, unit: 's' } as const;

test('times are cut where clocks and calendars are', () => {
  const steps = tickSteps(panel, 's')!;
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  for (const step of [0.001, 0.5, 5, 15, 60, 900, 3600, 21_600, 86_400, 864_000]) expect(steps).toContain(step);
  expect(steps).not.toContain(20_000);
  expect(tickSteps(panel, 'ms')).toContain(3_600_000);
});

test.each([
  ['hours', [0, 21_600, 43_200], ['0 h', '6 h', '12 h']],
  ['parts of an hour', [0, 1800, 3600], ['0 min', '30 min', '60 min']],
  ['days', [0, 172_800, 345_600], ['0 d', '2 d', '4 d']],
  ['parts of a second', [0, 0.002, 0.004], ['0 ms', '2 ms', '4 ms']],
])('%s are told in few digits', (_, ticks, labels) => {
  expect(axisLabels(ticks, 's', 'en')).toEqual(labels);
});

test('bytes are cut at powers of two, counts at whole numbers, and the rest as uPlot does', () => {
  expect(tickSteps({ ...panel, unit: 'bytes' }, 'bytes')).toContain(1024);
  expect(tickSteps({ ...panel, unit: 'count', decimals: 0 }, 'count')![0]).toBe(1);
  expect(tickSteps({ ...panel, unit: 'count' }, 'count')).toBeUndefined();
  expect(tickSteps({ ...panel, axis: { logarithmic: true } }, 's')).toBeUndefined();
});
