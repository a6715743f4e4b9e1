import { halvesOf, setAbsent, setStale, type FloatHistogram, type Labels } from '@binnacle/model';
import { COLUMN_DENSE, COLUMN_HAS_GAPS, COLUMN_HAS_HISTOGRAMS, type SeriesGroup } from '../querier.ts';
import { NOT_TOLD, noteNumbers, resetFacts, type WholeFacts } from '../whole-facts.ts';
import type { Sample } from './series-table.ts';

/** The samples of one series inside the queried range. */
export interface SelectedSeries {
  readonly labels: Labels;
  readonly samples: readonly Sample[];
}

/**
 * How series become groups. All give the same answers to a right evaluator: `each` puts every series into a group of its
 * own, `same` puts series with equal timestamps together, `all` makes one group with gaps of everything.
 */
export type Grouping = 'each' | 'same' | 'all';

export function groupSeries(selected: readonly SelectedSeries[], grouping: Grouping): SeriesGroup[] {
  const groups = new Map<string, SelectedSeries[]>();
  for (const [i, series] of selected.entries()) {
    const key = grouping === 'each' ? `${i}` : grouping === 'all' ? '' : series.samples.map(({ t }) => t).join(',');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [series]);
    else group.push(series);
  }
  return [...groups.values()].map((members) => new MemoryGroup(members));
}

class MemoryGroup implements SeriesGroup {
  readonly timestamps: Float64Array;
  readonly size: number;
  readonly #members: readonly SelectedSeries[];

  constructor(members: readonly SelectedSeries[]) {
    this.#members = members;
    this.size = members.length;
    const times = new Set(members.flatMap(({ samples }) => samples.map(({ t }) => t)));
    this.timestamps = Float64Array.from(times).sort();
  }

  labels(i: number): Labels {
    return this.#member(i).labels;
  }

  readValues(i: number, into: Float64Array): number {
    const halves = halvesOf(into);
    let bits = COLUMN_DENSE;
    this.#eachSample(i, (sample, at) => {
      if (sample?.kind === 'float') {
        into[at] = sample.value;
        return;
      }
      bits |= COLUMN_HAS_GAPS;
      if (sample?.kind === 'stale') setStale(halves, at);
      else setAbsent(halves, at);
      if (sample?.kind === 'histogram') bits |= COLUMN_HAS_HISTOGRAMS;
    });
    return bits;
  }

  /** Told of every second series, three at a time, so that tests meet both ways of adding up. */
  tellWhole(i: number, from: number, to: number, facts: WholeFacts): number {
    const count = Math.min(3, this.size - i);
    resetFacts(facts, count);
    for (let k = 0; k < count; k++) {
      const rows = from < to && (i + k) % 2 === 0 ? this.#wholeRows(i + k, from, to) : undefined;
      if (rows === undefined) facts.states[k] = NOT_TOLD;
      else for (const value of rows) noteNumbers(facts, k, value, value, Math.abs(value), true);
    }
    return count;
  }

  addWhole(i: number, from: number, to: number, into: readonly (Float64Array | undefined)[]): void {
    const values = new Float64Array(this.timestamps.length);
    for (const [k, sums] of into.entries()) {
      if (sums === undefined) continue;
      this.readValues(i + k, values);
      for (let row = from; row < to; row++) sums[row]! += values[row]!;
    }
  }

  #wholeRows(i: number, from: number, to: number): Float64Array | undefined {
    const values = new Float64Array(this.timestamps.length);
    if (this.readValues(i, values) !== COLUMN_DENSE || this.startTimestamps(i) !== undefined) return undefined;
    const rows = values.subarray(from, to);
    return rows.every(Number.isInteger) ? rows : undefined;
  }

  histograms(i: number): readonly (FloatHistogram | undefined)[] | undefined {
    const column: (FloatHistogram | undefined)[] = [];
    this.#eachSample(i, (sample) => column.push(sample?.kind === 'histogram' ? sample.value : undefined));
    return column.some((value) => value !== undefined) ? column : undefined;
  }

  startTimestamps(i: number): Float64Array | undefined {
    const column = new Float64Array(this.timestamps.length);
    this.#eachSample(i, (sample, at) => {
      column[at] = sample?.start ?? 0;
    });
    return column.some((start) => start !== 0) ? column : undefined;
  }

  #member(i: number): SelectedSeries {
    const member = this.#members[i];
    if (member === undefined) throw new Error(`BUG: no series ${i} in a group of ${this.size}`);
    return member;
  }

  /** Visits every timestamp of the group, with the sample of series `i` there. */
  #eachSample(i: number, visit: (sample: Sample | undefined, at: number) => void): void {
    const byTime = new Map(this.#member(i).samples.map((sample) => [sample.t, sample]));
    for (const [at, t] of this.timestamps.entries()) visit(byTime.get(t), at);
  }
}
