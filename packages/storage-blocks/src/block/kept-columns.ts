import { noteNumbers, type WholeFacts } from '@binnacle/storage';
import type { ColumnMemory } from '../memory/column-kernels.ts';
import { PAGE_COLUMNS } from './block-format.ts';
import type { DecodedColumns } from './decoded-columns.ts';

// What there is of a column; bits that are combined.
const KEPT = 1;
const IS_WHOLE = 2;
const ASCENDS = 4;
/** Integers of 32 bits where all numbers are such, which is half the memory. */
export const INTEGERS = 8;
/** Neither of them: all numbers are the same, and it is in `firsts` and `lasts`. */
export const DOUBLES = 16;
const VARIES = INTEGERS | DOUBLES;

/** What a column is like. */
export interface KnownColumn {
  /** INTEGERS, but for minus zero among them; DOUBLES; or 0 where all are the same integer of 32 bits. */
  readonly kind: number;
  readonly isWhole: boolean;
  readonly ascends: boolean;
  /** No number is larger, nor smaller than its negative, if all are whole. */
  readonly size: number;
}

/** What the arrays of a page take. */
export const KEPT_COLUMNS_BYTES = 2600;

/**
 * The numbers of the columns of a page, decoded, with what those who add them up ask: reading numbers in varints is what a query over
 * thousands of series would otherwise spend most on. Arrays over all columns: an object for each would be somewhere else in memory than
 * the one before, and waiting for it would take longer than adding up its numbers.
 */
export class KeptColumns {
  private readonly memory: ColumnMemory;
  private readonly states = new Uint8Array(PAGE_COLUMNS);
  /** Where the numbers of a column begin, in numbers. */
  private readonly starts = new Uint32Array(PAGE_COLUMNS);
  private readonly sizes = new Float64Array(PAGE_COLUMNS);
  /** The first and the last of the rows that were asked for last. */
  private readonly firsts = new Float64Array(PAGE_COLUMNS);
  private readonly lasts = new Float64Array(PAGE_COLUMNS);
  private from = 0;
  private to = 1;

  constructor(memory: ColumnMemory) {
    this.memory = memory;
  }

  has(column: number): boolean {
    return this.states[column] !== 0;
  }

  /**
   * @param numbers the first `rows` are the column; they are copied
   * @param budget  where they go; it has room for them
   */
  keep(column: number, numbers: Float64Array, rows: number, budget: DecodedColumns): void {
    const first = numbers[0]!;
    let [previous, rest, size] = [first, 0, 0];
    let [changes, drops, others] = [0, 0, 0];
    for (let i = 0; i < rows; i++) {
      const value = numbers[i]!;
      if (value !== previous) changes++;
      if (value < previous) drops++;
      // Minus zero is equal to zero, and must stay what it is.
      if ((value | 0) !== value || (value === 0 && Object.is(value, -0))) others++;
      rest += value - Math.floor(value);
      const magnitude = Math.abs(value);
      if (magnitude > size) size = magnitude;
      previous = value;
    }
    const kind = others > 0 ? DOUBLES : changes > 0 ? INTEGERS : 0;
    // What is not finite leaves a NaN in `rest`.
    this.store(column, numbers, rows, budget, { kind, isWhole: rest === 0, ascends: drops === 0, size });
  }

  /** The same for numbers of which it is known already what they are like. */
  store(column: number, numbers: Float64Array, rows: number, budget: DecodedColumns, known: KnownColumn): void {
    const { integers, doubles } = this.memory;
    const { kind, isWhole, ascends, size } = known;
    if (kind === DOUBLES) {
      const at = budget.take(8 * rows) / 8;
      doubles.set(numbers.subarray(0, rows), at);
      this.starts[column] = at;
    } else if (kind === INTEGERS) {
      const at = budget.take(4 * rows) / 4;
      for (let i = 0; i < rows; i++) integers[at + i] = numbers[i]!;
      this.starts[column] = at;
    } else this.firsts[column] = this.lasts[column] = numbers[0]!;
    this.sizes[column] = size;
    this.states[column] = KEPT | kind | (isWhole ? (ascends ? IS_WHOLE | ASCENDS : IS_WHOLE) : 0);
    this.look(column);
  }

  /** Writes rows `from..to-1` to `into[at…]`. */
  copy(column: number, from: number, to: number, into: Float64Array, at: number): void {
    const { integers, doubles } = this.memory;
    const state = this.states[column]!;
    const start = this.starts[column]!;
    if ((state & INTEGERS) !== 0) copyNumbers(integers, start + from, start + to, into, at);
    else if ((state & DOUBLES) !== 0) copyDoubles(doubles, start + from, start + to, into, at);
    else into.fill(this.firsts[column]!, at, at + to - from);
  }

  /**
   * Adds rows `from..to-1` to `into[at…]`, which has no minus zero there.
   * @param address where `into` begins in the memory of the columns, in bytes; -1 for elsewhere
   */
  add(column: number, from: number, to: number, into: Float64Array, at: number, address: number): void {
    const { integers, doubles, kernels } = this.memory;
    const state = this.states[column]!;
    const start = this.starts[column]!;
    if ((state & VARIES) === 0) {
      const constant = this.firsts[column]!;
      // As of a bucket in which nothing falls.
      if (constant !== 0) addConstant(constant, into, at, to - from);
    } else if (kernels === undefined || address < 0) {
      if ((state & INTEGERS) !== 0) addIntegers(integers, start + from, start + to, into, at);
      else addDoubles(doubles, start + from, start + to, into, at);
    } else if ((state & INTEGERS) !== 0) kernels.addIntegers(4 * (start + from), address + 8 * at, to - from);
    else kernels.addDoubles(8 * (start + from), address + 8 * at, to - from);
  }

  /** Whether all numbers of a column are whole; if so, takes rows `from..to-1` into account, at a place of `facts`. */
  tell(column: number, from: number, to: number, facts: WholeFacts, at: number): boolean {
    const state = this.states[column]!;
    if ((state & IS_WHOLE) === 0) return false;
    if (this.from !== from || this.to !== to) this.lookAt(from, to);
    const ascends = (state & ASCENDS) !== 0 || this.isOrdered(column, from, to);
    noteNumbers(facts, at, this.firsts[column]!, this.lasts[column]!, this.sizes[column]!, ascends);
    return true;
  }

  /** Looks at all columns at once: the processor fetches them side by side, instead of one when the one before has been added. */
  private lookAt(from: number, to: number): void {
    this.from = from;
    this.to = to;
    const { states, starts, firsts, lasts } = this;
    const { integers, doubles } = this.memory;
    for (let column = 0; column < PAGE_COLUMNS; column++) {
      const state = states[column]!;
      const start = starts[column]!;
      if ((state & INTEGERS) !== 0) {
        firsts[column] = integers[start + from]!;
        lasts[column] = integers[start + to - 1]!;
      } else if ((state & DOUBLES) !== 0) {
        firsts[column] = doubles[start + from]!;
        lasts[column] = doubles[start + to - 1]!;
      }
    }
  }

  private look(column: number): void {
    const { integers, doubles } = this.memory;
    const state = this.states[column]!;
    const start = this.starts[column]!;
    if ((state & INTEGERS) !== 0) {
      this.firsts[column] = integers[start + this.from]!;
      this.lasts[column] = integers[start + this.to - 1]!;
    } else if ((state & DOUBLES) !== 0) {
      this.firsts[column] = doubles[start + this.from]!;
      this.lasts[column] = doubles[start + this.to - 1]!;
    }
  }

  private isOrdered(column: number, from: number, to: number): boolean {
    const { integers, doubles } = this.memory;
    const start = this.starts[column]!;
    const isInteger = (this.states[column]! & INTEGERS) !== 0;
    return isInteger
      ? areOrdered(integers, start + from, start + to)
      : areOrderedDoubles(doubles, start + from, start + to);
  }
}

// A function for each kind of array: one that sees several kinds is several times slower.

function addConstant(constant: number, into: Float64Array, at: number, count: number): void {
  for (let k = at; k < at + count; k++) into[k] = into[k]! + constant;
}

function addIntegers(integers: Int32Array, from: number, to: number, into: Float64Array, at: number): void {
  for (let i = from, k = at; i < to; i++, k++) into[k] = into[k]! + integers[i]!;
}

function addDoubles(doubles: Float64Array, from: number, to: number, into: Float64Array, at: number): void {
  for (let i = from, k = at; i < to; i++, k++) into[k] = into[k]! + doubles[i]!;
}

function copyNumbers(integers: Int32Array, from: number, to: number, into: Float64Array, at: number): void {
  for (let i = from, k = at; i < to; i++, k++) into[k] = integers[i]!;
}

export function copyDoubles(doubles: Float64Array, from: number, to: number, into: Float64Array, at: number): void {
  for (let i = from, k = at; i < to; i++, k++) into[k] = doubles[i]!;
}

function areOrdered(numbers: Int32Array, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) if (numbers[i]! < numbers[i - 1]!) return false;
  return true;
}

function areOrderedDoubles(numbers: Float64Array, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) if (numbers[i]! < numbers[i - 1]!) return false;
  return true;
}
