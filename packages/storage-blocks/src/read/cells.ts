import { ABSENT_HI, ABSENT_LO, STALE_HI, STALE_LO } from '@binnacle/model';
import { COLUMN_DENSE, COLUMN_HAS_GAPS, COLUMN_HAS_HISTOGRAMS } from '@binnacle/storage';
import { HISTOGRAM_HI } from '../head/memtable-layout.ts';

/** Index of the first row whose time is `timeMs` or later; `times` ascends. */
export function firstAtOrAfter(times: Float64Array, timeMs: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What is in cells `0..n-1`: COLUMN_… bits. Cells of histograms become absent. */
export function settleColumn(values: Float64Array, bits: Uint32Array, n: number): number {
  let flags = COLUMN_DENSE;
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    if (value === value) continue;
    const high = bits[2 * i + 1]!;
    if (high === HISTOGRAM_HI) {
      bits[2 * i] = ABSENT_LO;
      bits[2 * i + 1] = ABSENT_HI;
      flags |= COLUMN_HAS_HISTOGRAMS | COLUMN_HAS_GAPS;
    } else if (high === STALE_HI && (bits[2 * i] === STALE_LO || bits[2 * i] === ABSENT_LO)) flags |= COLUMN_HAS_GAPS;
  }
  return flags;
}

export const isAbsent = (low: number, high: number): boolean => low === ABSENT_LO && high === ABSENT_HI;
export const isStale = (low: number, high: number): boolean => low === STALE_LO && high === STALE_HI;

/** Makes cells `from..to-1` absent. */
export function fillAbsent(bits: Uint32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    bits[2 * i] = ABSENT_LO;
    bits[2 * i + 1] = ABSENT_HI;
  }
}

/**
 * Copies `count` cells, bit for bit, of which the first is `from` and the others follow every `stride` cells. `halves` and `bits` are the
 * same bytes as `cells` and `into`.
 * @returns whether any of them is something else than a number
 */
export function copyColumn(
  cells: Float64Array,
  halves: Uint32Array,
  from: number,
  stride: number,
  count: number,
  into: Float64Array,
  bits: Uint32Array,
  at: number,
): boolean {
  let hasMarkers = false;
  for (let cell = from, out = at; out < at + count; out++, cell += stride) {
    const value = cells[cell]!;
    if (value === value) into[out] = value;
    else {
      hasMarkers = true;
      bits[2 * out] = halves[2 * cell]!;
      bits[2 * out + 1] = halves[2 * cell + 1]!;
    }
  }
  return hasMarkers;
}
