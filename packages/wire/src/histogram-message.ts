import {
  CUSTOM_BUCKETS_SCHEMA,
  STALE_HI,
  STALE_LO,
  type BucketSpan,
  type CounterResetHint,
  type FloatHistogram,
} from '@binnacle/model';
import { MalformedMessage, type ProtoReader, type ProtoWriter } from '@binnacle/protobuf';

/** A histogram with the fields of the message around it; both versions of the protocol have the same one. */
export interface TimedHistogram {
  readonly timestampMs: number;
  /** 0 for unknown; version 1 does not know it. */
  readonly startTimestampMs: number;
  readonly histogram: FloatHistogram;
  /** Why it cannot be a histogram; undefined when it can. */
  readonly problem: string | undefined;
}

const HINTS: readonly CounterResetHint[] = ['unknown', 'yes', 'no', 'gauge'];

/** Reads the Histogram message that ends at `end`. */
export function readHistogram(reader: ProtoReader, end: number): TimedHistogram {
  let timestampMs = 0;
  let startTimestampMs = 0;
  let hint = 0;
  let [count, sum, schema, zeroThreshold, zeroCount] = [0, 0, 0, 0, 0];
  let stale = false;
  const positiveSpans: BucketSpan[] = [];
  const negativeSpans: BucketSpan[] = [];
  const positive = new Buckets();
  const negative = new Buckets();
  const customValues: number[] = [];
  while (reader.pos < end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x08:
        count = reader.uint64();
        break;
      case 0x11:
        count = reader.double();
        break;
      case 0x19: {
        const at = reader.fixed(8);
        stale = reader.view.getUint32(at, true) === STALE_LO && reader.view.getUint32(at + 4, true) === STALE_HI;
        sum = reader.view.getFloat64(at, true);
        break;
      }
      case 0x20:
        schema = reader.sint32();
        break;
      case 0x29:
        zeroThreshold = reader.double();
        break;
      case 0x30:
        zeroCount = reader.uint64();
        break;
      case 0x39:
        zeroCount = reader.double();
        break;
      case 0x42:
        negativeSpans.push(readSpan(reader));
        break;
      case 0x48:
      case 0x4a:
        reader.sint64s(tag, negative.deltas);
        break;
      case 0x51:
      case 0x52:
        reader.doubles(tag, negative.counts);
        break;
      case 0x5a:
        positiveSpans.push(readSpan(reader));
        break;
      case 0x60:
      case 0x62:
        reader.sint64s(tag, positive.deltas);
        break;
      case 0x69:
      case 0x6a:
        reader.doubles(tag, positive.counts);
        break;
      case 0x70:
        hint = reader.varint32();
        break;
      case 0x78:
        timestampMs = reader.int64();
        break;
      case 0x81:
      case 0x82:
        reader.doubles(tag, customValues);
        break;
      case 0x88:
        startTimestampMs = reader.int64();
        break;
      default:
        reader.skip(tag);
    }
  }
  if (reader.pos !== end) throw new MalformedMessage(reader.pos, 'a field that ends beyond its message');
  const histogram: FloatHistogram = {
    counterResetHint: HINTS[hint] ?? 'unknown',
    schema,
    zeroThreshold,
    zeroCount,
    count,
    sum: stale ? NaN : sum,
    positiveSpans,
    positiveBuckets: positive.absolute(),
    negativeSpans,
    negativeBuckets: negative.absolute(),
    customValues,
    ...(stale ? { stale } : {}),
  };
  return { timestampMs, startTimestampMs, histogram, problem: stale ? undefined : problemOf(histogram) };
}

class Buckets {
  /** Of integer histograms: difference to the bucket before. */
  readonly deltas: number[] = [];
  /** Of float histograms. */
  readonly counts: number[] = [];

  absolute(): number[] {
    if (this.counts.length > 0) return this.counts;
    let count = 0;
    return this.deltas.map((delta) => (count += delta));
  }
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

function problemOf(histogram: FloatHistogram): string | undefined {
  const { schema, positiveSpans, positiveBuckets, negativeSpans, negativeBuckets, customValues } = histogram;
  if (schema !== CUSTOM_BUCKETS_SCHEMA && (schema < -4 || schema > 8)) return `unknown histogram schema ${schema}`;
  if (lengthOf(positiveSpans) !== positiveBuckets.length || lengthOf(negativeSpans) !== negativeBuckets.length) {
    return 'a histogram whose spans do not fit its buckets';
  }
  if (positiveBuckets.some(isNegative) || negativeBuckets.some(isNegative) || histogram.zeroCount < 0) {
    return 'a histogram with a negative count';
  }
  if (schema !== CUSTOM_BUCKETS_SCHEMA) return undefined;
  if (negativeSpans.length > 0 || histogram.zeroCount > 0) return 'a histogram with custom and other buckets';
  if (customValues.some((bound, i) => !(bound > (customValues[i - 1] ?? -Infinity)))) {
    return 'custom buckets that are not in ascending order';
  }
  const last = positiveSpans.reduce((at, span) => at + span.offset + span.length, 0);
  return last > customValues.length + 1 ? 'more buckets than custom bounds' : undefined;
}

const isNegative = (count: number): boolean => count < 0;
const lengthOf = (spans: readonly BucketSpan[]): number => spans.reduce((sum, span) => sum + span.length, 0);

/**
 * Writes the fields of a Histogram message. Whole counts go as integers, which are smaller; they read back the same.
 * @param startTimestampMs  0 to leave it out (version 1 has no such field)
 */
export function writeHistogram(
  writer: ProtoWriter,
  scratch: ProtoWriter,
  timestampMs: number,
  histogram: FloatHistogram,
  startTimestampMs: number,
): void {
  const { count, sum, schema, zeroThreshold, zeroCount, positiveBuckets, negativeBuckets, customValues } = histogram;
  if (histogram.stale === true) {
    writer.varint(0x19);
    writer.doubleBits(STALE_LO, STALE_HI);
  } else {
    const whole =
      isWhole(count) && isWhole(zeroCount) && positiveBuckets.every(isWhole) && negativeBuckets.every(isWhole);
    if (whole) {
      writer.varint(0x08);
      writer.varint(count);
    } else {
      writer.varint(0x11);
      writer.double(count);
    }
    writer.varint(0x19);
    writer.double(sum);
    if (schema !== 0) {
      writer.varint(0x20);
      writer.sint(schema);
    }
    if (zeroThreshold !== 0) {
      writer.varint(0x29);
      writer.double(zeroThreshold);
    }
    if (whole) {
      writer.varint(0x30);
      writer.varint(zeroCount);
    } else {
      writer.varint(0x39);
      writer.double(zeroCount);
    }
    for (const span of histogram.negativeSpans) writeSpan(writer, scratch, 0x42, span);
    writeBuckets(writer, scratch, negativeBuckets, whole, 0x4a, 0x52);
    for (const span of histogram.positiveSpans) writeSpan(writer, scratch, 0x5a, span);
    writeBuckets(writer, scratch, positiveBuckets, whole, 0x62, 0x6a);
  }
  const hint = HINTS.indexOf(histogram.counterResetHint);
  if (hint > 0) {
    writer.varint(0x70);
    writer.varint(hint);
  }
  if (timestampMs !== 0) {
    writer.varint(0x78);
    writer.int64(timestampMs);
  }
  if (customValues.length > 0) {
    scratch.reset();
    for (const bound of customValues) scratch.double(bound);
    writer.nested(0x82, scratch);
  }
  if (startTimestampMs !== 0) {
    writer.varint(0x88);
    writer.int64(startTimestampMs);
  }
}

/** Differences of two such counts are exact as zigzag numbers. */
const MAX_WHOLE = 2 ** 51;
const isWhole = (count: number): boolean =>
  Number.isInteger(count) && count >= 0 && count <= MAX_WHOLE && !Object.is(count, -0);

function writeSpan(writer: ProtoWriter, scratch: ProtoWriter, tag: number, { offset, length }: BucketSpan): void {
  scratch.reset();
  if (offset !== 0) {
    scratch.varint(0x08);
    scratch.sint(offset);
  }
  if (length !== 0) {
    scratch.varint(0x10);
    scratch.varint(length);
  }
  writer.nested(tag, scratch);
}

function writeBuckets(
  writer: ProtoWriter,
  scratch: ProtoWriter,
  buckets: readonly number[],
  whole: boolean,
  deltasTag: number,
  countsTag: number,
): void {
  if (buckets.length === 0) return;
  scratch.reset();
  let last = 0;
  for (const count of buckets) {
    if (whole) scratch.sint(count - last);
    else scratch.double(count);
    last = count;
  }
  writer.nested(whole ? deltasTag : countsTag, scratch);
}
