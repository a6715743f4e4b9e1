import { compactHistogram, detectReset, divideHistogram, type FloatHistogram } from '@binnacle/model';
import { histogramNotCounter, histogramNotGauge, mixedFloatsHistograms } from '../annotations/messages.ts';
import { clearAt } from '../eval/row.ts';
import { minus } from './rate-histograms.ts';
import { isStartTimeReset } from './start-time-reset.ts';
import type { FloatKernel, FloatWindows, HistogramWindows, MixedFunction } from './windows.ts';

/** `irate` (per second, of a counter) or `idelta` (of a gauge): what the last two samples of the window say. */
export const instantValueOfFloats =
  (isRate: boolean): FloatKernel =>
  ({ values, timestamps, starts, from, to }, out) => {
    let found = 0;
    out.gaps = false;
    for (let s = 0; s < from.length; s++) {
      const last = to[s]! - 1;
      const interval = last > from[s]! ? timestamps[last]! - timestamps[last - 1]! : 0;
      if (interval === 0) {
        clearAt(out, s);
        continue;
      }
      const [before, now] = [values[last - 1]!, values[last]!];
      let result = now - before;
      if (isRate) {
        const reset =
          now < before ||
          (starts !== undefined &&
            isStartTimeReset(starts[last - 1]!, timestamps[last - 1]!, starts[last]!, timestamps[last]!));
        // After a reset the counter has gone from zero to where it is.
        if (reset) result = now;
        result /= interval / 1000;
      }
      out.values[out.at + s] = result;
      found++;
    }
    return found;
  };

interface Point {
  readonly at: number;
  readonly start: number;
  readonly value: number;
  readonly histogram: FloatHistogram | undefined;
}

export const instantValueMixed =
  (isRate: boolean): MixedFunction =>
  (floats, windows, s, report) => {
    const points = lastTwo(floats, windows, s);
    const [before, now] = points;
    if (before === undefined || now === undefined || now.at === before.at) return undefined;
    if (now.histogram === undefined && before.histogram === undefined) return 'keep';
    if (now.histogram === undefined || before.histogram === undefined) {
      report.annotations.add(mixedFloatsHistograms(report.name, report.at));
      return undefined;
    }
    const hints = [now.histogram.counterResetHint, before.histogram.counterResetHint];
    if (isRate && hints.includes('gauge')) report.annotations.add(histogramNotCounter(report.name, report.at));
    if (!isRate && hints.some((hint) => hint !== 'gauge')) {
      report.annotations.add(histogramNotGauge(report.name, report.at));
    }
    let result: FloatHistogram | undefined = now.histogram;
    const reset =
      isRate &&
      (isStartTimeReset(before.start, before.at, now.start, now.at) || detectReset(now.histogram, before.histogram));
    if (!reset) result = minus(now.histogram, before.histogram, report);
    if (result === undefined) return undefined;
    const gauge = compactHistogram({ ...result, counterResetHint: 'gauge' });
    return isRate ? divideHistogram(gauge, (now.at - before.at) / 1000) : gauge;
  };

function lastTwo(floats: FloatWindows, windows: HistogramWindows, s: number): [Point?, Point?] {
  const points: Point[] = [];
  for (let i = Math.max(floats.from[s]!, floats.to[s]! - 2); i < floats.to[s]!; i++) {
    points.push({
      at: floats.timestamps[i]!,
      start: floats.starts?.[i] ?? 0,
      value: floats.values[i]!,
      histogram: undefined,
    });
  }
  for (let i = Math.max(windows.from[s]!, windows.to[s]! - 2); i < windows.to[s]!; i++) {
    const histogram = windows.histograms[i];
    points.push({ at: windows.timestamps[i]!, start: windows.starts?.[i] ?? 0, value: 0, histogram });
  }
  points.sort((a, b) => a.at - b.at);
  return points.length < 2 ? [] : [points.at(-2)!, points.at(-1)!];
}
