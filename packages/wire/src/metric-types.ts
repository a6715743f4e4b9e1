import type { MetricType } from '@binnacle/model';

/** Numbers of the metric types, the same in both versions of the protocol. */
const TYPES: readonly MetricType[] = [
  'unknown',
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
];

export const metricTypeOf = (code: number): MetricType => TYPES[code] ?? 'unknown';
export const metricTypeCode = (type: MetricType): number => TYPES.indexOf(type);

/** The family that a series' metadata speaks of: histograms and summaries have series with suffixes. */
export function familyOf(metric: string, type: MetricType): string {
  const suffixes =
    type === 'histogram' || type === 'summary'
      ? ['_bucket', '_sum', '_count']
      : type === 'gaugehistogram'
        ? ['_bucket', '_gsum', '_gcount']
        : [];
  const suffix = suffixes.find((end) => metric.endsWith(end) && metric.length > end.length);
  return suffix === undefined ? metric : metric.slice(0, -suffix.length);
}
