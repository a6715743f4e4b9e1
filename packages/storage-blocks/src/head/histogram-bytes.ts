import type { BucketSpan, CounterResetHint, FloatHistogram } from '@binnacle/model';

const HINTS: readonly CounterResetHint[] = ['unknown', 'yes', 'no', 'gauge'];
const STALE_FLAG = 4;
const NONE: readonly never[] = [];

/**
 * A native histogram as bytes, for the head, the log and blocks alike: flags, schema, counts of what follows, then doubles
 * and span pairs (docs/formats/storage-log.md).
 */
export function encodeHistogram(h: FloatHistogram): Uint8Array {
  const flags = HINTS.indexOf(h.counterResetHint) | (h.stale === true ? STALE_FLAG : 0);
  const doubles = [h.zeroThreshold, h.zeroCount, h.count, h.sum];
  doubles.push(...h.positiveBuckets, ...h.negativeBuckets, ...h.customValues);
  const spans = [...h.positiveSpans, ...h.negativeSpans];
  const bytes = new Uint8Array(28 + doubles.length * 8 + spans.length * 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, flags, true);
  view.setInt32(4, h.schema, true);
  view.setUint32(8, h.positiveBuckets.length, true);
  view.setUint32(12, h.negativeBuckets.length, true);
  view.setUint32(16, h.customValues.length, true);
  view.setUint32(20, h.positiveSpans.length, true);
  view.setUint32(24, h.negativeSpans.length, true);
  let at = 28;
  for (const value of doubles) {
    view.setFloat64(at, value, true);
    at += 8;
  }
  for (const { offset, length } of spans) {
    view.setInt32(at, offset, true);
    view.setUint32(at + 4, length, true);
    at += 8;
  }
  return bytes;
}

/** Reads what {@link encodeHistogram} wrote. The bytes have been checked before: they come from memory or carry a CRC. */
export function decodeHistogram(bytes: Uint8Array): FloatHistogram {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint32(0, true);
  const count = (word: number): number => view.getUint32(8 + 4 * word, true);
  let at = 28;
  const double = (): number => {
    at += 8;
    return view.getFloat64(at - 8, true);
  };
  const doubles = (n: number): readonly number[] => (n === 0 ? NONE : Array.from({ length: n }, double));
  const span = (): BucketSpan => {
    at += 8;
    return { offset: view.getInt32(at - 8, true), length: view.getUint32(at - 4, true) };
  };
  const spans = (n: number): readonly BucketSpan[] => (n === 0 ? NONE : Array.from({ length: n }, span));
  const [zeroThreshold, zeroCount, total, sum] = [double(), double(), double(), double()];
  const positiveBuckets = doubles(count(0));
  const negativeBuckets = doubles(count(1));
  const customValues = doubles(count(2));
  return {
    counterResetHint: HINTS[flags & 3]!,
    schema: view.getInt32(4, true),
    zeroThreshold,
    zeroCount,
    count: total,
    sum,
    positiveSpans: spans(count(3)),
    positiveBuckets,
    negativeSpans: spans(count(4)),
    negativeBuckets,
    customValues,
    ...((flags & STALE_FLAG) !== 0 && { stale: true }),
  };
}
