import { ABSENT_HI, ABSENT_LO, plainDecimal } from '@binnacle/model';
import type { MatrixSeries } from '@binnacle/promql';

export interface LargestSeries {
  /** In the order they came in. */
  readonly series: readonly MatrixSeries[];
  /** How many more there are that have a number. */
  readonly leftOut: number;
  /** The smallest and the largest of the newest values of those left out; NaN without any. */
  readonly newestMin: number;
  readonly newestMax: number;
}

/**
 * The series whose largest value of the range, whatever its sign, is among the `count` largest; of equal ones those that come first. A
 * series that has histograms or no finite number ranks behind all that have one.
 */
export function largestSeries(all: readonly MatrixSeries[], count: number): LargestSeries {
  const figures = all.map(figuresOf);
  const order = all.map((_, i) => i).sort((a, b) => figures[b]!.largest - figures[a]!.largest || a - b);
  const kept = new Set(order.slice(0, count));
  let [leftOut, newestMin, newestMax] = [0, Infinity, -Infinity];
  for (const i of order.slice(count)) {
    const { largest, newest } = figures[i]!;
    if (largest < 0) continue;
    leftOut++;
    newestMin = Math.min(newestMin, newest);
    newestMax = Math.max(newestMax, newest);
  }
  const none = leftOut === 0;
  return {
    series: all.filter((_, i) => kept.has(i)),
    leftOut,
    newestMin: none ? Number.NaN : newestMin,
    newestMax: none ? Number.NaN : newestMax,
  };
}

/** What an answer says of series that are not in it, as a further key of its data; empty when none is left out. */
export function leftOutJson({ leftOut, newestMin, newestMax }: LargestSeries): string {
  if (leftOut === 0) return '';
  return `,"leftOut":{"series":${leftOut},"newest":["${plainDecimal(newestMin)}","${plainDecimal(newestMax)}"]}`;
}

/** The largest finite number without its sign, -1 when there is none, and the newest number. */
function figuresOf({ timestamps, values, bits, at }: MatrixSeries): {
  readonly largest: number;
  readonly newest: number;
} {
  let [largest, newest] = [-1, Number.NaN];
  for (let i = at; i < at + timestamps.length; i++) {
    if (bits[2 * i + 1] === ABSENT_HI && bits[2 * i] === ABSENT_LO) continue;
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    newest = value;
    const size = Math.abs(value);
    if (size > largest && size < Infinity) largest = size;
  }
  return { largest, newest };
}
