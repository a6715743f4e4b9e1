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
export { METRIC_TYPES, type Exemplar, type MetricMetadata, type MetricType } from './metadata.ts';
