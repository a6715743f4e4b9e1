import { clearAt } from '../eval/row.ts';
import { exactTotals, type ExactTotals } from './exact-totals.ts';
import type { WindowFunction } from './over-time.ts';
import type { FloatKernel, FloatWindows } from './windows.ts';

/** So many windows are added up side by side. */
const ABREAST = 8;

/**
 * Sums, or means, of windows with compensated addition: to the bit what `oneByOne` finds.
 *
 * Compensated addition finds two numbers: the sum as it comes out of plain additions, and what these have lost together. Where what was lost is
 * itself added up without loss, it is what the sum lacks to the true one, and that is a difference of sums from the beginning on. So
 * one plain addition is left for each sample of a window, instead of seven operations. As each addition of one window waits for the one
 * before, eight windows are added up side by side.
 *
 * @param oneByOne for series where something of that does not hold
 */
export function compensatedSums(average: boolean, oneByOne: WindowFunction): FloatKernel {
  const totalsOf = exactTotals();
  return (windows, out) => {
    const { values, from, to } = windows;
    const steps = from.length;
    const totals = steps === 0 ? undefined : totalsOf(values, from[0]!, to[steps - 1]!);
    const { values: results, at } = out;
    let found = 0;
    out.gaps = false;
    if (totals !== undefined) plainSums(windows, results, at);
    for (let s = 0; s < steps; s++) {
      const [first, end] = [from[s]!, to[s]!];
      if (end <= first) {
        clearAt(out, s);
        continue;
      }
      results[at + s] =
        totals === undefined
          ? oneByOne(windows, first, end, s)
          : compensated(results[at + s]!, totals, first, end, average);
      found++;
    }
    return found;
  };
}

/** What compensated addition makes of a window with a sum that plain additions have made. */
function compensated(sum: number, { high, low }: ExactTotals, from: number, to: number, average: boolean): number {
  const lost = high[to]! - high[from]! - sum + (low[to]! - low[from]!);
  return average ? sum / (to - from) + lost / (to - from) : sum + lost;
}

/** The sums of windows by plain additions, from the first sample of each on. */
function plainSums(windows: FloatWindows, results: Float64Array, at: number): void {
  const { from } = windows;
  let s = 0;
  for (; s + ABREAST <= from.length; s += ABREAST) addAbreast(windows, s, results, at + s);
  for (; s < from.length; s++) results[at + s] = addRest(windows, s, 0, 0);
}

function addAbreast(windows: FloatWindows, s: number, results: Float64Array, at: number): void {
  const { values, from, to } = windows;
  let size = Infinity;
  for (let next = s; next < s + ABREAST; next++) size = Math.min(size, to[next]! - from[next]!);
  size = Math.max(0, size);
  let a = from[s]!;
  let b = from[s + 1]!;
  let c = from[s + 2]!;
  let d = from[s + 3]!;
  let e = from[s + 4]!;
  let f = from[s + 5]!;
  let g = from[s + 6]!;
  let h = from[s + 7]!;
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
  let [sumE, sumF, sumG, sumH] = [0, 0, 0, 0];
  for (const end = a + size; a < end; a++, b++, c++, d++, e++, f++, g++, h++) {
    sumA += values[a]!;
    sumB += values[b]!;
    sumC += values[c]!;
    sumD += values[d]!;
    sumE += values[e]!;
    sumF += values[f]!;
    sumG += values[g]!;
    sumH += values[h]!;
  }
  results[at] = addRest(windows, s, size, sumA);
  results[at + 1] = addRest(windows, s + 1, size, sumB);
  results[at + 2] = addRest(windows, s + 2, size, sumC);
  results[at + 3] = addRest(windows, s + 3, size, sumD);
  results[at + 4] = addRest(windows, s + 4, size, sumE);
  results[at + 5] = addRest(windows, s + 5, size, sumF);
  results[at + 6] = addRest(windows, s + 6, size, sumG);
  results[at + 7] = addRest(windows, s + 7, size, sumH);
}

/** Goes on with a window of which `done` samples are in `sum`. */
function addRest({ values, from, to }: FloatWindows, s: number, done: number, sum: number): number {
  let total = sum;
  for (let i = from[s]! + done; i < to[s]!; i++) total += values[i]!;
  return total;
}
