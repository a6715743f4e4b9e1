import type { BucketSpan } from './histogram.ts';

/** Absolute index of each bucket that the spans describe, ascending. */
export function bucketIndexes(spans: readonly BucketSpan[]): number[] {
  const indexes: number[] = [];
  let index = 0;
  for (const span of spans) {
    index += span.offset;
    for (let i = 0; i < span.length; i++) indexes.push(index++);
  }
  return indexes;
}

/** The shortest spans for buckets with these indexes (ascending, each once). */
export function spansOfIndexes(indexes: readonly number[]): BucketSpan[] {
  const spans: { offset: number; length: number }[] = [];
  let next = 0;
  for (const index of indexes) {
    const last = spans.at(-1);
    if (last !== undefined && index === next) last.length++;
    else spans.push({ offset: last === undefined ? index : index - next, length: 1 });
    next = index + 1;
  }
  return spans;
}

/** True when both describe the same buckets; empty spans and spans without a gap between them make no difference. */
export function sameBuckets(a: readonly BucketSpan[], b: readonly BucketSpan[]): boolean {
  if (a === b) return true;
  if (a.length === b.length && a.every((span, i) => span.offset === b[i]!.offset && span.length === b[i]!.length)) {
    return true;
  }
  const [left, right] = [bucketIndexes(a), bucketIndexes(b)];
  return left.length === right.length && left.every((index, i) => index === right[i]);
}
