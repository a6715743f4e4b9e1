import { emptyLabels, METRIC_NAME, type Labels } from '@binnacle/model';
import { MAX_TOLD, newFacts, NOT_TOLD, TOLD_ASCENDING, type LabelChoice } from '@binnacle/storage';
import type { Aggregate, Call, MatrixSelector } from '../ast.ts';
import { keepsName } from '../functions/range-functions.ts';
import { zeroLimit } from '../functions/rate-floats.ts';
import type { FloatKernel, FloatWindows } from '../functions/windows.ts';
import { CallOverRange, rangeArgument } from './call-over-range.ts';
import type { Evaluator } from './evaluator.ts';
import { NumberRoom } from './number-room.ts';
import type { RangeColumns } from './range-columns.ts';
import type { Row } from './row.ts';
import { withoutParens } from './step-invariant.ts';

/** The sum of the results of some series of one part; valid until the next is asked for, unless it is in its place. */
export interface PartialSum {
  readonly row: Row;
  /** True when the row is the one that was asked for: see `PlaceOf`. No number in it is minus zero then. */
  readonly inPlace: boolean;
  /** How many series are in it. */
  readonly count: number;
  /** The part of their labels by which they are grouped. */
  readonly part: number;
  partLabels(): Labels;
}

/** Where the sum of a part is to be written; undefined where that does not matter. */
export type PlaceOf = (part: number, labels: (part: number) => Labels) => Row | undefined;

/** What the values of a series must be like, so that its results can be had from sums of values. */
type Rule = 'counter' | 'whole';

const RULES: Partial<Record<Call['func'], Rule>> = {
  rate: 'counter',
  increase: 'counter',
  delta: 'whole',
  sum_over_time: 'whole',
  avg_over_time: 'whole',
};

interface Summed {
  readonly call: Call;
  readonly node: MatrixSelector;
  readonly rule: Rule;
  readonly name: string;
}

/** What `sumsOverRange` can do faster: a sum of rates or of sums over time, of one metric. */
export function summedOverRange({ op, expr }: Aggregate): Summed | undefined {
  if (op !== 'sum' && op !== 'avg') return undefined;
  const call = withoutParens(expr);
  if (call.kind !== 'call' || keepsName(call.func)) return undefined;
  const rule = RULES[call.func];
  const node = rangeArgument(call);
  if (rule === undefined || node?.kind !== 'matrix' || node.vector.edge !== undefined) return undefined;
  const named = node.vector.matchers.find((matcher) => matcher.name === METRIC_NAME && matcher.op === '=');
  return named === undefined || named.value === '' ? undefined : { call, node, rule, name: named.value };
}

/** Sums of values held at a time, in numbers: 8 MB. */
const MAX_HELD = 1 << 20;
/** Whole numbers up to here are added without loss. */
const LARGEST_EXACT = 2 ** 52;

/**
 * The sums of a function over a range, by parts of labels. Rates and sums over time are linear as long as nothing is
 * reset or cut off at zero: then the rate of the sum is the sum of the rates, and a series costs no more than adding up its
 * samples. It is done only where adding loses nothing: whole numbers, which are what counters hold. All other series come out one by
 * one.
 */
export function* sumsOverRange(
  { call, node, rule, name }: Summed,
  choice: LabelChoice,
  evaluator: Evaluator,
  placeOf: PlaceOf,
): Iterable<PartialSum> {
  const over = new CallOverRange(call, node, evaluator);
  const room = new NumberRoom(evaluator.context.settings.querier.sumRoom);
  let open: SharedTimes[] = [];
  let held = 0;
  try {
    yield* sums();
  } finally {
    room.clear();
  }

  function* sums(): Iterable<PartialSum> {
    for (const columns of over.input.columns()) {
      over.enter(columns);
      const { numbers, labels } = columns.parts(choice);
      const { dense } = over.reader;
      let sums = open.find((each) => each.fits(dense.floats));
      if (sums === undefined) open.push((sums = new SharedTimes(dense.floats, rule, labels, room)));
      for (let i = 0, end = 0; i < columns.size; i = end) {
        const unread = sums.addUnread(columns, i, numbers);
        end = i + unread.told;
        held += unread.held;
        if (unread.added > 0) over.countUnread(columns, unread.added);
        if (unread.added === unread.told) continue;
        for (let each = i; each < end; each++) {
          if (unread.into[each - i] !== undefined) continue;
          const part = numbers[each]!;
          const series = over.read(columns, each);
          if (series === dense) {
            const added = sums.add(series.floats.values, part);
            if (added !== 'refused') {
              held += added;
              continue;
            }
          }
          const row = over.row(columns, each, series, true);
          if (row !== undefined) yield { row, inPlace: false, count: 1, part, partLabels: () => labels(part) };
        }
      }
      if (held <= MAX_HELD) continue;
      yield* results();
      open = [];
      held = 0;
      room.clear();
    }
    yield* results();
  }

  function* results(): Iterable<PartialSum> {
    for (const each of open) {
      for (const sum of each.results(over.func.floats, placeOf, evaluator)) {
        over.noteName(name);
        yield sum;
      }
    }
  }
}

interface Sum {
  readonly part: number;
  readonly values: Float64Array;
  count: number;
  /** What the largest of the values can be. */
  size: number;
}

/** What became of some series that follow each other. */
interface Unread {
  /** How many they are. */
  told: number;
  /** The sums to which they were added; undefined for those that were not. */
  readonly into: (Float64Array | undefined)[];
  added: number;
  /** How many numbers more are held. */
  held: number;
}

/** Sums of the values of series that share timestamps and windows, by part. */
class SharedTimes {
  private readonly windows: FloatWindows;
  private readonly rule: Rule;
  private readonly labels: (part: number) => Labels;
  /** Samples in any window: `lo..hi-1`. */
  private readonly lo: number;
  private readonly hi: number;
  /** Times its growth, a counter must begin above this not to be cut off at zero. */
  private readonly limit: number;
  private readonly sums = new Map<number, Sum>();
  private readonly facts = newFacts();
  private readonly unread: Unread = { told: 0, into: [], added: 0, held: 0 };
  private readonly room: NumberRoom;

  constructor(
    { timestamps, from, to, times, group }: FloatWindows,
    rule: Rule,
    labels: (part: number) => Labels,
    room: NumberRoom,
  ) {
    this.room = room;
    this.windows = {
      values: new Float64Array(0),
      timestamps,
      starts: undefined,
      from: from.slice(),
      to: to.slice(),
      times,
      group,
      isSteady: rule === 'counter',
    };
    this.rule = rule;
    this.labels = labels;
    this.lo = from[0] ?? 0;
    this.hi = to.at(-1) ?? 0;
    this.limit = rule === 'counter' ? zeroLimit(this.windows) : 0;
  }

  fits({ timestamps }: FloatWindows): boolean {
    const own = this.windows.timestamps;
    if (own === timestamps) return true;
    if (own.length !== timestamps.length || own[0] !== timestamps[0]) return false;
    for (let i = 0; i < own.length; i++) if (own[i] !== timestamps[i]) return false;
    return true;
  }

  /** Adds the values of a series, unless they break the rule. @returns how many numbers more are held */
  add(values: Float64Array, part: number): number | 'refused' {
    const { lo, hi, rule } = this;
    if (lo >= hi) return 'refused';
    const size = rule === 'counter' ? this.sizeOfCounter(values) : sizeOfWhole(values, lo, hi);
    const sum = this.sums.get(part);
    if (!(size + (sum?.size ?? 0) < LARGEST_EXACT)) return 'refused';
    const held = sum === undefined ? hi : 0;
    const { values: into } = this.take(sum, part, size);
    for (let i = lo; i < hi; i++) into[i] = into[i]! + values[i]!;
    return held;
  }

  /** The same for series `i` and some that follow, without reading the values, where the storage can tell what they are like. */
  addUnread(columns: RangeColumns, i: number, parts: Uint32Array): Unread {
    const { lo, hi, facts, unread } = this;
    const { into } = unread;
    unread.added = 0;
    unread.held = 0;
    if (lo >= hi || columns.tellWhole === undefined) {
      unread.told = Math.min(columns.size - i, MAX_TOLD);
      into.length = unread.told;
      into.fill(undefined);
      return unread;
    }
    unread.told = columns.tellWhole(i, lo, hi, facts);
    into.length = unread.told;
    for (let k = 0; k < unread.told; k++) into[k] = this.keepsRule(k) ? this.takeTold(k, parts[i + k]!) : undefined;
    if (unread.added > 0) columns.addWhole!(i, lo, hi, into);
    return unread;
  }

  /** Whether what is told of a series keeps to the rule. */
  private keepsRule(k: number): boolean {
    const { states, firsts, lasts } = this.facts;
    const state = states[k]!;
    if (state === NOT_TOLD || this.rule !== 'counter') return state !== NOT_TOLD;
    return (state & TOLD_ASCENDING) !== 0 && this.isFarFromZero(firsts[k]!, lasts[k]!);
  }

  /** Where a series is added of which was told; undefined where its sum would become too large. */
  private takeTold(k: number, part: number): Float64Array | undefined {
    const size = this.facts.sizes[k]!;
    const sum = this.sums.get(part);
    if (!(size + (sum?.size ?? 0) < LARGEST_EXACT)) return undefined;
    if (sum === undefined) this.unread.held += this.hi;
    this.unread.added++;
    return this.take(sum, part, size).values;
  }

  /** The sum of a part, made when there is none, with one series more. */
  private take(known: Sum | undefined, part: number, size: number): Sum {
    if (known !== undefined) {
      known.count++;
      known.size += size;
      return known;
    }
    const made = { part, values: this.room.take(this.hi).fill(0, this.lo), count: 1, size };
    this.sums.set(part, made);
    return made;
  }

  *results(kernel: FloatKernel, placeOf: PlaceOf, evaluator: Evaluator): Iterable<PartialSum> {
    const partLabels = this.labels;
    for (const { part, values, count } of this.sums.values()) {
      const place = placeOf(part, partLabels);
      const row = place ?? evaluator.scratchRow(emptyLabels, true);
      if (kernel({ ...this.windows, values }, row) > 0)
        yield { row, inPlace: place !== undefined, count, part, partLabels: () => partLabels(part) };
    }
  }

  /** The largest value, or infinity where the counter is reset, is not whole, or may be cut off at zero. */
  private sizeOfCounter(values: Float64Array): number {
    const { lo, hi } = this;
    const first = values[lo]!;
    let previous = first;
    let rest = first - Math.floor(first);
    let resets = 0;
    for (let i = lo + 1; i < hi; i++) {
      const value = values[i]!;
      if (value < previous) resets++;
      rest += value - Math.floor(value);
      previous = value;
    }
    // What is not finite leaves a NaN in `rest`.
    return resets === 0 && rest === 0 && this.isFarFromZero(first, previous) ? previous : Infinity;
  }

  /** No window of a counter from `first` to `last` can be cut off at zero. */
  private isFarFromZero(first: number, last: number): boolean {
    return first >= 0 && (first === last || first > this.limit * (last - first));
  }
}

/** The largest magnitude, or infinity where a value is not whole. */
function sizeOfWhole(values: Float64Array, lo: number, hi: number): number {
  let rest = 0;
  let size = 0;
  for (let i = lo; i < hi; i++) {
    const value = values[i]!;
    rest += value - Math.floor(value);
    const magnitude = Math.abs(value);
    if (magnitude > size) size = magnitude;
  }
  return rest === 0 ? size : Infinity;
}
