import type { BucketSpan, FloatHistogram } from '@binnacle/model';
import type { ProtoReader } from '@binnacle/protobuf';
import { ParseFailure } from './problem.ts';

/** What an io.prometheus.client.Histogram says, without its classic buckets and exemplars. */
export interface HistogramMessage {
  readonly count: number;
  readonly sum: number;
  /** Unix milliseconds, 0 for unknown. */
  readonly createdMs: number;
  /** Undefined when the message is a classic histogram only. */
  readonly native: FloatHistogram | undefined;
  readonly bucketCount: number;
}

/**
 * Reads the Histogram message that begins at the reader's position and ends at `end`.
 * @param gauge  whether the family is a gauge histogram: its counts may go down without a reset
 */
export function readHistogramMessage(reader: ProtoReader, end: number, gauge: boolean): HistogramMessage {
  const start = reader.pos;
  let [count, countFloat, sum, schema, zeroThreshold, zeroCount, zeroCountFloat] = [0, 0, 0, 0, 0, 0, 0];
  let createdMs = 0;
  let bucketCount = 0;
  const positiveSpans: BucketSpan[] = [];
  const negativeSpans: BucketSpan[] = [];
  const deltas = { positive: [] as number[], negative: [] as number[] };
  const counts = { positive: [] as number[], negative: [] as number[] };
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x08:
        count = reader.uint64();
        break;
      case 0x11:
        sum = reader.double();
        break;
      case 0x21:
        countFloat = reader.double();
        break;
      case 0x28:
        schema = reader.sint32();
        break;
      case 0x31:
        zeroThreshold = reader.double();
        break;
      case 0x38:
        zeroCount = reader.uint64();
        break;
      case 0x41:
        zeroCountFloat = reader.double();
        break;
      case 0x4a:
        negativeSpans.push(readSpan(reader));
        break;
      case 0x50:
      case 0x52:
        reader.sint64s(tag, deltas.negative);
        break;
      case 0x59:
      case 0x5a:
        reader.doubles(tag, counts.negative);
        break;
      case 0x62:
        positiveSpans.push(readSpan(reader));
        break;
      case 0x68:
      case 0x6a:
        reader.sint64s(tag, deltas.positive);
        break;
      case 0x71:
      case 0x72:
        reader.doubles(tag, counts.positive);
        break;
      case 0x7a:
        createdMs = readTimestamp(reader, end);
        break;
      default:
        if (tag === 0x1a) bucketCount++;
        reader.skip(tag);
    }
  }
  const total = countFloat > 0 ? countFloat : count;
  const native =
    positiveSpans.length > 0 || negativeSpans.length > 0 || zeroThreshold > 0 || zeroCount > 0 || zeroCountFloat > 0;
  if (!native) return { count: total, sum, createdMs, native: undefined, bucketCount };
  const positiveBuckets = counts.positive.length > 0 ? counts.positive : absolute(deltas.positive);
  const negativeBuckets = counts.negative.length > 0 ? counts.negative : absolute(deltas.negative);
  const fits = lengthOf(positiveSpans) === positiveBuckets.length && lengthOf(negativeSpans) === negativeBuckets.length;
  if (!fits) throw new ParseFailure(start, 'as many native buckets as the spans say', 'another number');
  if (schema < -4 || schema > 8) throw new ParseFailure(start, 'a histogram schema from -4 to 8', String(schema));
  const histogram: FloatHistogram = {
    counterResetHint: gauge ? 'gauge' : 'unknown',
    schema,
    zeroThreshold,
    zeroCount: zeroCountFloat > 0 ? zeroCountFloat : zeroCount,
    count: total,
    sum: Number.isNaN(sum) ? NaN : sum,
    // The empty span that marks a native histogram without observations says nothing else.
    positiveSpans: positiveSpans.filter(({ offset, length }) => offset !== 0 || length !== 0),
    positiveBuckets,
    negativeSpans,
    negativeBuckets,
    customValues: [],
  };
  return { count: total, sum, createdMs, native: histogram, bucketCount };
}

/** Reads a length and the google.protobuf.Timestamp behind it as Unix milliseconds. `outerEnd` is restored as the end. */
export function readTimestamp(reader: ProtoReader, outerEnd: number): number {
  const end = reader.lengthDelimited();
  reader.end = end;
  let seconds = 0;
  let nanos = 0;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 0x08) seconds = reader.int64();
    else if (tag === 0x10) nanos = reader.int64();
    else reader.skip(tag);
  }
  reader.end = outerEnd;
  return seconds * 1000 + Math.trunc(nanos / 1e6);
}

function readSpan(reader: ProtoReader): BucketSpan {
  const end = reader.lengthDelimited();
  let offset = 0;
  let length = 0;
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 0x08) offset = reader.sint32();
    else if (tag === 0x10) length = reader.varint32();
    else reader.skip(tag);
  }
  return { offset, length };
}

function absolute(deltas: readonly number[]): number[] {
  let count = 0;
  return deltas.map((delta) => (count += delta));
}

const lengthOf = (spans: readonly BucketSpan[]): number => spans.reduce((sum, span) => sum + span.length, 0);
