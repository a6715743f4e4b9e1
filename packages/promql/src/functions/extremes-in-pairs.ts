import { clearAt, type Row } from '../eval/row.ts';
import { kernelMemory, type KernelMemory } from '../kernels/number-kernels.ts';
import type { WindowFunction } from './over-time.ts';
import { windowRuns, type WindowRun } from './window-runs.ts';
import type { FloatWindows } from './windows.ts';

/** With more runs the windows of a series are too different. */
const MOST_RUNS = 8;
/** A run with fewer windows is not worth it. */
const LEAST_WINDOWS = 8;

/**
 * The largest, or smallest, number of each window in WebAssembly, without a branch: of each number and the one behind it, then of these
 * pairs and the pairs behind them, and so on up to half of a window at least. Two such stretches cover a window. Of equal numbers (zero and minus
 * zero are) the first counts.
 *
 * @returns how many windows have numbers; undefined when nothing was done, as numbers lie elsewhere, are NaN, or windows are too different
 */
export function extremesInPairs(
  largest: boolean,
  oneByOne: WindowFunction,
): (windows: FloatWindows, out: Row) => number | undefined {
  const runsOf = windowRuns();
  let room = 0;
  let roomFor = 0;
  return (windows, out) => {
    const { values, from, to } = windows;
    const memory = kernelMemory();
    const place = memory?.numbers === out.values ? memory.placeOf(values) : undefined;
    if (memory === undefined || place === undefined) return undefined;
    const [first, end] = [from[0]!, to[to.length - 1]!];
    if (end - first < 2 || memory.kernels.hasNan(place + 8 * first, place + 8 * end) !== 0) return undefined;
    const runs = runsOf(windows);
    if (runs.length > MOST_RUNS) return undefined;
    if (roomFor < end - first) {
      const taken = memory.take(2 * (end - first));
      if (taken === undefined) return undefined;
      [room, roomFor] = [8 * taken, 2 * (end - first)];
    }
    let found = 0;
    for (const run of runs) {
      found += run.to - run.from;
      let s = run.from;
      if (run.to - run.from >= LEAST_WINDOWS) s = fillRun(memory, place + 8 * from[s]!, run, room, largest, out.at);
      for (; s < run.to; s++) out.values[out.at + s] = oneByOne(windows, from[s]!, to[s]!, s);
    }
    out.gaps = false;
    if (found < from.length) for (let s = 0; s < from.length; s++) if (to[s]! <= from[s]!) clearAt(out, s);
    return found;
  };
}

/** @returns the step from which on a window may be left */
function fillRun(
  { kernels }: KernelMemory,
  values: number,
  { from, to, size, stride }: WindowRun,
  room: number,
  largest: boolean,
  at: number,
): number {
  const numbers = (to - from - 1) * stride + size;
  const widen = largest ? kernels.widenLargest : kernels.widenSmallest;
  let stretches = values;
  let width = 1;
  for (; 2 * width <= size; width *= 2) {
    widen(stretches, stretches + 8 * (numbers - 2 * width + 1), 8 * width, room);
    stretches = room;
  }
  const even = (to - from) & -2;
  const choose = largest ? kernels.largestOfPairs : kernels.smallestOfPairs;
  choose(stretches, 8 * (size - width), 8 * stride, 8 * (at + from), 8 * (at + from + even));
  return from + even;
}
