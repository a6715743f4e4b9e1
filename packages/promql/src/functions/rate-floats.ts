import { labelValue, METRIC_NAME } from '@binnacle/model';
import { startTimeOverlap } from '../annotations/messages.ts';
import { clearAt, type Row } from '../eval/row.ts';
import { isStartTimeReset, startTimeOverlaps } from './start-time-reset.ts';
import { windowEnd, windowStart, type FloatKernel, type FloatWindows, type RangeCall } from './windows.ts';

/** `rate` is a counter per second, `increase` a counter, `delta` a gauge. */
export interface RateKind {
  readonly isCounter: boolean;
  readonly isRate: boolean;
}

/**
 * What extrapolation needs to know of each step, which depends on timestamps alone. Lengths in seconds.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/#rate
 */
interface Extrapolation {
  readonly group: object;
  /** Between the first and the last sample of the window. */
  readonly sampled: Float64Array;
  /** How far before the first, and after the last sample the series is taken to go on. */
  readonly toStart: Float64Array;
  readonly toEnd: Float64Array;
  /** A little more than `toStart`: a counter that is further from zero cannot be cut off there. */
  readonly nearZero: Float64Array;
  /** What the difference is multiplied with, unless the counter would begin below zero. */
  readonly factor: Float64Array;
  /** Index of the last sample. */
  readonly last: Int32Array;
  /** True when every window has at least two samples. */
  readonly complete: boolean;
  /** From one step to the next, how many samples the windows move on, where all steps are alike; else 0. */
  readonly stride: number;
}

export function rateOfFloats(kind: RateKind, call: RangeCall): FloatKernel {
  let known: Extrapolation | undefined;
  let resets = new Int32Array(64);
  return (windows, out) => {
    if (windows.starts !== undefined && kind.isCounter) return rateWithStarts(windows, out, kind, call);
    if (known?.group !== windows.group) known = extrapolate(windows, kind.isRate);
    if (windows.isSteady && known.complete) return steadyDifferences(windows, known, out);
    let count = 0;
    if (kind.isCounter && !windows.isSteady) {
      const needed = windows.to.length === 0 ? 0 : windows.to[windows.to.length - 1]!;
      if (resets.length < needed) resets = new Int32Array(2 * needed);
      count = findResets(windows.values, windows.from[0] ?? 0, needed, resets);
    }
    if (known.complete && count === 0) return plainDifferences(windows, known, kind, out);
    return differences(windows, known, resets, count, kind, out);
  };
}

function extrapolate({ timestamps, from, to, times, group }: FloatWindows, isRate: boolean): Extrapolation {
  const steps = from.length;
  const column = (): Float64Array => new Float64Array(steps);
  const [sampled, toStart, toEnd, nearZero, factor] = [column(), column(), column(), column(), column()];
  const last = new Int32Array(steps);
  let complete = true;
  for (let s = 0; s < steps; s++) {
    const first = from[s]!;
    last[s] = to[s]! - 1;
    if (last[s]! <= first) {
      complete = false;
      continue;
    }
    const seconds = (timestamps[last[s]!]! - timestamps[first]!) / 1000;
    const average = seconds / (last[s]! - first);
    const threshold = average * 1.1;
    let before = (timestamps[first]! - windowStart(times, s)) / 1000;
    let after = (windowEnd(times, s) - timestamps[last[s]!]!) / 1000;
    // Further away than the next sample would have been: the series seems to begin or end within the window.
    if (before >= threshold) before = average / 2;
    if (after >= threshold) after = average / 2;
    sampled[s] = seconds;
    toStart[s] = before;
    toEnd[s] = after;
    nearZero[s] = before * 1.000001;
    factor[s] = (seconds + before + after) / seconds;
    if (isRate) factor[s]! /= times.rangeMs / 1000;
  }
  const stride = complete ? strideOf(from, last, [sampled, nearZero, factor]) : 0;
  return { group, sampled, toStart, toEnd, nearZero, factor, last, complete, stride };
}

/** Scrapes at even times and steps that are multiples of their distance make all windows alike. */
function strideOf(from: Int32Array, last: Int32Array, same: readonly Float64Array[]): number {
  if (from.length < 2) return 0;
  const stride = from[1]! - from[0]!;
  for (let s = 1; s < from.length; s++) {
    if (from[s]! - from[s - 1]! !== stride || last[s]! - last[s - 1]! !== stride) return 0;
  }
  for (const column of same) for (let s = 1; s < column.length; s++) if (column[s] !== column[0]) return 0;
  return stride;
}

/**
 * A counter that begins above this multiple of its growth over all windows is in none of them cut off at zero.
 */
export function zeroLimit({ timestamps, from, to, times }: Omit<FloatWindows, 'values'>): number {
  let limit = 0;
  for (let s = 0; s < from.length; s++) {
    const [first, last] = [from[s]!, to[s]! - 1];
    if (last <= first) continue;
    const before = (timestamps[first]! - windowStart(times, s)) / (timestamps[last]! - timestamps[first]!);
    if (before * 1.001 > limit) limit = before * 1.001;
  }
  return limit;
}

/** Lists the samples that are smaller than the one before. */
function findResets(values: Float64Array, from: number, to: number, into: Int32Array): number {
  let count = 0;
  let previous = values[from]!;
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!;
    if (value < previous) into[count++] = i;
    previous = value;
  }
  return count;
}

/** Every window has two samples, and nothing is the matter with any of them. */
function steadyDifferences({ values, from }: FloatWindows, extrapolation: Extrapolation, out: Row): number {
  const { last, factor, stride } = extrapolation;
  const { values: results, at } = out;
  const steps = last.length;
  out.gaps = false;
  if (stride > 0) {
    const all = factor[0]!;
    for (let s = 0, i = from[0]!, k = last[0]!; s < steps; s++, i += stride, k += stride)
      results[at + s] = (values[k]! - values[i]!) * all;
    return steps;
  }
  for (let s = 0; s < steps; s++) results[at + s] = (values[last[s]!]! - values[from[s]!]!) * factor[s]!;
  return steps;
}

/** The common case: every window has two samples, and there is no reset. */
function plainDifferences(
  { values, from, times }: FloatWindows,
  extrapolation: Extrapolation,
  { isCounter, isRate }: RateKind,
  out: Row,
): number {
  const { last, sampled, nearZero, factor, stride } = extrapolation;
  const { values: results, at } = out;
  out.gaps = false;
  if (stride > 0) {
    const [seconds, zero, all] = [sampled[0]!, isCounter ? nearZero[0]! : -1, factor[0]!];
    let near = false;
    for (let s = 0, i = from[0]!, k = last[0]!; s < last.length; s++, i += stride, k += stride) {
      const start = values[i]!;
      const result = values[k]! - start;
      near ||= start * seconds <= zero * result;
      results[at + s] = result * all;
    }
    if (!near || !isCounter) return last.length;
  }
  for (let s = 0; s < last.length; s++) {
    const start = values[from[s]!]!;
    const result = values[last[s]!]! - start;
    let by = factor[s]!;
    // A multiplication tells for most that the counter would not fall below zero; only near the limit is it divided.
    if (isCounter && start * sampled[s]! <= nearZero[s]! * result) {
      by = factorFromZero(extrapolation, s, start, result) ?? by;
      if (isRate && by !== factor[s]) by /= times.rangeMs / 1000;
    }
    results[at + s] = result * by;
  }
  return last.length;
}

/** What a counter's increase is multiplied with where it would begin below zero otherwise. Not per second. */
function factorFromZero(
  { sampled, toStart, toEnd }: Extrapolation,
  s: number,
  start: number,
  result: number,
): number | undefined {
  if (!(result > 0 && start >= 0)) return undefined;
  const toZero = sampled[s]! * (start / result);
  return toZero < toStart[s]! ? (sampled[s]! + toZero + toEnd[s]!) / sampled[s]! : undefined;
}

function differences(
  { values, from, to, times }: FloatWindows,
  extrapolation: Extrapolation,
  resets: Int32Array,
  resetCount: number,
  { isCounter, isRate }: RateKind,
  out: Row,
): number {
  const { values: results, at } = out;
  let found = 0;
  let nextReset = 0;
  out.gaps = false;
  for (let s = 0; s < from.length; s++) {
    const first = from[s]!;
    const last = to[s]! - 1;
    if (last <= first) {
      clearAt(out, s);
      continue;
    }
    const start = values[first]!;
    let result = values[last]! - start;
    while (nextReset < resetCount && resets[nextReset]! <= first) nextReset++;
    for (let r = nextReset; r < resetCount && resets[r]! <= last; r++) result += values[resets[r]! - 1]!;
    let by = isCounter ? factorFromZero(extrapolation, s, start, result) : undefined;
    if (by !== undefined && isRate) by /= times.rangeMs / 1000;
    results[at + s] = result * (by ?? extrapolation.factor[s]!);
    found++;
  }
  return found;
}

/** The same where samples know when their counter began: that may be a reset, or a zero within the window. */
function rateWithStarts(windows: FloatWindows, out: Row, { isRate }: RateKind, call: RangeCall): number {
  const { values, timestamps, from, to, times } = windows;
  const starts = windows.starts!;
  let found = 0;
  out.gaps = false;
  for (let s = 0; s < from.length; s++) {
    const first = from[s]!;
    const last = to[s]! - 1;
    if (last < first) {
      clearAt(out, s);
      continue;
    }
    let result = values[last]! - values[first]!;
    let overlap = false;
    for (let i = first + 1; i <= last; i++) {
      const [previousStart, previous, start, now] = [starts[i - 1]!, timestamps[i - 1]!, starts[i]!, timestamps[i]!];
      overlap ||= startTimeOverlaps(previousStart, previous, start);
      if (values[i]! < values[i - 1]! || isStartTimeReset(previousStart, previous, start, now))
        result += values[i - 1]!;
    }
    if (overlap) call.annotations.add(startTimeOverlap(labelValue(out.labels, METRIC_NAME), call.argSpans[0]!));
    const by = factorWithStart(
      timestamps,
      starts[first]!,
      first,
      last,
      windowStart(times, s),
      windowEnd(times, s),
      () => {
        const total = result;
        return total > 0 && values[first]! >= 0 ? values[first]! / total : undefined;
      },
    );
    if (by === undefined) {
      clearAt(out, s);
      continue;
    }
    if (by.fromZero) result += values[first]!;
    out.values[out.at + s] = result * (isRate ? by.factor / (times.rangeMs / 1000) : by.factor);
    found++;
  }
  return found;
}

/**
 * What a counter's difference is multiplied with. Where the first sample began within the window, it is taken to have
 * been zero there (`fromZero`), and nothing is guessed about what was before.
 *
 * @param shareBefore how much of the increase the first sample had already, when it is known to have begun at zero
 */
export function factorWithStart(
  timestamps: Float64Array,
  start: number,
  first: number,
  last: number,
  rangeStart: number,
  rangeEnd: number,
  shareBefore: () => number | undefined,
): { readonly factor: number; readonly fromZero: boolean } | undefined {
  const fromZero = start !== 0 && start > rangeStart && start < timestamps[first]!;
  if (!fromZero && last === first) return undefined;
  let sampled = (timestamps[last]! - timestamps[first]!) / 1000;
  const average = last > first ? sampled / (last - first) : 0;
  const threshold = average * 1.1;
  let before = 0;
  if (fromZero) sampled = (timestamps[last]! - start) / 1000;
  else {
    before = (timestamps[first]! - rangeStart) / 1000;
    if (before >= threshold) before = average / 2;
    const share = shareBefore();
    if (share !== undefined && sampled * share < before) before = sampled * share;
  }
  let after = (rangeEnd - timestamps[last]!) / 1000;
  if (after >= threshold) after = average / 2;
  return { factor: sampled === 0 ? 1 : (sampled + before + after) / sampled, fromZero };
}
