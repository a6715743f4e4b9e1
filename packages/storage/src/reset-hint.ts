import { detectReset, type CounterResetHint, type FloatHistogram } from '@binnacle/model';

/**
 * The counter reset hint with which a stored histogram is read back. What the sender said counts for gauges only;
 * otherwise a sample is known to continue the one before it when that is a counter histogram of the same layout and
 * nothing went down. The rule is that of Prometheus, where both then share a chunk.
 *
 * @param previous  the sample directly before in the series, undefined when that is none or is not a histogram
 */
export function resetHintAsRead(previous: FloatHistogram | undefined, current: FloatHistogram): CounterResetHint {
  if (current.counterResetHint === 'gauge') return 'gauge';
  if (previous === undefined || previous.stale === true || previous.counterResetHint === 'gauge') return 'unknown';
  const sameLayout =
    current.schema === previous.schema &&
    current.zeroThreshold === previous.zeroThreshold &&
    current.customValues.length === previous.customValues.length &&
    current.customValues.every((bound, i) => bound === previous.customValues[i]);
  if (!sameLayout || current.counterResetHint === 'yes') return 'unknown';
  return detectReset({ ...current, counterResetHint: 'unknown' }, previous) ? 'unknown' : 'no';
}
