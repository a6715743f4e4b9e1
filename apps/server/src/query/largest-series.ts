import { ABSENT_HI, ABSENT_LO, plainDecimal, rankSeries, SizeOfSeries } from '@binnacle/model';
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

/** The `count` largest series, by their peaks and totals (`rankSeries`). What has histograms or no finite number ranks behind the others. */
export function largestSeries(all: readonly MatrixSeries[], count: number): LargestSeries {
  const figures = all.map(figuresOf);
  const order = rankSeries(figures.map(({ size }) => size));
  const kept = new Set(order.slice(0, count));
  let [leftOut, newestMin, newestMax] = [0, Infinity, -Infinity];
  for (const i of order.slice(count)) {
    const { size, newest } = figures[i]!;
    if (size.peak < 0) continue;
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

function figuresOf({ timestamps, values, bits, at }: MatrixSeries): Figures {
  const size = new SizeOfSeries();
  let newest = Number.NaN;
  for (let i = at; i < at + timestamps.length; i++) {
    if (bits[2 * i + 1] === ABSENT_HI && bits[2 * i] === ABSENT_LO) continue;
    const value = values[i]!;
    size.add(value);
    if (!Number.isNaN(value)) newest = value;
  }
  return { size, newest };
}

interface Figures {
  readonly size: SizeOfSeries;
  /** NaN without any. */
  readonly newest: number;
}
