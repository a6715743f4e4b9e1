import type { Unit } from '@binnacle/views';
import { expect, test } from 'vitest';
import { axisLabels } from './axis.ts';
import { valueText } from './value.ts';

test.each<{ value: number; unit: Unit; want: string; decimals?: number }>([
  { value: 0, unit: 'bytes', want: '0 B' },
  { value: 1023, unit: 'bytes', want: '1,023 B' },
  { value: 1024, unit: 'bytes', want: '1 KiB' },
  { value: 1024 ** 2 - 1, unit: 'bytes', want: '1 MiB' },
  { value: 20_480_000, unit: 'bytes', want: '19.5 MiB' },
  { value: 2 * 1024 ** 3, unit: 'bytes', want: '2 GiB' },
  { value: 1536, unit: 'B/s', want: '1.5 KiB/s' },
  { value: 1_500_000, unit: 'bit/s', want: '1.5 Mbit/s' },
  { value: 0, unit: 's', want: '0 s' },
  { value: 0.000_000_5, unit: 's', want: '500 ns' },
  { value: 0.000_25, unit: 's', want: '250 µs' },
  { value: 0.012_345, unit: 's', want: '12.3 ms' },
  { value: 0.999_9, unit: 's', want: '1 s' },
  { value: 90, unit: 's', want: '90 s' },
  { value: 300, unit: 's', want: '5 min' },
  { value: 36_000, unit: 's', want: '10 h' },
  { value: 345_600, unit: 's', want: '4 d' },
  { value: 12, unit: 'ms', want: '12 ms' },
  { value: 1500, unit: 'ms', want: '1.5 s' },
  { value: 0.125, unit: 'ratio', want: '12.5%' },
  { value: 0.000_123_4, unit: 'ratio', want: '0.0123%' },
  { value: 1, unit: 'ratio', want: '100%' },
  { value: 55.5, unit: 'percent', want: '55.5%' },
  { value: 0.015, unit: 'cores', want: '15 mcores' },
  { value: 1.25, unit: 'cores', want: '1.25 cores' },
  { value: 12.345, unit: 'req/s', want: '12.3 req/s' },
  { value: 25_000, unit: 'ops/s', want: '25 K ops/s' },
  { value: 3, unit: 'count', want: '3' },
  { value: 12_345, unit: 'count', want: '12,345' },
  { value: 1_234_567, unit: 'count', want: '1.23 M' },
  { value: 1.02, unit: 'count', decimals: 0, want: '1' },
  { value: 0.001, unit: 'none', want: '0.001' },
  { value: -0.000_1, unit: 'count', decimals: 0, want: '0' },
  { value: 1.5, unit: 'none', decimals: 2, want: '1.50' },
  { value: Number.NaN, unit: 's', want: '–' },
  { value: Infinity, unit: 's', want: '∞' },
  { value: 21, unit: 'suffix:°C', want: '21 °C' },
])('$value $unit reads $want', ({ value, unit, want, decimals }) => {
  expect(valueText(value, unit, 'en', decimals)).toBe(want);
});

test.each<{ ticks: number[]; unit: Unit; want: string[] }>([
  { ticks: [0, 0.005, 0.01], unit: 's', want: ['0 ms', '5 ms', '10 ms'] },
  { ticks: [0, 0.25, 0.5], unit: 'ratio', want: ['0%', '25%', '50%'] },
  { ticks: [0, 0.001, 0.002], unit: 'ratio', want: ['0.0%', '0.1%', '0.2%'] },
  { ticks: [0, 1_048_576, 2_097_152], unit: 'bytes', want: ['0 MiB', '1 MiB', '2 MiB'] },
  { ticks: [0, 0.5, 1], unit: 'req/s', want: ['0.0 req/s', '0.5 req/s', '1.0 req/s'] },
  { ticks: [0, 500_000, 1_000_000], unit: 'count', want: ['0.0 M', '0.5 M', '1.0 M'] },
  { ticks: [1000.5, 1001, 1001.5], unit: 'count', want: ['1,000.5', '1,001.0', '1,001.5'] },
  { ticks: [], unit: 'count', want: [] },
])('an axis $ticks $unit', ({ ticks, unit, want }) => {
  expect(axisLabels(ticks, unit, 'en')).toEqual(want);
});
