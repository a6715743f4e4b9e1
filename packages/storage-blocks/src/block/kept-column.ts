import { noteNumbers, type WholeFacts } from '@binnacle/storage';
import type { ColumnSlab } from '../memory/column-kernels.ts';
import type { ColumnRoom } from './column-room.ts';

/**
 * The numbers of a column of a page, decoded, with what those who add them up ask: reading numbers in varints is what a query over
 * thousands of series would otherwise spend most on.
 */
export class KeptColumn {
  readonly sizeBytes: number;
  /** Integers of 32 bits where all numbers are such, which is half the memory. */
  private readonly kind: 'integers' | 'doubles' | 'constant';
  /** Where they are, from number `at` on; undefined where all numbers are the same. */
  private readonly slab: ColumnSlab | undefined;
  private readonly at: number;
  /** All numbers, where there is no slab. */
  private readonly constant: number;
  private readonly isWhole: boolean;
  private readonly isAscending: boolean;
  private readonly size: number;

  /**
   * @param numbers the first `rows` are the column; they are copied
   * @param room    where they go
   */
  constructor(numbers: Float64Array, rows: number, room: ColumnRoom) {
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
    this.kind = others > 0 ? 'doubles' : changes > 0 ? 'integers' : 'constant';
    const bytes = this.kind === 'constant' ? 0 : this.kind === 'integers' ? 4 * rows : 8 * rows;
    this.sizeBytes = OWN_BYTES + bytes;
    const at = bytes === 0 ? 0 : room.take(bytes);
    this.slab = bytes === 0 ? undefined : room.slab;
    this.at = this.kind === 'integers' ? at / 4 : at / 8;
    if (this.kind === 'integers') copyTo(this.slab!.integers, this.at, numbers, rows);
    else if (this.kind === 'doubles') this.slab!.doubles.set(numbers.subarray(0, rows), this.at);
  }

  /** Writes rows `from..to-1` to `into[at…]`. */
  copy(from: number, to: number, into: Float64Array, at: number): void {
    const { kind, slab } = this;
    if (kind === 'integers') copyNumbers(slab!.integers, this.at + from, this.at + to, into, at);
    else if (kind === 'doubles') copyDoubles(slab!.doubles, this.at + from, this.at + to, into, at);
    else into.fill(this.constant, at, at + to - from);
  }

  /** Adds rows `from..to-1` to `into[at…]`. */
  add(from: number, to: number, into: Float64Array, at: number): void {
    const { kind, slab, constant } = this;
    if (slab === undefined) {
      for (let end = at + to - from, k = at; k < end; k++) into[k] = into[k]! + constant;
      return;
    }
    const { kernels } = slab;
    const target = kernels === undefined ? -1 : kernels.addressOf(into);
    const first = this.at + from;
    if (kernels === undefined || target < 0) {
      if (kind === 'integers') addIntegers(slab.integers, first, this.at + to, into, at);
      else addDoubles(slab.doubles, first, this.at + to, into, at);
    } else if (kind === 'integers') kernels.addIntegers(slab.address + 4 * first, target + 8 * at, to - from);
    else kernels.addDoubles(slab.address + 8 * first, target + 8 * at, to - from);
  }

  /** Whether all numbers are whole; if so, takes rows `from..to-1` into account. */
  tell(from: number, to: number, facts: WholeFacts): boolean {
    if (!this.isWhole) return false;
    const { at, kind, slab, isAscending, size } = this;
    if (kind === 'integers') {
      const { integers } = slab!;
      const ascends = isAscending || isOrdered(integers, at + from, at + to);
      noteNumbers(facts, integers[at + from]!, integers[at + to - 1]!, size, ascends);
    } else if (kind === 'doubles') {
      const { doubles } = slab!;
      const ascends = isAscending || areOrdered(doubles, at + from, at + to);
      noteNumbers(facts, doubles[at + from]!, doubles[at + to - 1]!, size, ascends);
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

function copyTo(integers: Int32Array, at: number, numbers: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) integers[at + i] = numbers[i]!;
}

function addDoubles(doubles: Float64Array, from: number, to: number, into: Float64Array, at: number): void {
  for (let i = from, k = at; i < to; i++, k++) into[k] = into[k]! + doubles[i]!;
}

function isOrdered(numbers: Int32Array, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) if (numbers[i]! < numbers[i - 1]!) return false;
  return true;
}

function areOrdered(numbers: Float64Array, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) if (numbers[i]! < numbers[i - 1]!) return false;
  return true;
}
