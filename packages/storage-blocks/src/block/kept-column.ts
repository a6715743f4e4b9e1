import { noteNumbers, type WholeFacts } from '@binnacle/storage';
import type { IntegerRoom } from './integer-room.ts';

/**
 * The numbers of a column of a page, decoded, with what those who add them up ask: reading numbers in varints is what a query over
 * thousands of series would otherwise spend most on.
 */
export class KeptColumn {
  readonly sizeBytes: number;
  /** Integers of 32 bits where all numbers are such, which is half the memory, from `at` on. */
  private readonly integers: Int32Array | undefined;
  private readonly at: number;
  private readonly doubles: Float64Array | undefined;
  /** All numbers, where there is neither. */
  private readonly constant: number;
  private readonly isWhole: boolean;
  private readonly isAscending: boolean;
  private readonly size: number;

  /**
   * @param numbers the first `rows` are the column; they are copied
   * @param room    where integers go
   */
  constructor(numbers: Float64Array, rows: number, room: IntegerRoom) {
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
    // What is not finite leaves a NaN in `rest`.
    this.isWhole = rest === 0;
    this.isAscending = drops === 0 && this.isWhole;
    this.size = size;
    this.constant = first;
    const kind = others > 0 ? 'doubles' : changes > 0 ? 'integers' : 'constant';
    this.at = kind === 'integers' ? room.take(rows) : 0;
    this.integers = kind === 'integers' ? room.slab : undefined;
    this.doubles = kind === 'doubles' ? numbers.slice(0, rows) : undefined;
    if (this.integers !== undefined) for (let i = 0; i < rows; i++) this.integers[this.at + i] = numbers[i]!;
    this.sizeBytes = OWN_BYTES + (kind === 'constant' ? 0 : kind === 'integers' ? 4 * rows : 8 * rows);
  }

  /** Writes rows `from..to-1` to `into[at…]`. */
  copy(from: number, to: number, into: Float64Array, at: number): void {
    const { integers, doubles } = this;
    if (integers !== undefined) copyNumbers(integers, this.at + from, this.at + to, into, at);
    else if (doubles !== undefined) copyDoubles(doubles, from, to, into, at);
    else into.fill(this.constant, at, at + to - from);
  }

  /** Adds rows `from..to-1` to `into[at…]`. */
  add(from: number, to: number, into: Float64Array, at: number): void {
    const { integers, doubles, constant } = this;
    if (integers !== undefined) addIntegers(integers, this.at + from, this.at + to, into, at);
    else if (doubles !== undefined) for (let i = from, k = at; i < to; i++, k++) into[k] = into[k]! + doubles[i]!;
    else for (let end = at + to - from, k = at; k < end; k++) into[k] = into[k]! + constant;
  }

  /** Whether all numbers are whole; if so, takes rows `from..to-1` into account. */
  tell(from: number, to: number, facts: WholeFacts): boolean {
    if (!this.isWhole) return false;
    const { at, integers, doubles, isAscending, size } = this;
    if (integers !== undefined) {
      const ascends = isAscending || isOrdered(integers, at + from, at + to);
      noteNumbers(facts, integers[at + from]!, integers[at + to - 1]!, size, ascends);
    } else if (doubles !== undefined) {
      noteNumbers(facts, doubles[from]!, doubles[to - 1]!, size, isAscending || isOrdered(doubles, from, to));
    } else noteNumbers(facts, this.constant, this.constant, size, true);
    return true;
  }
}

/** What the object takes besides its numbers, roughly. */
const OWN_BYTES = 120;

// A function for each kind of array: one that sees several kinds is several times slower.

function addIntegers(integers: Int32Array, from: number, to: number, into: Float64Array, at: number): void {
  for (let i = from, k = at; i < to; i++, k++) into[k] = into[k]! + integers[i]!;
}

function copyNumbers(integers: Int32Array, from: number, to: number, into: Float64Array, at: number): void {
  for (let i = from, k = at; i < to; i++, k++) into[k] = integers[i]!;
}

function copyDoubles(doubles: Float64Array, from: number, to: number, into: Float64Array, at: number): void {
  for (let i = from, k = at; i < to; i++, k++) into[k] = doubles[i]!;
}

function isOrdered(numbers: Int32Array | Float64Array, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) if (numbers[i]! < numbers[i - 1]!) return false;
  return true;
}
