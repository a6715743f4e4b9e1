import { isAbsentAt, isStaleAt, type FloatHistogram } from '@binnacle/model';
import { COLUMN_DENSE, COLUMN_HAS_HISTOGRAMS } from '@binnacle/storage';
import type { FloatWindows, HistogramWindows } from '../functions/windows.ts';
import { ColumnBuffer } from './column-buffer.ts';
import type { RangeColumns } from './range-columns.ts';
import type { WindowTimes } from './times.ts';
import { findWindows, makeBounds, type WindowBounds } from './windows.ts';

/** How far beyond the edges of a window samples are read, in milliseconds. */
export interface Margins {
  readonly before: number;
  readonly after: number;
}

/** The samples of one series in the form that functions read; valid until the next is read. */
export interface SeriesWindows {
  readonly floats: FloatWindows;
  readonly histograms: HistogramWindows | undefined;
}

/**
 * Reads series of groups, one after the other. Windows are found once for each group; series with gaps (stale markers,
 * missed scrapes, histograms) are packed and get bounds of their own.
 */
export class RangeReader {
  readonly bounds: WindowBounds;
  private readonly windows: WindowTimes;
  private readonly margins: Margins;
  private readonly column = new ColumnBuffer();
  private readonly packed: WindowBounds;
  private readonly packedHistograms: WindowBounds;
  private times = new Float64Array(0);
  private starts = new Float64Array(0);
  private floatsBefore = new Int32Array(0);
  private histogramsBefore = new Int32Array(0);
  /** What dense series of the group have in common: everything but their values, which are in the buffer. */
  dense: SeriesWindows;

  constructor(windows: WindowTimes, margins: Margins) {
    this.windows = windows;
    this.margins = margins;
    const { steps } = windows.times;
    this.bounds = makeBounds(steps);
    this.packed = makeBounds(steps);
    this.packedHistograms = makeBounds(steps);
    this.dense = this.describe(new Float64Array(0));
  }

  private describe(timestamps: Float64Array): SeriesWindows {
    const { from, to } = this.bounds;
    const { values } = this.column;
    return {
      floats: { values, timestamps, starts: undefined, from, to, times: this.windows, group: {}, isSteady: false },
      histograms: undefined,
    };
  }

  /** Turns to the next group. */
  enter({ timestamps }: RangeColumns): void {
    const { before, after } = this.margins;
    findWindows(this.windows, timestamps, timestamps.length, before, after, this.bounds);
    this.column.fit(timestamps.length);
    this.dense = this.describe(timestamps);
  }

  read(columns: RangeColumns, i: number): SeriesWindows {
    const { timestamps } = columns;
    const flags = columns.readValues(i, this.column.values);
    const starts = columns.startTimestamps(i);
    if (flags === COLUMN_DENSE) {
      return starts === undefined ? this.dense : { floats: { ...this.dense.floats, starts }, histograms: undefined };
    }
    const histograms = (flags & COLUMN_HAS_HISTOGRAMS) === 0 ? undefined : columns.histograms(i);
    return this.pack(timestamps, starts, histograms);
  }

  private pack(
    timestamps: Float64Array,
    starts: Float64Array | undefined,
    histograms: readonly (FloatHistogram | undefined)[] | undefined,
  ): SeriesWindows {
    const n = timestamps.length;
    this.makeRoom(n);
    const { values, bits } = this.column;
    const found: FloatHistogram[] = [];
    const histogramTimes: number[] = [];
    const histogramStarts: number[] = [];
    let count = 0;
    for (let i = 0; i < n; i++) {
      this.floatsBefore[i] = count;
      this.histogramsBefore[i] = found.length;
      const histogram = histograms?.[i];
      if (histogram !== undefined) {
        if (histogram.stale === true) continue;
        found.push(histogram);
        histogramTimes.push(timestamps[i]!);
        histogramStarts.push(starts?.[i] ?? 0);
        continue;
      }
      const value = values[i]!;
      if (Number.isNaN(value) && (isAbsentAt(bits, i) || isStaleAt(bits, i))) continue;
      values[count] = value;
      this.times[count] = timestamps[i]!;
      if (starts !== undefined) this.starts[count] = starts[i]!;
      count++;
    }
    this.floatsBefore[n] = count;
    this.histogramsBefore[n] = found.length;
    translate(this.bounds, this.floatsBefore, this.packed);
    const floats: FloatWindows = {
      values,
      timestamps: this.times,
      starts: starts === undefined ? undefined : this.starts,
      ...this.packed,
      times: this.windows,
      group: {},
      isSteady: false,
    };
    if (found.length === 0) return { floats, histograms: undefined };
    translate(this.bounds, this.histogramsBefore, this.packedHistograms);
    return {
      floats,
      histograms: {
        histograms: found,
        timestamps: Float64Array.from(histogramTimes),
        starts: starts === undefined ? undefined : Float64Array.from(histogramStarts),
        ...this.packedHistograms,
        times: this.windows,
      },
    };
  }

  private makeRoom(n: number): void {
    if (this.times.length >= n && this.floatsBefore.length > n) return;
    this.times = new Float64Array(2 * n);
    this.starts = new Float64Array(2 * n);
    this.floatsBefore = new Int32Array(2 * n + 1);
    this.histogramsBefore = new Int32Array(2 * n + 1);
  }
}

function translate(bounds: WindowBounds, before: Int32Array, into: WindowBounds): void {
  for (let s = 0; s < bounds.from.length; s++) {
    into.from[s] = before[bounds.from[s]!]!;
    into.to[s] = before[bounds.to[s]!]!;
  }
}
