import type { MetricType } from '@binnacle/model';
import { MalformedMessage, ProtoReader } from '@binnacle/protobuf';
import { DelimitedFeed, type MessageProblem } from './delimited-feed.ts';
import { readHistogramMessage, readTimestamp } from './native-histogram.ts';
import { ParseFailure } from './problem.ts';
import { BUCKET, COUNT, type Part, ProtobufMetadata, ProtobufSample, QUANTILE, SUM, WHOLE } from './protobuf-sample.ts';
import type { ExpositionSink } from './sink.ts';

export const DEFAULT_MAX_MESSAGE_BYTES = 64 << 20;

/** By the number of io.prometheus.client.MetricType. */
const TYPES: readonly MetricType[] = ['counter', 'gauge', 'summary', 'unknown', 'histogram', 'gaugehistogram'];
/** By the same number, the tag of the Metric field that holds the value. */
const VALUE_TAGS = [0x1a, 0x12, 0x22, 0x2a, 0x3a, 0x3a];
const VALUE_NAMES = ['counter', 'gauge', 'summary', 'untyped', 'histogram', 'histogram'];

/**
 * The protobuf exposition: messages `io.prometheus.client.MetricFamily`, each behind its length. Summaries and classic
 * histograms become the series that the text formats have; a native histogram is one sample.
 * @see https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto
 */
export class ProtobufParser extends DelimitedFeed {
  readonly #sink: ExpositionSink;
  readonly #classic: 'always' | 'fallback';
  readonly #metadata = new ProtobufMetadata();
  readonly #sample = new ProtobufSample();
  /** Number of the type of the present family. */
  #type = 0;
  #nameStart = 0;
  #nameEnd = 0;

  constructor(sink: ExpositionSink, maxMessageBytes: number, classic: 'always' | 'fallback') {
    super(maxMessageBytes);
    this.#sink = sink;
    this.#classic = classic;
  }

  protected readMessage(bytes: Uint8Array, start: number, end: number): MessageProblem | undefined {
    try {
      this.#readFamily(bytes, start, end);
      return undefined;
    } catch (error) {
      if (error instanceof MalformedMessage) {
        return { offset: error.offset, expected: 'a MetricFamily message', got: error.message };
      }
      if (error instanceof ParseFailure) {
        return { offset: error.offset, expected: error.expected, got: error.got ?? 'something else' };
      }
      throw error;
    }
  }

  #readFamily(bytes: Uint8Array, start: number, end: number): void {
    const reader = new ProtoReader(bytes);
    reader.pos = start;
    reader.end = end;
    // Senders of proto3 leave out a zero, which is the counter.
    this.#type = 0;
    this.#nameStart = -1;
    let [helpStart, helpEnd, unitStart, unitEnd] = [-1, 0, -1, 0];
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === 0x18) this.#type = reader.varint32();
      else if (tag === 0x0a || tag === 0x12 || tag === 0x2a) {
        const textEnd = reader.lengthDelimited();
        if (tag === 0x0a) [this.#nameStart, this.#nameEnd] = [reader.pos, textEnd];
        else if (tag === 0x12) [helpStart, helpEnd] = [reader.pos, textEnd];
        else [unitStart, unitEnd] = [reader.pos, textEnd];
        reader.pos = textEnd;
      } else reader.skip(tag);
    }
    if (this.#nameStart < 0 || this.#nameStart === this.#nameEnd)
      throw new ParseFailure(start, 'a family with a name', 'none');
    if (TYPES[this.#type] === undefined) throw new ParseFailure(start, 'a known metric type', String(this.#type));
    this.#emitMetadata(bytes, 'type', 0, 0);
    if (helpStart >= 0) this.#emitMetadata(bytes, 'help', helpStart, helpEnd);
    if (unitStart >= 0 && unitStart < unitEnd) this.#emitMetadata(bytes, 'unit', unitStart, unitEnd);
    this.#readMetrics(reader, start, end);
  }

  #emitMetadata(bytes: Uint8Array, kind: 'help' | 'type' | 'unit', start: number, end: number): void {
    const metadata = this.#metadata;
    metadata.kind = kind;
    metadata.bytes = bytes;
    metadata.nameStart = this.#nameStart;
    metadata.nameEnd = this.#nameEnd;
    metadata.textStart = start;
    metadata.textEnd = end;
    metadata.type = TYPES[this.#type]!;
    this.#sink.metadata?.(metadata);
  }

  #readMetrics(reader: ProtoReader, start: number, end: number): void {
    const sample = this.#sample;
    sample.beginFamily(reader.bytes);
    sample.type = TYPES[this.#type]!;
    reader.pos = start;
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag !== 0x22) {
        reader.skip(tag);
        continue;
      }
      const metricEnd = reader.lengthDelimited();
      reader.end = metricEnd;
      this.#readMetric(reader, sample, metricEnd);
      reader.pos = metricEnd;
      reader.end = end;
    }
  }

  #readMetric(reader: ProtoReader, sample: ProtobufSample, end: number): void {
    const start = reader.pos;
    sample.beginMetric(this.#nameStart, this.#nameEnd);
    sample.hasTimestamp = false;
    sample.timestampMs = 0;
    let value = -1;
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === 0x30) {
        sample.timestampMs = reader.int64();
        // Senders of proto3 leave out a zero and may write one that means nothing.
        sample.hasTimestamp = sample.timestampMs !== 0;
      } else if (tag === 0x0a) {
        const labelEnd = reader.lengthDelimited();
        sample.addLabel(reader.pos, labelEnd);
        reader.pos = labelEnd;
      } else {
        if (tag === VALUE_TAGS[this.#type]) value = reader.pos;
        reader.skip(tag);
      }
    }
    if (value < 0) throw new ParseFailure(start, `a metric with a ${VALUE_NAMES[this.#type]}`, 'none');
    sample.finishLabels();
    reader.pos = value;
    const valueEnd = reader.lengthDelimited();
    reader.end = valueEnd;
    if (this.#type >= 4) this.#readHistogram(reader, sample, valueEnd);
    else if (this.#type === 2) this.#readSummary(reader, sample, valueEnd);
    else this.#readNumber(reader, sample, valueEnd);
  }

  /** A Gauge, Counter or Untyped message. */
  #readNumber(reader: ProtoReader, sample: ProtobufSample, end: number): void {
    let value = 0;
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === 0x09) value = reader.double();
      else if (tag === 0x12 && this.#type === 0) {
        const exemplarEnd = reader.lengthDelimited();
        sample.addExemplar(reader.pos, exemplarEnd);
        reader.pos = exemplarEnd;
      } else if (tag === 0x1a && this.#type === 0) sample.startTimestampMs = readTimestamp(reader, end);
      else reader.skip(tag);
    }
    this.#emit(sample, WHOLE, 0, value);
  }

  #readSummary(reader: ProtoReader, sample: ProtobufSample, end: number): void {
    const start = reader.pos;
    let [count, sum] = [0, 0];
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === 0x08) count = reader.uint64();
      else if (tag === 0x11) sum = reader.double();
      else if (tag === 0x22) sample.startTimestampMs = readTimestamp(reader, end);
      else reader.skip(tag);
    }
    reader.pos = start;
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag !== 0x1a) {
        reader.skip(tag);
        continue;
      }
      const quantileEnd = reader.lengthDelimited();
      let [quantile, value] = [0, 0];
      while (reader.pos < quantileEnd) {
        const field = reader.tag();
        if (field === 0x09) quantile = reader.double();
        else if (field === 0x11) value = reader.double();
        else reader.skip(field);
      }
      this.#emit(sample, QUANTILE, quantile, value);
    }
    this.#emit(sample, SUM, 0, sum);
    this.#emit(sample, COUNT, 0, count);
  }

  #readHistogram(reader: ProtoReader, sample: ProtobufSample, end: number): void {
    const start = reader.pos;
    const { count, sum, createdMs, native, bucketCount } = readHistogramMessage(reader, end, this.#type === 5);
    sample.startTimestampMs = createdMs;
    if (native !== undefined) {
      addNativeExemplars(reader, sample, start, end);
      sample.histogram = native;
      this.#emit(sample, WHOLE, 0, NaN);
      sample.histogram = undefined;
      sample.exemplarCount = 0;
      if (bucketCount === 0 || this.#classic === 'fallback') return;
    }
    this.#emitBuckets(reader, sample, start, end, count);
    this.#emit(sample, SUM, 0, sum);
    this.#emit(sample, COUNT, 0, count);
  }

  #emitBuckets(reader: ProtoReader, sample: ProtobufSample, start: number, end: number, count: number): void {
    reader.pos = start;
    let last = -Infinity;
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag !== 0x1a) {
        reader.skip(tag);
        continue;
      }
      const bucketEnd = reader.lengthDelimited();
      let [bound, cumulative, cumulativeFloat] = [0, 0, 0];
      sample.exemplarCount = 0;
      while (reader.pos < bucketEnd) {
        const field = reader.tag();
        if (field === 0x08) cumulative = reader.uint64();
        else if (field === 0x11) bound = reader.double();
        else if (field === 0x21) cumulativeFloat = reader.double();
        else if (field === 0x1a) {
          const exemplarEnd = reader.lengthDelimited();
          sample.addExemplar(reader.pos, exemplarEnd);
          reader.pos = exemplarEnd;
        } else reader.skip(field);
      }
      this.#emit(sample, BUCKET, bound, cumulativeFloat > 0 ? cumulativeFloat : cumulative);
      last = bound;
    }
    sample.exemplarCount = 0;
    // The last bucket may be left out, since it is the count.
    if (last !== Infinity) this.#emit(sample, BUCKET, Infinity, count);
  }

  #emit(sample: ProtobufSample, part: Part, bound: number, value: number): void {
    sample.select(part, bound);
    sample.value = Number.isNaN(value) ? NaN : value;
    this.samples++;
    this.#sink.sample(sample);
  }
}

/** Those of the histogram itself or, where an older sender has none there, those of its classic buckets. */
function addNativeExemplars(reader: ProtoReader, sample: ProtobufSample, start: number, end: number): void {
  for (const wanted of [0x82, 0x1a]) {
    reader.pos = start;
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag !== wanted) reader.skip(tag);
      else if (tag === 0x82) {
        const exemplarEnd = reader.lengthDelimited();
        sample.addExemplar(reader.pos, exemplarEnd);
        reader.pos = exemplarEnd;
      } else addBucketExemplar(reader, sample);
    }
    if (sample.exemplarCount > 0) return;
  }
}

function addBucketExemplar(reader: ProtoReader, sample: ProtobufSample): void {
  const bucketEnd = reader.lengthDelimited();
  while (reader.pos < bucketEnd) {
    const field = reader.tag();
    if (field !== 0x1a) {
      reader.skip(field);
      continue;
    }
    const exemplarEnd = reader.lengthDelimited();
    sample.addExemplar(reader.pos, exemplarEnd);
    reader.pos = exemplarEnd;
  }
}
