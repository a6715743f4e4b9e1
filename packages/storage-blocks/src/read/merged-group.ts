import { halvesOf, type FloatHistogram, type Labels } from '@binnacle/model';
import {
  COLUMN_DENSE,
  MAX_TOLD,
  NOT_TOLD,
  resetFacts,
  type LabelChoice,
  type LabelPartNumbers,
  type SeriesGroup,
  type WholeFacts,
} from '@binnacle/storage';
import { HISTOGRAM_HI } from '../head/memtable-layout.ts';
import type { LateSample } from '../head/memtable-view.ts';
import { fillAbsent, isAbsent, isStale, settleColumn } from './cells.ts';
import { CELLS, columnKernels } from '../memory/column-kernels.ts';
import { CopiedCells } from './copied-cells.ts';
import { sampleBefore, withHints, type HistogramCell } from './histogram-hints.ts';
import { placesOf, type Cluster, type Place, type Step } from './cluster.ts';
import { NOT_ADDED } from './sample-source.ts';
import type { SeriesRegistry } from './series-registry.ts';

/** One layer of a merged column: rows of a source, or late samples, and where they go. */
interface Layer {
  readonly times: Float64Array;
  /** Where row `i` goes: `offset + i`, unless `positions` lists it. */
  readonly offset: number;
  readonly positions: Uint32Array | undefined;
}

// Of the series that are told of or added now.
const mustRead = new Uint8Array(MAX_TOLD);
const addresses = new Int32Array(MAX_TOLD);
const toAdd = new Int32Array(MAX_TOLD);

/** A whole column, for a block. */
export interface StoredColumn {
  readonly values: Float64Array;
  readonly bits: Uint32Array;
  /** Cells that are not absent. */
  readonly count: number;
  readonly starts: Float64Array | undefined;
  histogramAt(row: number): FloatHistogram;
}

function noHistogram(row: number): never {
  throw new Error(`BUG: no histogram in row ${row}`);
}

/**
 * Series whose samples lie in the same groups of the same sources. The merged timestamps are made once for all of them;
 * where the layers follow each other in time, which is the usual case, columns are read in place.
 */
export class MergedGroup implements SeriesGroup {
  readonly timestamps: Float64Array;
  readonly size: number;
  private readonly registry: SeriesRegistry;
  private readonly cluster: Cluster;
  /** A layer for each step. */
  private readonly layers: readonly Layer[];
  /** The layers by number, in the order of their times. */
  private readonly inTime: readonly number[];
  /** The layers are read in place: none is late, and every timestamp belongs to exactly one of them. */
  private readonly plain: boolean;
  private readonly startMs: number;
  private readonly endMs: number;
  /** What `tellWhole` had to read. */
  private readonly copied: CopiedCells;

  constructor(registry: SeriesRegistry, cluster: Cluster, range: { readonly startMs: number; readonly endMs: number }) {
    this.registry = registry;
    this.cluster = cluster;
    const { ids, steps } = cluster;
    this.size = ids.length;
    this.startMs = range.startMs;
    this.endMs = range.endMs;
    const merged = mergeTimes(steps.map((step) => this.timesOf(step)));
    this.timestamps = merged.timestamps;
    this.layers = merged.layers;
    this.inTime = merged.inTime;
    this.copied = new CopiedCells(steps, this.size);
    this.plain = merged.disjoint && steps.every(({ isLate }) => !isLate);
  }

  labels(i: number): Labels {
    return this.registry.labels(this.idOf(i));
  }

  parts(choice: LabelChoice): LabelPartNumbers {
    const { ids, asked } = this.cluster;
    const parts = this.registry.parts(choice);
    if (asked.parts?.of !== parts) asked.parts = { of: parts, numbers: ids.map((id) => parts.of(id)) };
    const { numbers } = asked.parts;
    return { numbers, labels: (number) => parts.labels(number) };
  }

  readValues(i: number, into: Float64Array): number {
    const n = this.timestamps.length;
    const bits = halvesOf(into);
    return this.fillCells(i, into, bits) ? settleColumn(into, bits, n) : COLUMN_DENSE;
  }

  tellWhole(i: number, from: number, to: number, facts: WholeFacts): number {
    const { inTime, layers, copied } = this;
    const { steps } = this.cluster;
    // All cells that may have to be copied fit the room for them, if those of one series do.
    const count = Math.min(this.size - i, MAX_TOLD, Math.max(1, Math.floor(CELLS / Math.max(1, to - from))));
    resetFacts(facts, count);
    if (!this.plain || from >= to) {
      facts.states.fill(NOT_TOLD, 0, count);
      return count;
    }
    copied.begin();
    for (const k of inTime) {
      const { source, group, from: start, to: end, columns } = steps[k]!;
      const { offset } = layers[k]!;
      const first = Math.max(start, start + from - offset);
      const last = Math.min(end, start + to - offset);
      if (first >= last) continue;
      mustRead.fill(0, 0, count);
      source.tellWhole(group, columns, i, count, first, last, facts, mustRead);
      if (mustRead.includes(1)) copied.tell(k, i, count, first, last, facts, mustRead);
    }
    return count;
  }

  addWhole(i: number, from: number, to: number, into: readonly (Float64Array | undefined)[]): void {
    const { layers, copied } = this;
    const { steps } = this.cluster;
    const kernels = columnKernels();
    for (let each = 0; each < into.length; each++) {
      const sums = into[each];
      addresses[each] = sums === undefined ? NOT_ADDED : kernels.addressOf(sums);
    }
    for (let k = 0; k < steps.length; k++) {
      const { source, group, from: start, to: end, columns } = steps[k]!;
      const { offset } = layers[k]!;
      const first = Math.max(start, start + from - offset);
      const last = Math.min(end, start + to - offset);
      if (first >= last) continue;
      const at = offset + first - start;
      toAdd.set(addresses);
      copied.add(k, into, at, toAdd);
      source.addWhole(group, columns, i, first, last, into, at, toAdd);
    }
  }

  /** Lets go of memory that other groups want too; the group can still be read. */
  release(): void {
    this.copied.release();
  }

  /**
   * Everything of series `i` as it is stored: markers in their cells, histograms with the hints they came with.
   * @param values room for a value of each timestamp, and `bits` the same as halves; part of the result
   */
  readCells(i: number, values: Float64Array, bits: Uint32Array): StoredColumn {
    const n = this.timestamps.length;
    if (!this.fillCells(i, values, bits)) {
      return { values, bits, count: n, starts: this.startTimestamps(i), histogramAt: noHistogram };
    }
    let count = 0;
    let hasHistograms = false;
    for (let row = 0; row < n; row++) {
      if (!isAbsent(bits[2 * row]!, bits[2 * row + 1]!)) count++;
      hasHistograms ||= isHistogram(bits[2 * row + 1]!);
    }
    const histograms = hasHistograms ? this.histogramCells(i) : undefined;
    return {
      values,
      bits,
      count,
      starts: this.startTimestamps(i),
      histogramAt(row) {
        const histogram = histograms?.[row];
        if (histogram === undefined || typeof histogram === 'string')
          throw new Error(`BUG: no histogram in row ${row}`);
        return histogram;
      },
    };
  }

  histograms(i: number): readonly (FloatHistogram | undefined)[] | undefined {
    const cells = this.histogramCells(i);
    return cells === undefined ? undefined : withHints(cells, sampleBefore(this.places(i), this.startMs));
  }

  /** One for each row; undefined when the series has no histograms in the range. */
  private histogramCells(i: number): HistogramCell[] | undefined {
    const cells: HistogramCell[] = Array.from({ length: this.timestamps.length }, () => 'absent');
    let any = false;
    this.eachCell(this.places(i), (place, at, low, high) => {
      if (isAbsent(low, high)) return;
      cells[at] = isHistogram(high) ? place.source.histogramAt(low) : 'other';
      any ||= isHistogram(high);
    });
    return any ? cells : undefined;
  }

  startTimestamps(i: number): Float64Array | undefined {
    if (!this.mayHaveStarts(i)) return undefined;
    const places = this.places(i);
    const notes = places.map(({ source, series, isLate }) => (isLate ? [] : source.startNotes(series)));
    if (notes.every((each) => each.length === 0) && !places.some(({ isLate }) => isLate)) return undefined;
    const starts = new Float64Array(this.timestamps.length);
    let any = false;
    this.eachCell(places, (place, at, low, high, late) => {
      if (isAbsent(low, high)) return;
      const time = this.timestamps[at]!;
      starts[at] = isStale(low, high) ? 0 : (late?.startMs ?? startAt(notes[places.indexOf(place)]!, time));
      any ||= starts[at] !== 0;
    });
    return any ? starts : undefined;
  }

  private mayHaveStarts(i: number): boolean {
    for (const { source, group, isLate, columns } of this.cluster.steps) {
      if (isLate || source.mayHaveStarts(group, columns[i]!)) return true;
    }
    return false;
  }

  private idOf(i: number): number {
    const id = this.cluster.ids[i];
    if (id === undefined) throw new Error(`BUG: no series ${i} in a group of ${this.size}`);
    return id;
  }

  private places(i: number): readonly Place[] {
    return placesOf(this.cluster, i);
  }

  private timesOf({ source, group, from, to, isLate, numbers }: Step): Float64Array {
    // Whoever is late is alone.
    if (isLate) return Float64Array.from(this.lateOf({ source, series: numbers[0]! }), (sample) => sample.timestampMs);
    return source.timestamps(group).subarray(from, to);
  }

  /** Late samples in the range, ascending, each time once: the one that came last. */
  private lateOf({ source, series }: Pick<Place, 'source' | 'series'>): LateSample[] {
    const byTime = new Map<number, LateSample>();
    for (const sample of source.lateSamples(series)) {
      const { timestampMs } = sample;
      const inRange = timestampMs >= this.startMs && timestampMs <= this.endMs;
      if (inRange && !byTime.has(timestampMs)) byTime.set(timestampMs, sample);
    }
    return [...byTime.values()].sort((a, b) => a.timestampMs - b.timestampMs);
  }

  /** Returns whether any cell may be something else than a number. */
  private fillCells(i: number, into: Float64Array, bits: Uint32Array): boolean {
    if (this.plain) return this.fillInPlace(i, into, bits);
    fillAbsent(bits, 0, this.timestamps.length);
    for (const [k, place] of this.places(i).entries()) {
      this.eachLayerCell(place, this.layers[k]!, (at, low, high) => {
        if (isAbsent(low, high)) return;
        bits[2 * at] = low;
        bits[2 * at + 1] = high;
      });
    }
    return true;
  }

  private fillInPlace(i: number, into: Float64Array, bits: Uint32Array): boolean {
    const { layers, copied } = this;
    const { steps } = this.cluster;
    let hasMarkers = false;
    for (let k = 0; k < steps.length; k++) {
      const { source, group, from, to, columns } = steps[k]!;
      const column = columns[i]!;
      const at = layers[k]!.offset;
      const isMarked = source.hasRows
        ? copied.read(k, column, into, bits, at)
        : source.readColumn(group, column, from, to, into, bits, at);
      if (isMarked) hasMarkers = true;
    }
    return hasMarkers;
  }

  private eachCell(
    places: readonly Place[],
    call: (place: Place, at: number, low: number, high: number, late: LateSample | undefined) => void,
  ): void {
    for (const [k, place] of places.entries()) {
      this.eachLayerCell(place, this.layers[k]!, (at, low, high, late) => call(place, at, low, high, late));
    }
  }

  private eachLayerCell(
    place: Place,
    { times, offset, positions }: Layer,
    call: (at: number, low: number, high: number, late: LateSample | undefined) => void,
  ): void {
    const positionOf = (row: number): number => positions?.[row] ?? offset + row;
    if (place.isLate) {
      this.lateOf(place).forEach((sample, row) => call(positionOf(row), sample.low, sample.high, sample));
      return;
    }
    const values = new Float64Array(times.length);
    const bits = halvesOf(values);
    place.source.readColumn(place.group, place.column, place.from, place.to, values, bits, 0);
    for (let row = 0; row < times.length; row++) call(positionOf(row), bits[2 * row]!, bits[2 * row + 1]!, undefined);
  }
}

const isHistogram = (high: number): boolean => high === HISTOGRAM_HI;

function startAt(notes: readonly number[], timeMs: number): number {
  for (let i = 0; i < notes.length; i += 2) if (notes[i]! <= timeMs) return notes[i + 1]!;
  return 0;
}

interface MergedTimes {
  readonly timestamps: Float64Array;
  readonly layers: readonly Layer[];
  /** Layers by number, in the order in which they begin. */
  readonly inTime: readonly number[];
  readonly disjoint: boolean;
}

/** Timestamps of all layers, ascending, each once; and for each layer where its rows are among them. */
function mergeTimes(all: readonly Float64Array[]): MergedTimes {
  const [first] = all;
  if (all.length === 1 && first !== undefined) {
    return {
      timestamps: first,
      layers: [{ times: first, offset: 0, positions: undefined }],
      inTime: [0],
      disjoint: true,
    };
  }
  const inTime = all.map((_, i) => i);
  // Nearly always they are in order.
  if (all.some((times, i) => i > 0 && times[0]! < all[i - 1]![0]!)) inTime.sort((a, b) => all[a]![0]! - all[b]![0]!);
  let total = 0;
  for (const times of all) total += times.length;
  const timestamps = new Float64Array(total);
  const offsets: number[] = [];
  let at = 0;
  let disjoint = true;
  for (const i of inTime) {
    const times = all[i]!;
    disjoint &&= at === 0 || timestamps[at - 1]! < times[0]!;
    timestamps.set(times, at);
    offsets[i] = at;
    at += times.length;
  }
  if (disjoint) {
    return {
      timestamps,
      layers: all.map((times, i) => ({ times, offset: offsets[i]!, positions: undefined })),
      inTime,
      disjoint,
    };
  }
  timestamps.sort();
  let n = 0;
  for (let i = 0; i < total; i++) if (i === 0 || timestamps[i] !== timestamps[n - 1]) timestamps[n++] = timestamps[i]!;
  const unique = timestamps.subarray(0, n);
  return {
    timestamps: unique,
    layers: all.map((times) => ({ times, offset: 0, positions: locate(times, unique) })),
    inTime,
    disjoint,
  };
}

function locate(times: Float64Array, among: Float64Array): Uint32Array {
  const positions = new Uint32Array(times.length);
  let at = 0;
  for (let i = 0; i < times.length; i++) {
    while (among[at] !== times[i]) at++;
    positions[i] = at;
  }
  return positions;
}
