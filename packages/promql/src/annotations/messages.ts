import { formatGeneral } from '@binnacle/model';
import type { Span } from '../ast.ts';
import { quote } from '../syntax/quote.ts';
import type { Annotation, ForcedMonotonicity } from './annotations.ts';

/** What was done with two or more histograms, as it appears in messages. */
export type HistogramOperation = 'addition' | 'subtraction' | 'aggregation';

const warning = (text: string, at: Span): Annotation => ({ kind: 'warning', message: `PromQL warning: ${text}`, at });
const info = (text: string, at: Span): Annotation => ({ kind: 'info', message: `PromQL info: ${text}`, at });

const forMetric = (name: string): string => (name === '' ? '' : ` for metric name ${quote(name)}`);

export const invalidQuantile = (q: number, at: Span, by: Span): Annotation => ({
  ...warning(`quantile value should be between 0 and 1, got ${formatGeneral(q)}`, at),
  by,
});

export const invalidRatio = (ratio: number, cap: number, at: Span, by: Span): Annotation => ({
  ...warning(
    `ratio value should be between -1 and 1, got ${formatGeneral(ratio)}, capping to ${formatGeneral(cap)}`,
    at,
  ),
  by,
});

export const badBucketLabel = (name: string, value: string, at: Span): Annotation =>
  warning(`bucket label "le" is missing or has a malformed value of ${quote(value)}${forMetric(name)}`, at);

export const mixedFloatsHistograms = (name: string, at: Span): Annotation =>
  warning(`encountered a mix of histograms and floats for metric name ${quote(name)}`, at);

export const mixedFloatsHistogramsInAggregation = (at: Span): Annotation =>
  warning('encountered a mix of histograms and floats for aggregation', at);

export const mixedClassicNative = (name: string, at: Span): Annotation =>
  warning(`vector contains a mix of classic and native histograms${forMetric(name)}`, at);

export const histogramNotCounter = (name: string, at: Span): Annotation =>
  warning(`this native histogram metric is not a counter: ${quote(name)}`, at);

export const histogramNotGauge = (name: string, at: Span): Annotation =>
  warning(`this native histogram metric is not a gauge: ${quote(name)}`, at);

export const mixedExponentialCustom = (name: string, at: Span): Annotation =>
  warning(
    `vector contains a mix of histograms with exponential and custom buckets schemas for metric name ${quote(name)}`,
    at,
  );

export const incompatibleBucketLayout = (operator: string, at: Span): Annotation =>
  warning(`incompatible bucket layout encountered for binary operator ${operator}`, at);

export const counterResetCollision = (operation: HistogramOperation, at: Span): Annotation =>
  warning(`conflicting counter resets during histogram ${operation}`, at);

export const startTimeOverlap = (name: string, at: Span): Annotation =>
  warning(`sample has start time that overlaps with previous sample timestamp for metric ${quote(name)}`, at);

export const sortOfRange = (at: Span): Annotation =>
  warning('sort is ineffective for range queries since results are always ordered by labels', at);

export const mismatchedCustomBuckets = (operation: HistogramOperation, at: Span): Annotation =>
  info(`mismatched custom buckets were reconciled during ${operation}`, at);

export const possibleNonCounter = (name: string, at: Span): Annotation =>
  info(`metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${quote(name)}`, at);

export const forcedMonotonicity = (name: string, at: Span, monotonicity: ForcedMonotonicity): Annotation => ({
  ...info(
    `input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)${forMetric(name)}`,
    at,
  ),
  monotonicity,
});

export const incompatibleTypes = (left: string, operator: string, right: string, at: Span): Annotation =>
  info(
    `incompatible sample types encountered for binary operator ${quote(operator)}: ${left} ${operator} ${right}`,
    at,
  );

export const histogramIgnoredInAggregation = (aggregation: string, at: Span): Annotation =>
  info(`ignored histogram in ${aggregation} aggregation`, at);

export const histogramIgnoredInMixedRange = (name: string, at: Span): Annotation =>
  info(`ignored histograms in a range containing both floats and histograms for metric name ${quote(name)}`, at);

export const quantileIsNan = (name: string, at: Span): Annotation =>
  info(`input to histogram_quantile has NaN observations, result is NaN${forMetric(name)}`, at);

export const quantileIsSkewed = (name: string, at: Span): Annotation =>
  info(`input to histogram_quantile has NaN observations, result is skewed higher${forMetric(name)}`, at);

export const fractionWithoutNan = (name: string, at: Span): Annotation =>
  info(`input to histogram_fraction has NaN observations, which are excluded from all fractions${forMetric(name)}`, at);
