import { histogramIgnoredInMixedRange } from '../annotations/messages.ts';
import type { FunctionName } from './signatures.ts';
import { countingFloats, countingMixed } from './counting.ts';
import { checkSmoothingFactors, doubleExponentialSmoothing } from './double-exponential-smoothing.ts';
import { extendedRateOfFloats } from './extended-rate.ts';
import { extendedRateOfHistograms } from './extended-rate-histograms.ts';
import { combineOverTime } from './histograms-over-time.ts';
import { instantValueMixed, instantValueOfFloats } from './instant-value.ts';
import {
  countOverTime,
  firstOverTime,
  firstTime,
  lastOverTime,
  lastTime,
  maxOverTime,
  minOverTime,
  overTime,
  presentOverTime,
  timeOfMax,
  timeOfMin,
  totalOverTime,
  varianceOverTime,
  type WindowFunction,
} from './over-time.ts';
import { madOverTime, quantileOverTime } from './quantile-over-time.ts';
import { rateOfFloats, type RateKind } from './rate-floats.ts';
import { rateOfHistograms } from './rate-histograms.ts';
import { deriv, predictLinear } from './regression.ts';
import { extremesOfWindows } from './window-extremes.ts';
import type { FloatWindows, MixedFunction, RangeCall, RangeFunction } from './windows.ts';

type Maker = (call: RangeCall) => RangeFunction;

const isEmpty = ({ from, to }: FloatWindows, s: number): boolean => to[s]! <= from[s]!;

/** Histograms do not count; when there are numbers too, the reader is told so. */
const ignoreHistograms: MixedFunction = (floats, _, s, report) => {
  if (isEmpty(floats, s)) return undefined;
  report.annotations.add(histogramIgnoredInMixedRange(report.name, report.at));
  return 'keep';
};

const numbersOnly =
  (make: (call: RangeCall) => WindowFunction, least = 1): Maker =>
  (call) => ({ floats: overTime(make(call), least), mixed: ignoreHistograms });

const rate =
  (kind: RateKind): Maker =>
  (call) =>
    call.edge === undefined
      ? { floats: rateOfFloats(kind, call), mixed: rateOfHistograms(kind) }
      : { floats: extendedRateOfFloats(kind, call), mixed: extendedRateOfHistograms(kind, call) };

/** True when the first (with `last`: the last) sample of the window is a histogram. */
const histogramIs = (end: 'first' | 'last', ...[floats, windows, s]: Parameters<MixedFunction>): boolean => {
  if (isEmpty(floats, s)) return true;
  const at = end === 'first' ? windows.timestamps[windows.from[s]!]! : windows.timestamps[windows.to[s]! - 1]!;
  return end === 'first' ? at <= floats.timestamps[floats.from[s]!]! : at >= floats.timestamps[floats.to[s]! - 1]!;
};

const makers: Partial<Record<FunctionName, Maker>> = {
  rate: rate({ isCounter: true, isRate: true }),
  increase: rate({ isCounter: true, isRate: false }),
  delta: rate({ isCounter: false, isRate: false }),
  irate: () => ({ floats: instantValueOfFloats(true), mixed: instantValueMixed(true) }),
  idelta: () => ({ floats: instantValueOfFloats(false), mixed: instantValueMixed(false) }),
  changes: (call) => ({ floats: countingFloats('changes', call), mixed: countingMixed('changes', call) }),
  resets: (call) => ({ floats: countingFloats('resets', call), mixed: countingMixed('resets', call) }),
  sum_over_time: () => ({ floats: totalOverTime(false), mixed: combineOverTime(false) }),
  avg_over_time: () => ({ floats: totalOverTime(true), mixed: combineOverTime(true) }),
  count_over_time: () => ({
    floats: overTime(countOverTime),
    mixed: (floats, windows, s) => floats.to[s]! - floats.from[s]! + windows.to[s]! - windows.from[s]!,
  }),
  present_over_time: () => ({ floats: overTime(presentOverTime), mixed: () => 1 }),
  // The engine turns presence round.
  absent_over_time: () => ({ floats: overTime(presentOverTime), mixed: () => 1 }),
  first_over_time: () => ({
    floats: overTime(firstOverTime),
    mixed: (floats, windows, s, report) =>
      histogramIs('first', floats, windows, s, report) ? windows.histograms[windows.from[s]!] : 'keep',
  }),
  last_over_time: () => ({
    floats: overTime(lastOverTime),
    mixed: (floats, windows, s, report) =>
      histogramIs('last', floats, windows, s, report) ? windows.histograms[windows.to[s]! - 1] : 'keep',
  }),
  ts_of_first_over_time: () => ({
    floats: overTime(firstTime),
    mixed: (floats, windows, s, report) =>
      histogramIs('first', floats, windows, s, report) ? windows.timestamps[windows.from[s]!]! / 1000 : 'keep',
  }),
  ts_of_last_over_time: () => ({
    floats: overTime(lastTime),
    mixed: (floats, windows, s, report) =>
      histogramIs('last', floats, windows, s, report) ? windows.timestamps[windows.to[s]! - 1]! / 1000 : 'keep',
  }),
  min_over_time: () => ({ floats: extremesOfWindows(false, minOverTime), mixed: ignoreHistograms }),
  max_over_time: () => ({ floats: extremesOfWindows(true, maxOverTime), mixed: ignoreHistograms }),
  ts_of_min_over_time: numbersOnly(() => timeOfMin),
  ts_of_max_over_time: numbersOnly(() => timeOfMax),
  stddev_over_time: numbersOnly(() => varianceOverTime(true)),
  stdvar_over_time: numbersOnly(() => varianceOverTime(false)),
  quantile_over_time: numbersOnly(quantileOverTime),
  mad_over_time: numbersOnly(madOverTime),
  deriv: numbersOnly(deriv, 2),
  predict_linear: numbersOnly(predictLinear, 2),
  double_exponential_smoothing: (call) => {
    const { floats, mixed } = numbersOnly(doubleExponentialSmoothing, 2)(call);
    return {
      floats: (windows, out) => {
        for (const [s, from] of windows.from.entries()) if (windows.to[s]! > from) checkSmoothingFactors(call, s);
        return floats(windows, out);
      },
      mixed: (windows, histograms, s, report) => {
        checkSmoothingFactors(call, s);
        return mixed(windows, histograms, s, report);
      },
    };
  },
};

/** Functions that keep the metric name, because their result is a sample of that metric. */
export const keepsName = (func: FunctionName): boolean => func === 'last_over_time' || func === 'first_over_time';

/** What a function over a range does; undefined when it takes no range. */
export const rangeFunction = (func: FunctionName, call: RangeCall): RangeFunction | undefined => makers[func]?.(call);
