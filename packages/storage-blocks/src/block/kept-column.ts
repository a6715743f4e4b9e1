import { noteNumbers, type WholeFacts } from '@binnacle/storage';

/**
 * The numbers of a column of a page, decoded, with what those who add them up ask: reading numbers in varints is what a query over
 * thousands of series would otherwise spend most on.
 */
export class KeptColumn {
  /** Integers of 32 bits where all numbers are such, which is half the memory; else one of the two others. */
  private readonly integers: Int32Array | undefined;
  private readonly doubles: Float64Array | undefined;
  private readonly constant: number;
  private readonly isWhole: boolean;
  private readonly isAscending: boolean;
  private readonly size: number;

  /** @param numbers the first `rows` are the column; they are copied */
  constructor(numbers: Float64Array, rows: number) {
    const first = numbers[0]!;
    let [previous, rest, size] = [first, 0, 0];
    let [changes, drops, others] = [0, 0, 0];
    for (let i = 0; i < rows; i++) {
      const value = numbers[i]!;
      if (value !== previous) changes++;
      if (value < previous) drops++;
      if ((value | 0) !== value) others++;
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
    // Minus zero is equal to zero, and must stay what it is.
    const isConstant = changes === 0 && first !== 0;
    this.integers =
      isConstant || others > 0 || hasMinusZero(numbers, rows) ? undefined : Int32Array.from(numbers.subarray(0, rows));
    this.doubles = isConstant || this.integers !== undefined ? undefined : numbers.slice(0, rows);
  }

  get sizeBytes(): number {
    return 120 + (this.integers?.byteLength ?? 0) + (this.doubles?.byteLength ?? 0);
  }

  /** Writes rows `from..to-1` to `into[at…]`. */
  copy(from: number, to: number, into: Float64Array, at: number): void {
    const { integers, doubles } = this;
    if (integers !== undefined) for (let i = from, k = at; i < to; i++, k++) into[k] = integers[i]!;
    else if (doubles !== undefined) for (let i = from, k = at; i < to; i++, k++) into[k] = doubles[i]!;
    else into.fill(this.constant, at, at + to - from);
  }

  /** Adds rows `from..to-1` to `into[at…]`. */
  add(from: number, to: number, into: Float64Array, at: number): void {
    const { integers, doubles, constant } = this;
    if (integers !== undefined) for (let i = from, k = at; i < to; i++, k++) into[k] = into[k]! + integers[i]!;
    else if (doubles !== undefined) for (let i = from, k = at; i < to; i++, k++) into[k] = into[k]! + doubles[i]!;
    else for (let end = at + to - from, k = at; k < end; k++) into[k] = into[k]! + constant;
  }

  /** Whether all numbers are whole; if so, takes rows `from..to-1` into account. */
  tell(from: number, to: number, facts: WholeFacts): boolean {
    if (!this.isWhole) return false;
    const numbers = this.integers ?? this.doubles;
    if (numbers === undefined) noteNumbers(facts, this.constant, this.constant, this.size, true);
    else {
      const isAscending = this.isAscending || ascends(numbers, from, to);
      noteNumbers(facts, numbers[from]!, numbers[to - 1]!, this.size, isAscending);
    }
    return true;
  }
}

function ascends(numbers: Int32Array | Float64Array, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) if (numbers[i]! < numbers[i - 1]!) return false;
  return true;
}

function hasMinusZero(numbers: Float64Array, rows: number): boolean {
  for (let i = 0; i < rows; i++) if (numbers[i] === 0 && Object.is(numbers[i], -0)) return true;
  return false;
}
