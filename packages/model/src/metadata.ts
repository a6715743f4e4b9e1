import type { Labels } from './labels.ts';

export const METRIC_TYPES = [
  'unknown',
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
] as const;
/** Type of a metric family, in the words of OpenMetrics; the untyped families of the older text format are `unknown`. */
export type MetricType = (typeof METRIC_TYPES)[number];

export interface MetricMetadata {
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string;
}

export interface Exemplar {
  readonly labels: Labels;
  readonly value: number;
  /** Unix milliseconds; undefined where the exposition gave none. */
  readonly timestampMs: number | undefined;
}
