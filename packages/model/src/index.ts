export { durationMs, unixMs, type DurationMs, type UnixMs } from './units.ts';
export {
  METRIC_NAME,
  compareLabels,
  compareStrings,
  emptyLabels,
  formatLabels,
  labelsEqual,
  labelsFromRecord,
  labelsFromSorted,
  labelsKey,
  labelsOf,
  labelsToRecord,
  labelValue,
  withLabel,
  type Labels,
} from './labels.ts';
export {
  ABSENT_HI,
  ABSENT_LO,
  STALE_HI,
  STALE_LO,
  halvesOf,
  isAbsentAt,
  isStaleAt,
  setAbsent,
  setStale,
} from './special-values.ts';
export { CUSTOM_BUCKETS_SCHEMA, type BucketSpan, type CounterResetHint, type FloatHistogram } from './histogram.ts';
export { bucketBound, exponentialBound } from './histogram-bounds.ts';
export { bucketIndexes, sameBuckets, spansOfIndexes } from './histogram-spans.ts';
export {
  allBuckets,
  negativeBuckets,
  positiveBuckets,
  usesCustomBuckets,
  zeroBucket,
  type HistogramBucket,
} from './histogram-buckets.ts';
export { compactHistogram } from './histogram-sides.ts';
export { reduceResolution } from './histogram-resolution.ts';
export {
  addHistograms,
  divideHistogram,
  multiplyHistogram,
  subtractHistograms,
  type HistogramSum,
} from './histogram-arithmetic.ts';
export { addCompensated, hasOverflow, type CompensatedAddition, type CompensatedHistogram } from './histogram-kahan.ts';
export { detectReset } from './histogram-reset.ts';
export { histogramsEqual } from './histogram-equal.ts';
export { histogramQuantile, type NanEffect, type QuantileOutcome } from './histogram-quantile.ts';
export { histogramFraction } from './histogram-fraction.ts';
export { histogramVariance } from './histogram-variance.ts';
export { trimHistogram, type TrimSide } from './histogram-trim.ts';
export { formatGeneral, formatHistogram, plainDecimal } from './histogram-format.ts';
export { rankSeries, SizeOfSeries, type SeriesSize } from './rank-series.ts';
export { METRIC_TYPES, type Exemplar, type MetricMetadata, type MetricType } from './metadata.ts';
