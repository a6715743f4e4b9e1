import { clearAt, type Row } from '../eval/row.ts';
import { KahanSum } from './kahan.ts';
import { compensatedSums } from './window-sums.ts';
import type { FloatKernel, FloatWindows } from './windows.ts';

/** The result for the numbers `values[from]` to `values[to - 1]`, of which there is at least one. */
export type WindowFunction = (windows: FloatWindows, from: number, to: number, s: number) => number;

/** Calls `compute` for each window that has at least `least` numbers. */
export const overTime =
  (compute: WindowFunction, least = 1): FloatKernel =>
  (windows: FloatWindows, out: Row): number => {
    const { from, to } = windows;
    let found = 0;
    out.gaps = false;
    for (let s = 0; s < from.length; s++) {
      const [first, end] = [from[s]!, to[s]!];
      if (end - first < least) {
        clearAt(out, s);
        continue;
      }
      out.values[out.at + s] = compute(windows, first, end, s);
      found++;
    }
    return found;
  };

export const countOverTime: WindowFunction = (_, from, to) => to - from;

export const firstOverTime: WindowFunction = ({ values }, from) => values[from]!;
export const lastOverTime: WindowFunction = ({ values }, _, to) => values[to - 1]!;
export const presentOverTime: WindowFunction = () => 1;

export const maxOverTime: WindowFunction = ({ values }, from, to) => {
  let max = values[from]!;
  for (let i = from + 1; i < to; i++) if (values[i]! > max || Number.isNaN(max)) max = values[i]!;
  return max;
};

export const minOverTime: WindowFunction = ({ values }, from, to) => {
  let min = values[from]!;
  for (let i = from + 1; i < to; i++) if (values[i]! < min || Number.isNaN(min)) min = values[i]!;
  return min;
};

export const firstTime: WindowFunction = ({ timestamps }, from) => timestamps[from]! / 1000;
export const lastTime: WindowFunction = ({ timestamps }, _, to) => timestamps[to - 1]! / 1000;

/** When the largest number was there for the last time, in seconds. */
export const timeOfMax: WindowFunction = ({ values, timestamps }, from, to) => {
  let at = from;
  for (let i = from + 1; i < to; i++) if (values[i]! >= values[at]! || Number.isNaN(values[at]!)) at = i;
  return timestamps[at]! / 1000;
};

/** When the smallest number was there for the last time, in seconds. */
export const timeOfMin: WindowFunction = ({ values, timestamps }, from, to) => {
  let at = from;
  for (let i = from + 1; i < to; i++) if (values[i]! <= values[at]! || Number.isNaN(values[at]!)) at = i;
  return timestamps[at]! / 1000;
};

/**
 * Sums of the numbers from the beginning on, where they are all whole and so small that no addition loses anything: the
 * sum of a window is then a difference, and exactly what adding one by one would give. Undefined otherwise.
 */
type PrefixSums = (windows: FloatWindows) => Float64Array | undefined;

/** Beyond this, whole numbers may be rounded. */
const LARGEST_EXACT = 2 ** 52;

function makePrefixSums(): PrefixSums {
  let room = new Float64Array(64);
  return ({ values, from, to }) => {
    const end = to.length === 0 ? 0 : to[to.length - 1]!;
    const start = from[0] ?? 0;
    if (room.length <= end) room = new Float64Array(2 * end + 1);
    let sum = 0;
    let size = 0;
    room[start] = 0;
    for (let i = start; i < end; i++) {
      const value = values[i]!;
      if (Math.floor(value) !== value) return undefined;
      sum += value;
      size += Math.abs(value);
      room[i + 1] = sum;
    }
    return size <= LARGEST_EXACT ? room : undefined;
  };
}

/** Sum, or mean, of each window. */
export function totalOverTime(average: boolean): FloatKernel {
  const prefixSums = makePrefixSums();
  const slow = compensatedSums(average, average ? meanOneByOne() : sumOneByOne);
  return (windows, out) => {
    const sums = prefixSums(windows);
    if (sums === undefined) return slow(windows, out);
    const { from, to } = windows;
    let found = 0;
    out.gaps = false;
    for (let s = 0; s < from.length; s++) {
      const count = to[s]! - from[s]!;
      if (count < 1) {
        clearAt(out, s);
        continue;
      }
      const sum = sums[to[s]!]! - sums[from[s]!]!;
      out.values[out.at + s] = average ? sum / count : sum;
      found++;
    }
    return found;
  };
}

/** The sum of a window. */
export const sumOneByOne: WindowFunction = ({ values }, from, to) => {
  // Written out instead of a KahanSum: this is the inner loop of heavy queries.
  let sum = 0;
  let lost = 0;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    const next = sum + value;
    const added = next - sum;
    // A sum that became infinite has lost nothing; for NaN it does not matter.
    lost = next - next === 0 ? lost + (sum - (next - added) + (value - added)) : 0;
    sum = next;
  }
  return sum + lost;
};

/** The mean as sum by count; when the sum would overflow, as a running mean from there on. */
export function meanOneByOne(): WindowFunction {
  const total = new KahanSum();
  return ({ values }, from, to) => {
    total.reset(values[from]!, 0);
    let running = false;
    let count = 1;
    for (let i = from + 1; i < to; i++) {
      count++;
      const [sum, lost] = [total.sum, total.lost];
      if (!running) {
        total.add(values[i]!);
        if (total.sum !== Infinity && total.sum !== -Infinity) continue;
        running = true;
        total.reset(sum / (count - 1), lost / (count - 1));
      }
      const share = (count - 1) / count;
      total.reset(share * total.sum, share * total.lost);
      total.add(values[i]! / count);
    }
    return running ? total.sum + total.lost : total.sum / count + total.lost / count;
  };
}

/** Population variance, or its square root. */
export function varianceOverTime(root: boolean): WindowFunction {
  const mean = new KahanSum();
  const squares = new KahanSum();
  return ({ values }, from, to) => {
    mean.reset(0, 0);
    squares.reset(0, 0);
    for (let i = from; i < to; i++) {
      const delta = values[i]! - mean.total;
      mean.add(delta / (i - from + 1));
      squares.add(delta * (values[i]! - mean.total));
    }
    const variance = squares.total / (to - from);
    return root ? Math.sqrt(variance) : variance;
  };
}
