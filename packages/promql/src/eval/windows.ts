import type { WindowTimes } from './times.ts';

/** Which samples are in the window of each step: those with index `from[s]` to `to[s] - 1`. */
export interface WindowBounds {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export const makeBounds = (steps: number): WindowBounds => ({
  from: new Int32Array(steps),
  to: new Int32Array(steps),
});

/**
 * Finds the windows of all steps in one pass. `before` and `after` widen them, for selectors that look past the edges.
 *
 * @param count how many of `timestamps` (ascending) there are
 */
export function findWindows(
  windows: WindowTimes,
  timestamps: Float64Array,
  count: number,
  before: number,
  after: number,
  into: WindowBounds,
): void {
  const { from, to } = into;
  let low = 0;
  let high = 0;
  for (let s = 0; s < windows.times.steps; s++) {
    const end = windows.firstEndMs + s * windows.strideMs;
    const start = end - windows.rangeMs - before;
    while (low < count && timestamps[low]! <= start) low++;
    if (high < low) high = low;
    while (high < count && timestamps[high]! <= end + after) high++;
    from[s] = low;
    to[s] = high;
  }
}

/**
 * Finds for each step the last sample that is not older than the lookback, or -1.
 *
 * @param firstMs moment of the first step, and `strideMs` from one to the next
 */
export function findLatest(
  firstMs: number,
  strideMs: number,
  lookbackMs: number,
  timestamps: Float64Array,
  count: number,
  into: Int32Array,
): void {
  let next = 0;
  for (let s = 0; s < into.length; s++) {
    const moment = firstMs + s * strideMs;
    while (next < count && timestamps[next]! <= moment) next++;
    into[s] = next > 0 && timestamps[next - 1]! > moment - lookbackMs ? next - 1 : -1;
  }
}

/** How many samples all windows have together. */
export function samplesInWindows({ from, to }: WindowBounds): number {
  let total = 0;
  for (let s = 0; s < from.length; s++) total += to[s]! - from[s]!;
  return total;
}
