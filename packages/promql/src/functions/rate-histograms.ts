import {
  addHistograms,
  compactHistogram,
  detectReset,
  multiplyHistogram,
  reduceResolution,
  subtractHistograms,
  usesCustomBuckets,
  type FloatHistogram,
} from '@binnacle/model';
import {
  histogramNotCounter,
  histogramNotGauge,
  mismatchedCustomBuckets,
  mixedExponentialCustom,
  mixedFloatsHistograms,
  startTimeOverlap,
} from '../annotations/messages.ts';
import { factorWithStart, type RateKind } from './rate-floats.ts';
import { isStartTimeReset, startTimeOverlaps } from './start-time-reset.ts';
import { windowEnd, windowStart, type HistogramWindows, type MixedFunction, type Report } from './windows.ts';

/** `rate`, `increase` or `delta` of native histograms. */
export const rateOfHistograms =
  (kind: RateKind): MixedFunction =>
  (floats, windows, s, report) => {
    if (floats.to[s]! > floats.from[s]!) {
      report.annotations.add(mixedFloatsHistograms(report.name, report.at));
      return undefined;
    }
    const first = windows.from[s]!;
    const last = windows.to[s]! - 1;
    const { histograms, timestamps, times } = windows;
    let result = last > first ? difference(windows, first, last, kind, report) : undefined;
    if (last > first && result === undefined) return undefined;
    const total = result?.count ?? 0;
    const firstCount = histograms[first]!.count;
    const start = kind.isCounter ? (windows.starts?.[first] ?? 0) : 0;
    const by = factorWithStart(timestamps, start, first, last, windowStart(times, s), windowEnd(times, s), () =>
      kind.isCounter && total > 0 && firstCount >= 0 ? firstCount / total : undefined,
    );
    if (by === undefined) return undefined;
    if (by.fromZero) {
      result = result === undefined ? histograms[first]! : plus(result, histograms[first]!, report);
      if (result === undefined) return undefined;
    }
    return multiplyHistogram(result!, kind.isRate ? by.factor / (times.rangeMs / 1000) : by.factor);
  };

/** Adds and says what had to be done for it; undefined when the two do not go together. */
export function plus(a: FloatHistogram, b: FloatHistogram, report: Report): FloatHistogram | undefined {
  const sum = addHistograms(a, b);
  if (!sum.ok) {
    report.annotations.add(mixedExponentialCustom(report.name, report.at));
    return undefined;
  }
  if (sum.boundsReconciled) report.annotations.add(mismatchedCustomBuckets('addition', report.at));
  return sum.histogram;
}

/** The same for subtraction. */
export function minus(a: FloatHistogram, b: FloatHistogram, report: Report): FloatHistogram | undefined {
  const difference = subtractHistograms(a, b);
  if (!difference.ok) {
    report.annotations.add(mixedExponentialCustom(report.name, report.at));
    return undefined;
  }
  if (difference.boundsReconciled) report.annotations.add(mismatchedCustomBuckets('subtraction', report.at));
  return difference.histogram;
}

/** The last minus the first; for a counter plus what it had before each reset. */
function difference(
  { histograms, timestamps, starts }: HistogramWindows,
  first: number,
  last: number,
  { isCounter }: RateKind,
  report: Report,
): FloatHistogram | undefined {
  const isReset = (i: number, previous: FloatHistogram): boolean =>
    (starts !== undefined && isStartTimeReset(starts[i - 1]!, timestamps[i - 1]!, starts[i]!, timestamps[i]!)) ||
    detectReset(histograms[i]!, previous);
  const final = histograms[last]!;
  let base = histograms[first]!;
  if (isCounter) {
    for (let i = first; i <= last; i++) {
      if (histograms[i]!.counterResetHint === 'gauge') {
        report.annotations.add(histogramNotCounter(report.name, report.at));
        break;
      }
    }
    // Nothing of the first sample is needed when the counter began anew right after it, not even a fitting layout.
    const second = histograms[first + 1]!;
    if (isReset(first + 1, base)) base = emptyLike(second);
  }
  const custom = usesCustomBuckets(base);
  let schema = Math.min(final.schema, base.schema);
  let mixed = usesCustomBuckets(final) !== custom;
  const between = isCounter ? last : first;
  for (let i = first + 1; i < between; i++) {
    mixed ||= usesCustomBuckets(histograms[i]!) !== custom;
    schema = Math.min(schema, histograms[i]!.schema);
  }
  if (mixed) {
    report.annotations.add(mixedExponentialCustom(report.name, report.at));
    return undefined;
  }
  let result = minus(reduceResolution(final, schema), base, report);
  let previous = base;
  const lastToAdd = isCounter ? last : first;
  for (let i = first + 1; result !== undefined && i <= lastToAdd; i++) {
    if (isReset(i, previous)) result = plus(result, previous, report);
    previous = histograms[i]!;
  }
  if (isCounter && starts !== undefined && anyOverlap(starts, timestamps, first, last)) {
    report.annotations.add(startTimeOverlap(report.name, report.at));
  }
  if (!isCounter && (histograms[first]!.counterResetHint !== 'gauge' || final.counterResetHint !== 'gauge')) {
    report.annotations.add(histogramNotGauge(report.name, report.at));
  }
  return result === undefined ? undefined : compactHistogram({ ...result, counterResetHint: 'gauge' });
}

function anyOverlap(starts: Float64Array, timestamps: Float64Array, first: number, last: number): boolean {
  for (let i = first + 1; i <= last; i++) {
    if (startTimeOverlaps(starts[i - 1]!, timestamps[i - 1]!, starts[i]!)) return true;
  }
  return false;
}

const emptyLike = ({ schema, customValues }: FloatHistogram): FloatHistogram => ({
  counterResetHint: 'unknown',
  schema,
  customValues,
  zeroThreshold: 0,
  zeroCount: 0,
  count: 0,
  sum: 0,
  positiveSpans: [],
  positiveBuckets: [],
  negativeSpans: [],
  negativeBuckets: [],
});
