import { clearAt } from '../eval/row.ts';
import { overTime, type WindowFunction } from './over-time.ts';
import { extremesInPairs } from './extremes-in-pairs.ts';
import type { FloatKernel, FloatWindows } from './windows.ts';

/** Windows that have fewer samples together than so many times those they are made of are looked at one by one. */
const LEAST_OVERLAP = 3;

/**
 * The largest, or smallest, number of each window. Where windows overlap, each sample is looked at once, not once for each window: numbers that
 * a later one has overtaken cannot be the largest of any window to come. Of equal numbers (zero and minus zero are) the first counts.
 *
 * @param oneByOne for windows that hardly overlap
 */
export function extremesOfWindows(largest: boolean, oneByOne: WindowFunction): FloatKernel {
  const plain = overTime(oneByOne);
  /** Numbers that may be the largest yet, each smaller than or equal to the one before, and where they are. */
  let kept = new Float64Array(64);
  let places = new Int32Array(64);
  const inPairs = extremesInPairs(largest, oneByOne);
  return (windows, out) => {
    const { values, from, to } = windows;
    const span = spanOf(windows);
    if (!overlaps(windows, span)) return plain(windows, out);
    const foundInPairs = inPairs(windows, out);
    if (foundInPairs !== undefined) return foundInPairs;
    if (kept.length < span) {
      kept = new Float64Array(2 * span);
      places = new Int32Array(2 * span);
    }
    let [head, tail] = [0, 0];
    let next = from[0]!;
    let found = 0;
    out.gaps = false;
    for (let s = 0; s < from.length; s++) {
      const [first, end] = [from[s]!, to[s]!];
      if (end <= first) {
        clearAt(out, s);
        continue;
      }
      for (; next < end; next++) {
        const value = values[next]!;
        if (value !== value) continue;
        if (largest) while (tail > head && kept[tail - 1]! < value) tail--;
        else while (tail > head && kept[tail - 1]! > value) tail--;
        kept[tail] = value;
        places[tail++] = next;
      }
      while (head < tail && places[head]! < first) head++;
      // Nothing but NaN is in the window otherwise.
      out.values[out.at + s] = head < tail ? kept[head]! : NaN;
      found++;
    }
    return found;
  };
}

/** How many samples there are from the first window to the last. */
const spanOf = ({ from, to }: FloatWindows): number => (from.length === 0 ? 0 : to[to.length - 1]! - from[0]!);

function overlaps({ from, to }: FloatWindows, span: number): boolean {
  let samples = 0;
  for (let s = 0; s < from.length && samples < LEAST_OVERLAP * span; s++) samples += Math.max(0, to[s]! - from[s]!);
  return span > 0 && samples >= LEAST_OVERLAP * span;
}
