import { halvesOf, type FloatHistogram } from '@binnacle/model';
import { resetHintAsRead } from '@binnacle/storage';
import { HISTOGRAM_HI } from '../head/memtable-layout.ts';
import { isAbsent } from './cells.ts';
import type { Place } from './cluster.ts';

/** What a row of a series has: nothing, something else than a histogram, or one. */
export type HistogramCell = 'absent' | 'other' | FloatHistogram;

/** Rows that are read at a time on the way back. */
const STRIDE = 64;

/**
 * Histograms with the hints with which they are read back: each is compared with the sample before it in its series.
 *
 * @param before  the last sample before the first row
 */
export function withHints(cells: readonly HistogramCell[], before: HistogramCell): (FloatHistogram | undefined)[] {
  let previous = before;
  return cells.map((cell) => {
    if (cell === 'absent') return undefined;
    const last = previous;
    previous = cell;
    if (cell === 'other') return undefined;
    return { ...cell, counterResetHint: resetHintAsRead(typeof last === 'string' ? undefined : last, cell) };
  });
}

/** The last sample of a series before the queried range, where it lies in a group that the range reaches into. */
export function sampleBefore(places: readonly Place[], startMs: number): HistogramCell {
  let found: HistogramCell = 'absent';
  let foundMs = -Infinity;
  for (const place of places) {
    const last = place.isLate ? lastLate(place, startMs) : lastRow(place, foundMs);
    // What a later place has replaces what an earlier one has at the same time.
    if (last === undefined || last.timestampMs < foundMs) continue;
    foundMs = last.timestampMs;
    found = last.high === HISTOGRAM_HI ? place.source.histogramAt(last.low) : 'other';
  }
  return found;
}

interface Cell {
  readonly timestampMs: number;
  readonly low: number;
  readonly high: number;
}

function lastLate({ source, series }: Place, startMs: number): Cell | undefined {
  let last: Cell | undefined;
  // The one that came last comes first, and stays when another has the same time.
  for (const sample of source.lateSamples(series)) {
    if (sample.timestampMs < startMs && sample.timestampMs > (last?.timestampMs ?? -Infinity)) last = sample;
  }
  return last;
}

function lastRow({ source, group, column, from }: Place, afterMs: number): Cell | undefined {
  const times = source.timestamps(group);
  const values = new Float64Array(STRIDE);
  const bits = halvesOf(values);
  for (let to = from; to > 0 && times[to - 1]! >= afterMs; to -= STRIDE) {
    const first = Math.max(0, to - STRIDE);
    source.readColumn(group, column, first, to, values, bits, 0);
    for (let row = to - 1; row >= first; row--) {
      const [low, high] = [bits[2 * (row - first)]!, bits[2 * (row - first) + 1]!];
      if (!isAbsent(low, high)) return { timestampMs: times[row]!, low, high };
    }
  }
  return undefined;
}
