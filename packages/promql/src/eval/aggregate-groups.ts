import type { FloatHistogram } from '@binnacle/model';
import type { Aggregate } from '../ast.ts';
import {
  counterResetCollision,
  histogramIgnoredInAggregation,
  mismatchedCustomBuckets,
  mixedExponentialCustom,
  mixedFloatsHistogramsInAggregation,
} from '../annotations/messages.ts';
import { HistogramMean } from '../functions/histograms-over-time.ts';
import { compactHistogram, labelValue, METRIC_NAME } from '@binnacle/model';
import { kernelMemory, placedNumbers, type PlacedNumbers } from '../kernels/number-kernels.ts';
import type { QueryContext } from './query-context.ts';
import { clearAt, isAbsent, setHistogram, type Row } from './row.ts';

/** Takes in the series of one group, one after the other, and gives the result for all steps at the end. */
export interface GroupState {
  /** @param count how many series the row is the sum of; more than one for `sum` and `avg` alone */
  add(row: Row, count?: number): void;
  finish(into: Row): void;
}

/** What aggregations of one query node share. */
export interface AggregationScope {
  readonly node: Aggregate;
  readonly context: QueryContext;
  readonly steps: number;
}

/** `count` counts samples of any kind, `group` is 1 where there is one. */
export class CountGroup implements GroupState {
  private readonly counts: Float64Array;
  private readonly one: boolean;

  constructor({ steps }: AggregationScope, one: boolean) {
    this.counts = new Float64Array(steps);
    this.one = one;
  }

  add(row: Row): void {
    const { counts } = this;
    for (let s = 0; s < counts.length; s++) {
      if (!row.gaps || !isAbsent(row, s) || row.histograms?.[s] !== undefined) counts[s]! += 1;
    }
  }

  finish(into: Row): void {
    into.gaps = false;
    this.counts.forEach((count, s) => {
      if (count === 0) clearAt(into, s);
      else into.values[into.at + s] = this.one ? 1 : count;
    });
  }
}

const NO_STATE = new Uint8Array(0);

/** `min` or `max`; NaN only when there is nothing else. */
export class ExtremeGroup implements GroupState {
  private readonly best: PlacedNumbers;
  /** By step, whether there was a number; made when there is a step without. */
  private seen = NO_STATE;
  private rows = 0;
  private readonly largest: boolean;
  private readonly scope: AggregationScope;

  constructor(scope: AggregationScope, largest: boolean) {
    this.scope = scope;
    this.best = placedNumbers(scope.steps);
    this.largest = largest;
  }

  add(row: Row): void {
    if (row.histograms !== undefined) noteIgnored(this.scope, row);
    const isFirst = this.rows++ === 0;
    if (this.seen === NO_STATE && !row.gaps) {
      if (isFirst) this.best.values.set(row.values.subarray(row.at, row.at + this.scope.steps));
      else this.improve(row);
      return;
    }
    if (this.seen === NO_STATE) this.seen = new Uint8Array(this.scope.steps).fill(isFirst ? 0 : 1);
    this.addSparse(row);
  }

  private improve({ values: from, at }: Row): void {
    const { largest } = this;
    const { values: best, place } = this.best;
    const memory = kernelMemory();
    let s = 0;
    if (memory !== undefined && place !== undefined && from === memory.numbers) {
      s = best.length & -2;
      const improve = largest ? memory.kernels.raise : memory.kernels.lower;
      improve(place, place + 8 * s, 8 * at);
    }
    for (; s < best.length; s++) {
      const value = from[at + s]!;
      const current = best[s]!;
      if (Number.isNaN(current) || (largest ? value > current : value < current)) best[s] = value;
    }
  }

  private addSparse(row: Row): void {
    const { seen, largest } = this;
    const { values: best } = this.best;
    for (let s = 0; s < best.length; s++) {
      if (row.gaps && isAbsent(row, s)) continue;
      const value = row.values[row.at + s]!;
      const current = best[s]!;
      if (seen[s] === 0 || Number.isNaN(current) || (largest ? value > current : value < current)) best[s] = value;
      seen[s] = 1;
    }
  }

  finish(into: Row): void {
    const { values: best } = this.best;
    if (this.seen !== NO_STATE) {
      writeSeen(into, this.seen, (s) => best[s]!);
      return;
    }
    into.gaps = false;
    into.values.set(best, into.at);
  }
}

/** Population variance or standard deviation, computed in one pass. */
export class VarianceGroup implements GroupState {
  private readonly counts: Float64Array;
  private readonly means: Float64Array;
  private readonly squares: Float64Array;
  private readonly root: boolean;
  private readonly scope: AggregationScope;

  constructor(scope: AggregationScope, root: boolean) {
    this.scope = scope;
    this.counts = new Float64Array(scope.steps);
    this.means = new Float64Array(scope.steps);
    this.squares = new Float64Array(scope.steps);
    this.root = root;
  }

  add(row: Row): void {
    const { counts, means, squares } = this;
    if (row.histograms !== undefined) noteIgnored(this.scope, row);
    for (let s = 0; s < counts.length; s++) {
      if (row.gaps && isAbsent(row, s)) continue;
      const value = row.values[row.at + s]!;
      const count = ++counts[s]!;
      if (count === 1) {
        means[s] = value;
        squares[s] = Number.isFinite(value) ? 0 : NaN;
        continue;
      }
      const delta = value - means[s]!;
      means[s]! += delta / count;
      squares[s]! += delta * (value - means[s]!);
    }
  }

  finish(into: Row): void {
    writeSeen(into, this.counts, (s) => {
      const variance = this.squares[s]! / this.counts[s]!;
      return this.root ? Math.sqrt(variance) : variance;
    });
  }
}

const FLOAT = 1;
const HISTOGRAM = 2;
const INCOMPATIBLE = 4;
/** The sum became too large; a running mean goes on from there. */
const RUNNING = 8;

const NO_COUNTS = new Float64Array(0);

/** `sum` and `avg`, of numbers with compensated addition, or of native histograms. */
export class SumGroup implements GroupState {
  private readonly values: Float64Array;
  private readonly lost: Float64Array;
  /** Where these lie in the memory of functions of WebAssembly. */
  private readonly place: number | undefined;
  private readonly lostPlace: number | undefined;
  /** By step, how many numbers and what kinds of samples; made when steps begin to differ in that. */
  private counts = NO_COUNTS;
  private state = NO_STATE;
  private readonly average: boolean;
  private readonly scope: AggregationScope;
  private histograms: (HistogramMean | undefined)[] | undefined;
  private hints: Uint8Array | undefined;
  /** True while every step has numbers alone: most often to the end. */
  private dense = false;
  /** Series that were taken in. */
  private rows = 0;

  constructor(scope: AggregationScope, average: boolean) {
    this.scope = scope;
    ({ values: this.values, place: this.place } = placedNumbers(scope.steps));
    ({ values: this.lost, place: this.lostPlace } = placedNumbers(scope.steps));
    this.lost.fill(0);
    this.average = average;
  }

  add(row: Row, count = 1): void {
    const isFirst = this.rows === 0;
    this.rows += count;
    if (!row.gaps && isFirst) {
      this.values.set(row.values.subarray(row.at, row.at + this.scope.steps));
      this.dense = true;
    } else if (this.dense && !row.gaps) {
      if (this.average) this.addDenseToMean(row, count);
      else this.addDense(row);
    } else {
      if (this.dense) this.leaveDense(this.rows - count);
      else if (isFirst) this.makeSparse();
      this.addSparse(row, 0, count);
    }
  }

  /** From now on steps may differ in how many numbers they have. */
  private leaveDense(count: number): void {
    this.dense = false;
    this.makeSparse();
    this.counts.fill(count);
    this.state.fill(FLOAT);
  }

  private makeSparse(): void {
    this.counts = new Float64Array(this.average ? this.scope.steps : 0);
    this.state = new Uint8Array(this.scope.steps);
  }

  /** Adds what it can two at a time. @returns the step from which on nothing was added */
  private addInPairs({ values: from, at }: Row, lest: 'nothing' | 'overflow'): number {
    const { values, place, lostPlace } = this;
    const memory = kernelMemory();
    if (memory === undefined || place === undefined || lostPlace === undefined || from !== memory.numbers) return 0;
    const even = values.length & -2;
    const end = place + 8 * even;
    if (lest === 'overflow' && memory.kernels.overflows(place, end, 8 * at) !== 0) return 0;
    memory.kernels.addTo(place, end, lostPlace, 8 * at);
    return even;
  }

  private addDense(row: Row): void {
    const { values, lost } = this;
    const { values: from, at } = row;
    for (let s = this.addInPairs(row, 'nothing'); s < values.length; s++) {
      const value = from[at + s]!;
      const sum = values[s]!;
      const next = sum + value;
      // Both ways to compute what was lost are exact, so this one without a branch gives the same as Neumaier's.
      const added = next - sum;
      if (next - next !== 0) lost[s] = 0;
      else lost[s]! += sum - (next - added) + (value - added);
      values[s] = next;
    }
  }

  /** The same until a sum overflows; from that step on the slow way. */
  private addDenseToMean(row: Row, count: number): void {
    const { values, lost } = this;
    for (let s = this.addInPairs(row, 'overflow'); s < values.length; s++) {
      const value = row.values[row.at + s]!;
      const sum = values[s]!;
      const next = sum + value;
      if (next === Infinity || next === -Infinity) {
        this.leaveDense(this.rows - count);
        this.counts.fill(this.rows, 0, s);
        this.addSparse(row, s, count);
        return;
      }
      const added = next - sum;
      lost[s]! += sum - (next - added) + (value - added);
      values[s] = next;
    }
  }

  private addSparse(row: Row, from: number, count: number): void {
    for (let s = from; s < this.values.length; s++) {
      const histogram = row.histograms?.[s];
      if (histogram !== undefined) this.addHistogram(row, s, histogram);
      else if (!row.gaps || !isAbsent(row, s)) this.addNumber(s, row.values[row.at + s]!, count);
    }
  }

  private addNumber(s: number, value: number, count: number): void {
    const { values, lost, counts, state } = this;
    if ((state[s]! & INCOMPATIBLE) !== 0) return;
    const isFirst = state[s] === 0;
    if ((state[s]! & FLOAT) === 0 && !isFirst) {
      // Histograms came first: there will be no result, whatever the sum.
      state[s]! |= FLOAT;
      return;
    }
    state[s]! |= FLOAT;
    if (this.average) counts[s]! += count;
    if (isFirst) {
      values[s] = value;
      return;
    }
    const sum = values[s]!;
    if ((state[s]! & RUNNING) === 0) {
      const next = sum + value;
      const overflows = next === Infinity || next === -Infinity;
      if (!overflows || !this.average) {
        if (overflows) lost[s] = 0;
        else lost[s]! += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
        values[s] = next;
        return;
      }
      state[s]! |= RUNNING;
      values[s] = sum / (counts[s]! - count);
      lost[s] = lost[s]! / (counts[s]! - count);
    }
    const share = (counts[s]! - count) / counts[s]!;
    const [scaled, part] = [share * values[s]!, value / counts[s]!];
    const next = scaled + part;
    const more = Math.abs(scaled) >= Math.abs(part) ? scaled - next + part : part - next + scaled;
    lost[s] = next === Infinity || next === -Infinity ? 0 : share * lost[s]! + more;
    values[s] = next;
  }

  private addHistogram(row: Row, s: number, histogram: FloatHistogram): void {
    const { state, scope } = this;
    if ((state[s]! & INCOMPATIBLE) !== 0) return;
    this.histograms ??= [];
    this.hints ??= new Uint8Array(scope.steps);
    const known = this.histograms[s];
    if (known === undefined && state[s] !== 0) {
      state[s]! |= HISTOGRAM;
      return;
    }
    state[s]! |= HISTOGRAM;
    if (histogram.counterResetHint === 'yes') this.hints[s]! |= 1;
    if (histogram.counterResetHint === 'no') this.hints[s]! |= 2;
    if (known === undefined) {
      this.histograms[s] = new HistogramMean(histogram, this.average);
      return;
    }
    if (!known.add(histogram)) {
      state[s]! |= INCOMPATIBLE;
      scope.context.annotations.add(mixedExponentialCustom(labelValue(row.labels, METRIC_NAME), scope.node.expr));
    }
  }

  finish(into: Row): void {
    if (this.dense) {
      this.finishDense(into);
      return;
    }
    const { values, lost, counts, state, average, scope } = this;
    const { annotations } = scope.context;
    into.gaps = false;
    for (let s = 0; s < values.length; s++) {
      const kinds = state[s]! & (FLOAT | HISTOGRAM);
      if (kinds === (FLOAT | HISTOGRAM)) annotations.add(mixedFloatsHistogramsInAggregation(scope.node.expr));
      if (kinds === 0 || kinds === (FLOAT | HISTOGRAM) || (state[s]! & INCOMPATIBLE) !== 0) {
        clearAt(into, s);
        continue;
      }
      if (kinds === HISTOGRAM) {
        this.finishHistogram(into, s);
        continue;
      }
      const plainMean = average && (state[s]! & RUNNING) === 0;
      into.values[into.at + s] = plainMean ? values[s]! / counts[s]! + lost[s]! / counts[s]! : values[s]! + lost[s]!;
    }
  }

  private finishDense(into: Row): void {
    const { values, lost, rows } = this;
    const { values: out, at } = into;
    into.gaps = false;
    for (let s = 0; s < values.length; s++) {
      out[at + s] = this.average ? values[s]! / rows + lost[s]! / rows : values[s]! + lost[s]!;
    }
  }

  private finishHistogram(into: Row, s: number): void {
    const { annotations } = this.scope.context;
    const mean = this.histograms![s]!;
    const at = this.scope.node.expr;
    if (mean.boundsReconciled) annotations.add(mismatchedCustomBuckets('aggregation', at));
    if (this.hints![s] === 3) annotations.add(counterResetCollision('aggregation', at));
    setHistogram(into, s, compactHistogram(this.average ? mean.mean() : mean.sum()));
  }
}

function noteIgnored({ node, context }: AggregationScope, row: Row): void {
  if (row.histograms?.some((histogram) => histogram !== undefined) !== true) return;
  context.annotations.add(histogramIgnoredInAggregation(node.op, node.expr));
}

function writeSeen(into: Row, seen: ArrayLike<number>, value: (s: number) => number): void {
  into.gaps = false;
  for (let s = 0; s < seen.length; s++) {
    if (seen[s] === 0) clearAt(into, s);
    else into.values[into.at + s] = value(s);
  }
}
