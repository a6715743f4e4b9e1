import { clearAt } from '../eval/row.ts';
import type { WindowFunction } from './over-time.ts';
import type { FloatKernel } from './windows.ts';

/**
 * Sums, or means, of windows with compensated addition, four windows side by side. Each addition of one window waits for the one before, so a
 * processor that goes through one window after the other does nothing most of the time; those of four windows do not wait for each other. Each
 * window is still added up by itself, from its first sample on: the result is to the bit what `oneByOne` finds.
 *
 * @param oneByOne for windows whose sum is not finite, and for those that have no neighbours of their size
 */
export function sumsSideBySide(average: boolean, oneByOne: WindowFunction): FloatKernel {
  return (windows, out) => {
    const { values, from, to } = windows;
    const { values: results, at } = out;
    const steps = from.length;
    let found = 0;
    out.gaps = false;
    for (let s = 0; s < steps;) {
      const size = to[s]! - from[s]!;
      if (size < 1) {
        clearAt(out, s++);
        continue;
      }
      if (haveSize(size, from, to, s + 1)) {
        addFour(values, from, s, size, average, results, at + s);
        for (const end = s + 4; s < end; s++) {
          const result = results[at + s]!;
          // What is not finite has its own rules.
          if (result - result !== 0) results[at + s] = oneByOne(windows, from[s]!, to[s]!, s);
        }
        found += 4;
        continue;
      }
      results[at + s] = oneByOne(windows, from[s]!, to[s]!, s);
      s++;
      found++;
    }
    return found;
  };
}

/** Whether three windows from `s` on have as many samples. */
function haveSize(size: number, from: Int32Array, to: Int32Array, s: number): boolean {
  if (s + 3 > from.length) return false;
  for (let next = s; next < s + 3; next++) if (size !== to[next]! - from[next]!) return false;
  return true;
}

function addFour(
  values: Float64Array,
  from: Int32Array,
  s: number,
  size: number,
  average: boolean,
  results: Float64Array,
  at: number,
): void {
  let a = from[s]!;
  let b = from[s + 1]!;
  let c = from[s + 2]!;
  let d = from[s + 3]!;
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
  let [lostA, lostB, lostC, lostD] = [0, 0, 0, 0];
  for (const end = a + size; a < end; a++, b++, c++, d++) {
    const valueA = values[a]!;
    const valueB = values[b]!;
    const valueC = values[c]!;
    const valueD = values[d]!;
    const nextA = sumA + valueA;
    const nextB = sumB + valueB;
    const nextC = sumC + valueC;
    const nextD = sumD + valueD;
    const addedA = nextA - sumA;
    const addedB = nextB - sumB;
    const addedC = nextC - sumC;
    const addedD = nextD - sumD;
    // Exact, as what is computed with a look at which of the two is larger.
    lostA += sumA - (nextA - addedA) + (valueA - addedA);
    lostB += sumB - (nextB - addedB) + (valueB - addedB);
    lostC += sumC - (nextC - addedC) + (valueC - addedC);
    lostD += sumD - (nextD - addedD) + (valueD - addedD);
    sumA = nextA;
    sumB = nextB;
    sumC = nextC;
    sumD = nextD;
  }
  // By one is by nothing, to the bit.
  const by = average ? size : 1;
  results[at] = sumA / by + lostA / by;
  results[at + 1] = sumB / by + lostB / by;
  results[at + 2] = sumC / by + lostC / by;
  results[at + 3] = sumD / by + lostD / by;
}
