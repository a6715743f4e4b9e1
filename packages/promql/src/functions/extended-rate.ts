import { clearAt } from '../eval/row.ts';
import type { RateKind } from './rate-floats.ts';
import { windowEnd, windowStart, type FloatKernel, type RangeCall } from './windows.ts';

/**
 * `rate`, `increase` and `delta` over a range with `anchored` or `smoothed`: instead of extrapolating, they look at
 * samples outside the range. `anchored` begins with the last sample before it; `smoothed` interpolates at both edges.
 */
export function extendedRateOfFloats({ isCounter, isRate }: RateKind, call: RangeCall): FloatKernel {
  const smoothed = call.edge === 'smoothed';
  return ({ values, timestamps, from, to, times }, out) => {
    let found = 0;
    out.gaps = false;
    for (let s = 0; s < from.length; s++) {
      const edges = findEdges(timestamps, from[s]!, to[s]!, windowStart(times, s), windowEnd(times, s), smoothed);
      if (edges === undefined) {
        clearAt(out, s);
        continue;
      }
      const [start, end] = [windowStart(times, s), windowEnd(times, s)];
      let { first, last } = edges;
      const left =
        smoothed && timestamps[first]! < start
          ? interpolate(values, timestamps, first, first + 1, start, isCounter)
          : values[first]!;
      const right =
        smoothed && last > from[s]! && timestamps[last]! > end
          ? interpolate(values, timestamps, last - 1, last, end, isCounter)
          : values[last]!;
      let result = right - left;
      if (isCounter) {
        // The edges have resets next to them accounted for; what is left are the samples strictly within.
        if (timestamps[first]! <= start) first++;
        if (timestamps[last]! >= end) last--;
        let previous = left;
        for (let i = first; i <= last; i++) {
          if (values[i]! < previous) result += previous;
          previous = values[i]!;
        }
        if (right < previous) result += previous;
      }
      out.values[out.at + s] = isRate ? result / (times.rangeMs / 1000) : result;
      found++;
    }
    return found;
  };
}

/**
 * The samples at the edges of a window: the last at or before its start (or the first there is), and the last there is,
 * or with `smoothed` the first at or after its end. Undefined where the series has nothing to do with the window.
 */
export function findEdges(
  timestamps: Float64Array,
  from: number,
  to: number,
  start: number,
  end: number,
  smoothed: boolean,
): { readonly first: number; readonly last: number } | undefined {
  if (to <= from) return undefined;
  let last = to - 1;
  let first = from;
  while (first < last && timestamps[first]! <= start) first++;
  first = Math.max(from, first - 1);
  if (smoothed) {
    let next = from;
    while (next < last && timestamps[next]! < end) next++;
    last = next;
  }
  if (timestamps[last]! <= start || (smoothed && timestamps[first]! > end)) return undefined;
  return { first, last };
}

/** The value at a moment between two samples; a counter that fell is taken to have gone up from zero in between. */
export function interpolate(
  values: Float64Array,
  timestamps: Float64Array,
  before: number,
  after: number,
  moment: number,
  isCounter: boolean,
): number {
  const to = values[after]!;
  let from = values[before]!;
  if (isCounter && to < from) from = 0;
  const [start, end] = [timestamps[before]!, timestamps[after]!];
  return from + ((to - from) * (moment - start)) / (end - start);
}
