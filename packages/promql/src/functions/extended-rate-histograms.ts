import {
  compactHistogram,
  detectReset,
  divideHistogram,
  multiplyHistogram,
  usesCustomBuckets,
  type FloatHistogram,
} from '@binnacle/model';
import {
  histogramNotCounter,
  histogramNotGauge,
  mixedExponentialCustom,
  mixedFloatsHistograms,
} from '../annotations/messages.ts';
import { findEdges } from './extended-rate.ts';
import type { RateKind } from './rate-floats.ts';
import { minus, plus } from './rate-histograms.ts';
import {
  windowEnd,
  windowStart,
  type HistogramWindows,
  type MixedFunction,
  type RangeCall,
  type Report,
} from './windows.ts';

/** Native histograms over a range with `anchored` or `smoothed`. */
export const extendedRateOfHistograms =
  ({ isCounter, isRate }: RateKind, call: RangeCall): MixedFunction =>
  (floats, windows, s, report) => {
    if (floats.to[s]! > floats.from[s]!) {
      report.annotations.add(mixedFloatsHistograms(report.name, report.at));
      return undefined;
    }
    const { timestamps, times } = windows;
    const smoothed = call.edge === 'smoothed';
    const [start, end] = [windowStart(times, s), windowEnd(times, s)];
    const edges = findEdges(timestamps, windows.from[s]!, windows.to[s]!, start, end, smoothed);
    if (edges === undefined || !checkKinds(windows, edges.first, edges.last, isCounter, report)) return undefined;
    const { first, last } = edges;
    const left =
      smoothed && timestamps[first]! < start
        ? interpolateHistograms(windows, first, first + 1, start, isCounter, report)
        : windows.histograms[first]!;
    const right =
      smoothed && last > windows.from[s]! && timestamps[last]! > end
        ? interpolateHistograms(windows, last - 1, last, end, isCounter, report)
        : windows.histograms[last]!;
    if (left === undefined || right === undefined) return undefined;
    if (!isCounter && (left.counterResetHint !== 'gauge' || right.counterResetHint !== 'gauge')) {
      report.annotations.add(histogramNotGauge(report.name, report.at));
    }
    let result = minus(right, left, report);
    if (isCounter && result !== undefined) {
      const startsInside = smoothed && timestamps[first]! < start;
      result = addResets(windows, first, last, left, right, startsInside, result, report);
    }
    if (result === undefined) return undefined;
    if (isRate) result = divideHistogram(result, times.rangeMs / 1000);
    return compactHistogram({ ...result, counterResetHint: 'gauge' });
  };

function checkKinds(
  { histograms }: HistogramWindows,
  first: number,
  last: number,
  isCounter: boolean,
  report: Report,
): boolean {
  const custom = usesCustomBuckets(histograms[first]!);
  for (let i = first; i <= last; i++) {
    if (usesCustomBuckets(histograms[i]!) !== custom) {
      report.annotations.add(mixedExponentialCustom(report.name, report.at));
      return false;
    }
    if (isCounter && histograms[i]!.counterResetHint === 'gauge') {
      report.annotations.add(histogramNotCounter(report.name, report.at));
    }
  }
  return true;
}

/** The histogram at a moment between two samples; a counter that began anew is taken to have gone up from nothing. */
export function interpolateHistograms(
  { histograms, timestamps }: Pick<HistogramWindows, 'histograms' | 'timestamps'>,
  before: number,
  after: number,
  moment: number,
  isCounter: boolean,
  report: Report,
): FloatHistogram | undefined {
  const [from, to] = [histograms[before]!, histograms[after]!];
  if (moment === timestamps[before]!) return from;
  if (moment === timestamps[after]!) return to;
  const share = (moment - timestamps[before]!) / (timestamps[after]! - timestamps[before]!);
  if (isCounter && detectReset(to, from)) return multiplyHistogram(to, share);
  const difference = minus(to, from, report);
  return difference === undefined ? undefined : plus(multiplyHistogram(difference, share), from, report);
}

/** Adds what the counter had before each reset between the edges. */
function addResets(
  { histograms }: HistogramWindows,
  first: number,
  last: number,
  left: FloatHistogram,
  right: FloatHistogram,
  leftInterpolated: boolean,
  difference: FloatHistogram,
  report: Report,
): FloatHistogram | undefined {
  let result: FloatHistogram | undefined = difference;
  let previous = left;
  let next = first + 1;
  if (leftInterpolated && detectReset(histograms[next]!, histograms[first]!)) {
    // Interpolation at the left edge went across this reset already.
    previous = histograms[next]!;
    next++;
  }
  if (next > last) return result;
  for (let i = next; i < last && result !== undefined; i++) {
    if (detectReset(histograms[i]!, previous)) result = plus(result, previous, report);
    previous = histograms[i]!;
  }
  if (result !== undefined && detectReset(right, previous)) result = plus(result, previous, report);
  return result;
}
