import { METRIC_NAME, type Exemplar, type FloatHistogram, type Labels, type MetricType } from '@binnacle/model';
import { ProtoReader, readText } from '@binnacle/protobuf';
import { formatBound } from './format-number.ts';
import { readTimestamp } from './native-histogram.ts';
import { LabelCollector } from './label-collector.ts';
import type { MetadataView, SampleView } from './sink.ts';

/** Bytes of the key behind name and labels: which sample of the metric, and its bound. */
const TAIL_BYTES = 9;

/** Which sample of a metric: the suffix of its name, and the label that holds its bound. */
export interface Part {
  readonly code: number;
  readonly suffix: string;
  readonly bound: 'le' | 'quantile' | undefined;
}

export const WHOLE: Part = { code: 0, suffix: '', bound: undefined };
export const BUCKET: Part = { code: 1, suffix: '_bucket', bound: 'le' };
export const SUM: Part = { code: 2, suffix: '_sum', bound: undefined };
export const COUNT: Part = { code: 3, suffix: '_count', bound: undefined };
export const QUANTILE: Part = { code: 4, suffix: '', bound: 'quantile' };

/**
 * A sample of a protobuf exposition. Its key is made: a zero byte, the length of the family's name, the name, the label
 * fields as they stand, and a tail that says which sample of the metric it is.
 */
export class ProtobufSample implements SampleView {
  bytes: Uint8Array = new Uint8Array(256);
  readonly start = 0;
  end = 0;
  type: MetricType = 'unknown';
  value = 0;
  hasTimestamp = false;
  timestampMs = 0;
  startTimestampMs = 0;
  histogram: FloatHistogram | undefined = undefined;
  exemplarCount = 0;
  #reader = new ProtoReader(new Uint8Array(0));
  #nameStart = 0;
  #nameEnd = 0;
  /** Offsets of the LabelPair messages: start and end in turn. */
  #labels = new Uint32Array(64);
  #labelOffsets = 0;
  #exemplars = new Uint32Array(16);
  #part = WHOLE;
  #bound = 0;
  #keyView = new DataView(this.bytes.buffer);
  #head = 0;

  /** `message` holds the family. Read with a reader of its own: the parser is in the midst of it. */
  beginFamily(message: Uint8Array): void {
    this.#reader = new ProtoReader(message);
  }

  beginMetric(nameStart: number, nameEnd: number): void {
    this.#nameStart = nameStart;
    this.#nameEnd = nameEnd;
    this.#labelOffsets = 0;
    this.exemplarCount = 0;
    this.histogram = undefined;
    this.startTimestampMs = 0;
  }

  addLabel(start: number, end: number): void {
    this.#labels = withRoom(this.#labels, this.#labelOffsets + 2);
    this.#labels[this.#labelOffsets++] = start;
    this.#labels[this.#labelOffsets++] = end;
  }

  /** `start` and `end` are the bounds of an Exemplar message. */
  addExemplar(start: number, end: number): void {
    this.#exemplars = withRoom(this.#exemplars, this.exemplarCount * 2 + 2);
    this.#exemplars[this.exemplarCount * 2] = start;
    this.#exemplars[this.exemplarCount * 2 + 1] = end;
    this.exemplarCount++;
  }

  /** All labels are added: writes the part of the key that the samples of the metric share. */
  finishLabels(): void {
    const from = this.#reader.bytes;
    const nameLength = this.#nameEnd - this.#nameStart;
    let size = 5 + nameLength + TAIL_BYTES;
    for (let i = 0; i < this.#labelOffsets; i += 2) size += 4 + this.#labels[i + 1]! - this.#labels[i]!;
    if (size > this.bytes.length) {
      this.bytes = new Uint8Array(size * 2);
      this.#keyView = new DataView(this.bytes.buffer);
    }
    const { bytes } = this;
    const view = this.#keyView;
    bytes[0] = 0;
    view.setUint32(1, nameLength, true);
    let at = 5;
    for (let i = this.#nameStart; i < this.#nameEnd; i++) bytes[at++] = from[i]!;
    for (let i = 0; i < this.#labelOffsets; i += 2) {
      const end = this.#labels[i + 1]!;
      view.setUint32(at, end - this.#labels[i]!, true);
      at += 4;
      for (let j = this.#labels[i]!; j < end; j++) bytes[at++] = from[j]!;
    }
    this.#head = at;
  }

  select(part: Part, bound: number): void {
    this.#part = part;
    this.#bound = bound;
    this.bytes[this.#head] = part.code;
    this.#keyView.setFloat64(this.#head + 1, bound, true);
    this.end = this.#head + TAIL_BYTES;
  }

  familyName(): string {
    return readText(this.#reader.bytes, this.#nameStart, this.#nameEnd);
  }

  metricName(): string {
    return this.familyName() + this.#part.suffix;
  }

  labels(): Labels {
    const labels = new LabelCollector();
    for (let i = 0; i < this.#labelOffsets; i += 2) this.#readLabel(this.#labels[i]!, this.#labels[i + 1]!, labels);
    labels.add(METRIC_NAME, this.metricName(), this.#nameStart);
    const { bound } = this.#part;
    if (bound !== undefined) labels.add(bound, formatBound(this.#bound), this.#nameStart);
    return labels.finish(this.#nameStart);
  }

  exemplar(i: number): Exemplar {
    const reader = this.#reader;
    const end = this.#exemplars[2 * i + 1]!;
    reader.pos = this.#exemplars[2 * i]!;
    reader.end = end;
    const labels = new LabelCollector();
    let value = 0;
    let timestampMs: number | undefined;
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === 0x0a) {
        const labelEnd = reader.lengthDelimited();
        this.#readLabel(reader.pos, labelEnd, labels);
      } else if (tag === 0x11) value = reader.double();
      else if (tag === 0x1a) timestampMs = readTimestamp(reader, end);
      else reader.skip(tag);
    }
    return { labels: labels.finish(reader.pos), value: Number.isNaN(value) ? NaN : value, timestampMs };
  }

  /** Reads the LabelPair at `start`, and leaves the reader behind it. */
  #readLabel(start: number, end: number, into: LabelCollector): void {
    const reader = this.#reader;
    const outerEnd = reader.end;
    reader.pos = start;
    reader.end = end;
    let [name, value] = ['', ''];
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === 0x0a || tag === 0x12) {
        const textEnd = reader.lengthDelimited();
        const text = readText(reader.bytes, reader.pos, textEnd);
        reader.pos = textEnd;
        if (tag === 0x0a) name = text;
        else value = text;
      } else reader.skip(tag);
    }
    reader.pos = end;
    reader.end = outerEnd;
    into.add(name, value, start);
  }
}

function withRoom(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= array.length) return array;
  const larger = new Uint32Array(length * 2);
  larger.set(array);
  return larger;
}

/** Name, help, type or unit of a family. */
export class ProtobufMetadata implements MetadataView {
  kind: 'help' | 'type' | 'unit' = 'type';
  bytes: Uint8Array = new Uint8Array(0);
  nameStart = 0;
  nameEnd = 0;
  textStart = 0;
  textEnd = 0;
  type: MetricType = 'unknown';

  name(): string {
    return readText(this.bytes, this.nameStart, this.nameEnd);
  }

  text(): string {
    return this.kind === 'type' ? this.type : readText(this.bytes, this.textStart, this.textEnd);
  }
}
