import type { FloatHistogram } from '@binnacle/model';

/** Bytes of Prometheus's FloatHistogram without its slices, of one entry of any of these, and of a float sample. */
const STRUCT_BYTES = 168;
const ENTRY_BYTES = 8;
const TIMESTAMP_BYTES = 8;
const SAMPLE_BYTES = 16;

/**
 * How many samples a histogram is in the figures of a query: those that take as much memory in Prometheus.
 * @see https://github.com/prometheus/prometheus/blob/v3.5.0/promql/value.go (HPoint.size)
 */
export function histogramWeight(h: FloatHistogram): number {
  const entries =
    h.positiveSpans.length +
    h.positiveBuckets.length +
    h.negativeSpans.length +
    h.negativeBuckets.length +
    h.customValues.length;
  return Math.floor((STRUCT_BYTES + ENTRY_BYTES * entries + TIMESTAMP_BYTES) / SAMPLE_BYTES);
}
