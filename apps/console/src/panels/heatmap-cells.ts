import { rangeOf, type PanelData } from './panel-data.ts';

/** One row of a heat map: a bucket, and how much fell into it alone at each step. */
export interface HeatmapRow {
  /** Bounds of the bucket; the lowest one reaches from 0, or from -∞ where bounds are negative, the highest to ∞. */
  readonly from: number;
  readonly to: number;
  readonly values: Float64Array;
}

/** Cumulative buckets (`le`) as rows of their own, lowest first, without empty ones at both ends. */
export function heatmapRows(data: PanelData, ref: string): readonly HeatmapRow[] {
  const buckets = rangeOf(data, ref)
    .map(({ labels, values }) => ({ le: bound(labels['le']), values }))
    .filter(({ le }) => !Number.isNaN(le))
    .sort((a, b) => a.le - b.le);
  const rows = buckets.map(({ le, values }, b): HeatmapRow => {
    const below = buckets[b - 1];
    const own = new Float64Array(values.length);
    for (let i = 0; i < own.length; i++) {
      // Rates of two buckets are not read at the very same moment: a difference may fall a little below zero.
      own[i] =
        below === undefined || Number.isNaN(below.values[i]!) ? values[i]! : Math.max(0, values[i]! - below.values[i]!);
    }
    return { from: below?.le ?? (le > 0 ? 0 : -Infinity), to: le, values: own };
  });
  const filled = rows.map(({ values }) => values.some((value) => value > 0));
  const first = filled.indexOf(true);
  return first === -1 ? [] : rows.slice(first, filled.lastIndexOf(true) + 1);
}

/** The largest value of any cell, 0 when there is none. */
export function largestCell(rows: readonly HeatmapRow[]): number {
  let largest = 0;
  for (const { values } of rows) for (const value of values) if (value > largest) largest = value;
  return largest;
}

function bound(le: string | undefined): number {
  if (le === '+Inf') return Infinity;
  return le === undefined || le === '' ? Number.NaN : Number(le);
}
