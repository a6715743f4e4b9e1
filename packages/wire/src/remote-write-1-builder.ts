import {
  STALE_HI,
  STALE_LO,
  type Exemplar,
  type FloatHistogram,
  type Labels,
  type MetricMetadata,
} from '@binnacle/model';
import { ProtoWriter } from '@binnacle/protobuf';
import { writeHistogram } from './histogram-message.ts';
import { metricTypeCode } from './metric-types.ts';
import type { WriteRequestBuilder } from './write-request-builder.ts';

/** Builds a prometheus.WriteRequest, which knows no start timestamps. */
export class RemoteWrite1Builder implements WriteRequestBuilder {
  seriesCount = 0;
  sampleCount = 0;
  histogramCount = 0;
  exemplarCount = 0;
  readonly #done = new ProtoWriter(65_536);
  readonly #series = new ProtoWriter();
  readonly #message = new ProtoWriter();
  readonly #scratch = new ProtoWriter();
  readonly #label = new ProtoWriter();
  readonly #metadata = new Map<string, MetricMetadata>();
  #metadataBytes = 0;
  #open = false;

  get sizeBytes(): number {
    return this.#done.length + this.#series.length + this.#metadataBytes;
  }

  reset(): void {
    this.seriesCount = 0;
    this.sampleCount = 0;
    this.histogramCount = 0;
    this.exemplarCount = 0;
    this.#done.reset();
    this.#series.reset();
    this.#metadata.clear();
    this.#metadataBytes = 0;
    this.#open = false;
  }

  series(labels: Labels): void {
    this.#close();
    this.#open = true;
    this.seriesCount++;
    this.#writeLabels(this.#series, labels);
  }

  sample(timestampMs: number, value: number): void {
    const message = this.#message;
    message.reset();
    if (!Object.is(value, 0)) {
      message.varint(0x09);
      message.double(value);
    }
    this.#finishSample(timestampMs);
  }

  staleMarker(timestampMs: number): void {
    const message = this.#message;
    message.reset();
    message.varint(0x09);
    message.doubleBits(STALE_LO, STALE_HI);
    this.#finishSample(timestampMs);
  }

  histogram(timestampMs: number, value: FloatHistogram): void {
    this.#message.reset();
    writeHistogram(this.#message, this.#scratch, timestampMs, value, 0);
    this.#series.nested(0x22, this.#message);
    this.histogramCount++;
  }

  exemplar({ labels, value, timestampMs }: Exemplar): void {
    const message = this.#message;
    message.reset();
    this.#writeLabels(message, labels);
    if (!Object.is(value, 0)) {
      message.varint(0x11);
      message.double(value);
    }
    if (timestampMs !== undefined) {
      message.varint(0x18);
      message.int64(timestampMs);
    }
    this.#series.nested(0x1a, message);
    this.exemplarCount++;
  }

  metadata(family: string, metadata: MetricMetadata): void {
    if (this.#metadata.has(family)) return;
    this.#metadata.set(family, metadata);
    this.#metadataBytes += 16 + 3 * (family.length + metadata.help.length + metadata.unit.length);
  }

  finish(): Uint8Array {
    this.#close();
    const all = new ProtoWriter(this.#done.length + this.#metadataBytes);
    all.raw(this.#done.bytes, 0, this.#done.length);
    for (const [family, metadata] of this.#metadata) {
      const message = this.#message;
      message.reset();
      const code = metricTypeCode(metadata.type);
      if (code !== 0) {
        message.varint(0x08);
        message.varint(code);
      }
      writeText(message, 0x12, family);
      writeText(message, 0x22, metadata.help);
      writeText(message, 0x2a, metadata.unit);
      all.nested(0x1a, message);
    }
    return all.bytes.slice(0, all.length);
  }

  #finishSample(timestampMs: number): void {
    const message = this.#message;
    if (timestampMs !== 0) {
      message.varint(0x10);
      message.int64(timestampMs);
    }
    this.#series.nested(0x12, message);
    this.sampleCount++;
  }

  #close(): void {
    if (!this.#open) return;
    this.#done.nested(0x0a, this.#series);
    this.#series.reset();
    this.#open = false;
  }

  #writeLabels(into: ProtoWriter, labels: Labels): void {
    const label = this.#label;
    for (let i = 0; i < labels.length; i += 2) {
      label.reset();
      writeText(label, 0x0a, labels[i]!);
      writeText(label, 0x12, labels[i + 1]!);
      into.nested(0x0a, label);
    }
  }
}

function writeText(writer: ProtoWriter, tag: number, text: string): void {
  if (text === '') return;
  writer.varint(tag);
  writer.text(text);
}
