import { clearAt } from '../eval/row.ts';
import { kernelMemory, type KernelMemory } from '../kernels/number-kernels.ts';
import { exactTotals, type ExactTotals } from './exact-totals.ts';
import type { WindowFunction } from './over-time.ts';
import { windowRuns, type WindowRun } from './window-runs.ts';
import type { FloatKernel, FloatWindows } from './windows.ts';

/**
 * Sums, or means, of windows with compensated addition: to the bit what `oneByOne` finds.
 *
 * Compensated addition finds two numbers: the sum as it comes out of plain additions, and what these have lost together. Where what was lost is
 * itself added up without loss, it is what the sum lacks to the true one, and that is a difference of sums from the beginning on. So
 * one plain addition is left for each sample of a window, instead of seven operations. As each addition of one window waits for the one
 * before, eight windows are added up side by side, in WebAssembly where the values are in its memory.
 *
 * @param oneByOne for series where something of that does not hold
 */
export function compensatedSums(average: boolean, oneByOne: WindowFunction): FloatKernel {
  const totalsOf = exactTotals();
  const runsOf = windowRuns();
  return (windows, out) => {
    const { values, from, to } = windows;
    const steps = from.length;
    const totals = steps === 0 ? undefined : totalsOf(values, from[0]!, to[steps - 1]!);
    out.gaps = false;
    let found = 0;
    for (let s = 0; s < steps; s++) {
      if (to[s]! > from[s]!) {
        found++;
        if (totals === undefined) out.values[out.at + s] = oneByOne(windows, from[s]!, to[s]!, s);
      } else clearAt(out, s);
    }
    if (totals === undefined) return found;
    const memory = kernelMemory();
    const place = memory?.numbers === out.values ? memory.placeOf(values) : undefined;
    for (const run of runsOf(windows)) {
      let s = run.from;
      if (memory !== undefined && place !== undefined)
        s = sumInPairs(memory, place, windows, run, totals, out.at, average);
      addRun(windows, s, run.to, out.values, out.at);
      for (; s < run.to; s++) {
        out.values[out.at + s] = compensated(out.values[out.at + s]!, totals, from[s]!, to[s]!, average);
      }
    }
    return found;
  };
}

/** What compensated addition makes of a window with a sum that plain additions have made. */
function compensated(sum: number, { high, low }: ExactTotals, from: number, to: number, average: boolean): number {
  const lost = high[to]! - high[from]! - sum + (low[to]! - low[from]!);
  return average ? sum / (to - from) + lost / (to - from) : sum + lost;
}

/** In WebAssembly. @returns the step from which on a few windows are left */
function sumInPairs(
  memory: KernelMemory,
  place: number,
  { from }: FloatWindows,
  run: WindowRun,
  totals: ExactTotals,
  at: number,
  average: boolean,
): number {
  const { kernels } = memory;
  const [high, low] = [memory.placeOf(totals.high), memory.placeOf(totals.low)];
  const count = (run.to - run.from) & -8;
  if (count === 0 || high === undefined || low === undefined) return run.from;
  const first = 8 * from[run.from]!;
  const [span, stride] = [8 * run.size, 8 * run.stride];
  const [out, end] = [8 * (at + run.from), 8 * (at + run.from + count)];
  kernels.sumsOfWindows(place + first, span, stride, out, end);
  kernels.compensate(out, end, high + first, low + first, span, stride, average ? run.size : 1);
  return run.from + count;
}

/** So many windows are added up side by side. */
const ABREAST = 8;

/** The sums of windows of one run by plain additions, from the first sample of each on. */
function addRun(windows: FloatWindows, start: number, end: number, results: Float64Array, at: number): void {
  let s = start;
  for (; s + ABREAST <= end; s += ABREAST) addAbreast(windows, s, results, at + s);
  for (; s < end; s++) results[at + s] = addOne(windows, s);
}

function addAbreast({ values, from, to }: FloatWindows, s: number, results: Float64Array, at: number): void {
  let a = from[s]!;
  const end = to[s]!;
  const stride = from[s + 1]! - a;
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
  let [sumE, sumF, sumG, sumH] = [0, 0, 0, 0];
  for (; a < end; a++) {
    const e = a + 4 * stride;
    sumA += values[a]!;
    sumB += values[a + stride]!;
    sumC += values[a + 2 * stride]!;
    sumD += values[a + 3 * stride]!;
    sumE += values[e]!;
    sumF += values[e + stride]!;
    sumG += values[e + 2 * stride]!;
    sumH += values[e + 3 * stride]!;
  }
  results[at] = sumA;
  results[at + 1] = sumB;
  results[at + 2] = sumC;
  results[at + 3] = sumD;
  results[at + 4] = sumE;
  results[at + 5] = sumF;
  results[at + 6] = sumG;
  results[at + 7] = sumH;
}

function addOne({ values, from, to }: FloatWindows, s: number): number {
  let sum = 0;
  for (let i = from[s]!; i < to[s]!; i++) sum += values[i]!;
  return sum;
}
