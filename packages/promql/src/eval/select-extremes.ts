import { isAbsent, type Row } from './row.ts';

/**
 * The rows with the `k` largest (or smallest) numbers at step `s`, in order; NaN is chosen last. Which of several equals
 * is chosen follows from the shape of a binary heap: like Prometheus, the first `k` are pushed and a better one takes the
 * place of the root.
 */
export function selectExtremes(rows: readonly Row[], k: number, s: number, largest: boolean): readonly Row[] {
  const heap: Row[] = [];
  const values: number[] = [];
  const sign = largest ? 1 : -1;
  for (const row of rows) {
    if (row.gaps && isAbsent(row, s)) continue;
    // Negated where the smallest are wanted, so that the worst is always the smallest.
    const value = sign * row.values[row.at + s]!;
    if (heap.length < k) {
      heap.push(row);
      values.push(value);
      moveUp(heap, values, heap.length - 1);
    } else if (values[0]! < value || (Number.isNaN(values[0]) && !Number.isNaN(value))) {
      heap[0] = row;
      values[0] = value;
      moveDown(heap, values);
    }
  }
  const order = values.map((_, i) => i);
  return order.sort((a, b) => bestFirst(values[a]!, values[b]!)).map((i) => heap[i]!);
}

/** Rows with a sample at step `s`, as they lie in a binary heap with the smallest on top: so Prometheus has what it limits. */
export function inHeapOrder(rows: readonly Row[], s: number): readonly Row[] {
  const heap: Row[] = [];
  const values: number[] = [];
  for (const row of rows) {
    heap.push(row);
    values.push(row.histograms?.[s] === undefined ? row.values[row.at + s]! : 0);
    moveUp(heap, values, heap.length - 1);
  }
  return heap;
}

const isWorse = (a: number, b: number): boolean => Number.isNaN(a) || a < b;

function bestFirst(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return b - a || 0;
}

function moveUp(heap: Row[], values: number[], from: number): void {
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isWorse(values[at]!, values[parent]!)) return;
    swap(heap, values, at, parent);
    at = parent;
  }
}

function moveDown(heap: Row[], values: number[]): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= values.length) return;
    if (child + 1 < values.length && isWorse(values[child + 1]!, values[child]!)) child++;
    if (!isWorse(values[child]!, values[at]!)) return;
    swap(heap, values, at, child);
    at = child;
  }
}

function swap(heap: Row[], values: number[], a: number, b: number): void {
  [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  [values[a], values[b]] = [values[b]!, values[a]!];
}
