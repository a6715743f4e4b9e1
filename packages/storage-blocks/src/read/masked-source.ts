import { halvesOf, type FloatHistogram } from '@binnacle/model';
import type { LateSample } from '../head/memtable-view.ts';
import type { SampleSource } from './sample-source.ts';

export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

/** Numbers of groups that exist only here begin above those of any source. */
const FIRST_MASKED_GROUP = 0x8000_0000;

/** A column without its deleted rows. */
interface MaskedColumn {
  readonly group: number;
  readonly column: number;
  /** The rows that are left. */
  readonly rows: Uint32Array;
  readonly times: Float64Array;
}

/**
 * A source without the samples that deletions hide. A series that is touched by one stands in a group of its own, which does
 * not have the deleted rows at all.
 */
export class MaskedSource implements SampleSource {
  readonly order: number;
  /** Its groups are made while series are selected. */
  readonly identity = undefined;
  readonly placesVersion = 0;
  private readonly source: SampleSource;
  private readonly deleted: ReadonlyMap<number, readonly TimeRange[]>;
  private readonly masked: MaskedColumn[] = [];

  /** @param deleted by series of the source, the ranges whose samples are gone */
  constructor(source: SampleSource, deleted: ReadonlyMap<number, readonly TimeRange[]>) {
    this.order = source.order;
    this.source = source;
    this.deleted = deleted;
  }

  eachPlace(series: number, call: (group: number, column: number) => void): void {
    const ranges = this.deleted.get(series);
    if (ranges === undefined) {
      this.source.eachPlace(series, call);
      return;
    }
    this.source.eachPlace(series, (group, column) => {
      const times = this.source.timestamps(group);
      const rows = Uint32Array.from(times.keys()).filter((row) => !covers(ranges, times[row]!));
      if (rows.length === 0) return;
      const number =
        this.masked.push({ group, column, rows, times: Float64Array.from(rows, (row) => times[row]!) }) - 1;
      call(FIRST_MASKED_GROUP + number, 0);
    });
  }

  timestamps(group: number): Float64Array {
    return group < FIRST_MASKED_GROUP ? this.source.timestamps(group) : this.column(group).times;
  }

  hasSamples(group: number, column: number, from: number, to: number): boolean {
    if (group < FIRST_MASKED_GROUP) return this.source.hasSamples(group, column, from, to);
    const masked = this.column(group);
    for (let i = from; i < to; i++) {
      const row = masked.rows[i]!;
      if (this.source.hasSamples(masked.group, masked.column, row, row + 1)) return true;
    }
    return false;
  }

  haveSamples(group: number, columns: Uint32Array, from: number, to: number): boolean {
    return columns.every((column) => this.hasSamples(group, column, from, to));
  }

  readColumn(...args: Parameters<SampleSource['readColumn']>): boolean {
    const [group, , from, to, , bits, at] = args;
    if (group < FIRST_MASKED_GROUP) {
      return this.source.readColumn(...args);
    }
    const masked = this.column(group);
    const all = new Float64Array(this.source.timestamps(masked.group).length);
    const allBits = halvesOf(all);
    this.source.readColumn(masked.group, masked.column, 0, all.length, all, allBits, 0);
    for (let i = from; i < to; i++) {
      const row = masked.rows[i]!;
      bits[2 * (at + i - from)] = allBits[2 * row]!;
      bits[2 * (at + i - from) + 1] = allBits[2 * row + 1]!;
    }
    return true;
  }

  get hasRows(): boolean {
    return this.source.hasRows;
  }

  rowWidth(group: number, from: number, to: number): number {
    return group < FIRST_MASKED_GROUP ? this.source.rowWidth(group, from, to) : 0;
  }

  copyRows(...args: Parameters<SampleSource['copyRows']>): void {
    this.source.copyRows(...args);
  }

  tellWhole(...args: Parameters<SampleSource['tellWhole']>): void {
    const [group, , , count, , , , mustRead] = args;
    if (group < FIRST_MASKED_GROUP) this.source.tellWhole(...args);
    else mustRead.fill(1, 0, count);
  }

  addWhole(...args: Parameters<SampleSource['addWhole']>): void {
    // Those of a masked group were all read.
    if (args[0] < FIRST_MASKED_GROUP) this.source.addWhole(...args);
  }

  histogramAt(address: number): FloatHistogram {
    return this.source.histogramAt(address);
  }

  get hasLate(): boolean {
    return this.source.hasLate;
  }

  hasLateSamples(series: number): boolean {
    return this.source.hasLateSamples(series);
  }

  lateSamples(series: number): LateSample[] {
    const ranges = this.deleted.get(series);
    const samples = this.source.lateSamples(series);
    return ranges === undefined ? samples : samples.filter(({ timestampMs }) => !covers(ranges, timestampMs));
  }

  mayHaveStarts(group: number, column: number): boolean {
    if (group < FIRST_MASKED_GROUP) return this.source.mayHaveStarts(group, column);
    const masked = this.column(group);
    return this.source.mayHaveStarts(masked.group, masked.column);
  }

  startNotes(series: number): readonly number[] {
    return this.source.startNotes(series);
  }

  private column(group: number): MaskedColumn {
    const masked = this.masked[group - FIRST_MASKED_GROUP];
    if (masked === undefined) throw new Error(`BUG: no masked group ${group}`);
    return masked;
  }
}

const covers = (ranges: readonly TimeRange[], timeMs: number): boolean =>
  ranges.some(({ startMs, endMs }) => timeMs >= startMs && timeMs <= endMs);
