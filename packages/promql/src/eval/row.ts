import { ABSENT_HI, ABSENT_LO, type FloatHistogram, type Labels } from '@binnacle/model';
import type { NumberSlabs } from './number-slabs.ts';

/**
 * One series over all steps: step `s` has the histogram `histograms[s]` if there is one, else the number
 * `values[at + s]`, unless that has the bits of "absent". Rows share large arrays, because making a typed array costs
 * more than filling it.
 */
export interface Row {
  /** With the metric name, even when `dropName` says that the result must not show it. */
  labels: Labels;
  /** The name goes away at the very end, so that series which differ in it alone can be told apart until then. */
  dropName: boolean;
  readonly values: Float64Array;
  readonly bits: Uint32Array;
  readonly at: number;
  /** False only when every step has a number. */
  gaps: boolean;
  histograms: (FloatHistogram | undefined)[] | undefined;
}

/** True when neither a number nor a histogram is at step `s`. */
export const isEmptyAt = (row: Row, s: number): boolean =>
  row.gaps && isAbsent(row, s) && row.histograms?.[s] === undefined;

/** True when no number is at step `s`; there may be a histogram. */
export const isAbsent = ({ bits, at }: Row, s: number): boolean =>
  bits[2 * (at + s) + 1] === ABSENT_HI && bits[2 * (at + s)] === ABSENT_LO;

export function clearAt(row: Row, s: number): void {
  row.bits[2 * (row.at + s)] = ABSENT_LO;
  row.bits[2 * (row.at + s) + 1] = ABSENT_HI;
  row.gaps = true;
}

/** Marks steps `0..steps-1` as having nothing. */
export function clearRow(row: Row, steps: number): void {
  const { bits, at } = row;
  for (let i = 2 * at; i < 2 * (at + steps); i += 2) {
    bits[i] = ABSENT_LO;
    bits[i + 1] = ABSENT_HI;
  }
  row.gaps = true;
  row.histograms = undefined;
}

/** Steps that have a number. */
export function countNumbers(row: Row, steps: number): number {
  if (!row.gaps) return steps;
  let count = 0;
  for (let s = 0; s < steps; s++) if (!isAbsent(row, s)) count++;
  return count;
}

export function hasAny(row: Row, steps: number): boolean {
  if (!row.gaps) return steps > 0;
  for (let s = 0; s < steps; s++) if (!isEmptyAt(row, s)) return true;
  return false;
}

export function setHistogram(row: Row, s: number, histogram: FloatHistogram): void {
  clearAt(row, s);
  row.histograms ??= [];
  row.histograms[s] = histogram;
}

/** Copies the numbers and histograms of all steps. */
export function copyRow(from: Row, to: Row, steps: number): void {
  // Through 32-bit halves, because a number that passes through a variable may lose the payload of a NaN.
  to.bits.set(from.bits.subarray(2 * from.at, 2 * (from.at + steps)), 2 * to.at);
  to.gaps = from.gaps;
  to.histograms = from.histograms?.slice();
}

/** Hands out rows of a fixed number of steps. */
export class RowMaker {
  readonly steps: number;
  private readonly perSlab: number;
  private readonly slabs: NumberSlabs | undefined;
  private values = new Float64Array(0);
  private bits = new Uint32Array(0);
  private next = 0;

  /** @param slabs where rows lie; in memory of their own unless told */
  constructor(steps: number, perSlab: number, slabs?: NumberSlabs) {
    this.steps = steps;
    this.perSlab = perSlab;
    this.slabs = slabs;
  }

  /** A row with arbitrary content. */
  make(labels: Labels, dropName: boolean): Row {
    if (this.next + this.steps > this.values.length) {
      const count = this.steps * this.perSlab;
      this.values = this.slabs?.take(count) ?? new Float64Array(count);
      this.bits = new Uint32Array(this.values.buffer);
      this.next = 0;
    }
    const at = this.next;
    this.next += this.steps;
    return { labels, dropName, values: this.values, bits: this.bits, at, gaps: true, histograms: undefined };
  }
}
