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

/** Builds an io.prometheus.write.v2.Request. */
export class RemoteWrite2Builder implements WriteRequestBuilder {
  seriesCount = 0;
  sampleCount = 0;
  histogramCount = 0;
  exemplarCount = 0;
  readonly #refs = new Map<string, number>();
  /** The symbols fields. */
  readonly #symbols = new ProtoWriter(16_384);
  /** The timeseries fields of the series that are complete. */
  readonly #done = new ProtoWriter(65_536);
  /** The fields of the present series. */
  readonly #series = new ProtoWriter();
  readonly #message = new ProtoWriter();
  readonly #scratch = new ProtoWriter();
  #open = false;
  /** The label set that was written last, and its symbols. */
  #lastLabels: readonly string[] = [];
  readonly #lastRefs: number[] = [];

  constructor() {
    this.reset();
  }

  get sizeBytes(): number {
    return this.#symbols.length + this.#done.length + this.#series.length;
  }

  reset(): void {
    this.seriesCount = 0;
    this.sampleCount = 0;
    this.histogramCount = 0;
    this.exemplarCount = 0;
    this.#refs.clear();
    this.#symbols.reset();
    this.#done.reset();
    this.#series.reset();
    this.#open = false;
    this.#lastLabels = [];
    this.#ref('');
  }

  series(labels: Labels): void {
    this.#close();
    this.#open = true;
    this.seriesCount++;
    this.#writeRefs(this.#series, 0x0a, labels);
  }

  sample(timestampMs: number, value: number, startTimestampMs: number): void {
    const message = this.#message;
    message.reset();
    // A zero is what a missing field means; -0 is not.
    if (!Object.is(value, 0)) {
      message.varint(0x09);
      message.double(value);
    }
    this.#writeTimes(timestampMs, startTimestampMs);
    this.#series.nested(0x12, message);
    this.sampleCount++;
  }

  staleMarker(timestampMs: number): void {
    const message = this.#message;
    message.reset();
    message.varint(0x09);
    message.doubleBits(STALE_LO, STALE_HI);
    this.#writeTimes(timestampMs, 0);
    this.#series.nested(0x12, message);
    this.sampleCount++;
  }

  histogram(timestampMs: number, value: FloatHistogram, startTimestampMs: number): void {
    this.#message.reset();
    writeHistogram(this.#message, this.#scratch, timestampMs, value, startTimestampMs);
    this.#series.nested(0x1a, this.#message);
    this.histogramCount++;
  }

  exemplar(exemplar: Exemplar): void {
    const message = this.#message;
    message.reset();
    this.#writeRefs(message, 0x0a, exemplar.labels);
    if (!Object.is(exemplar.value, 0)) {
      message.varint(0x11);
      message.double(exemplar.value);
    }
    if (exemplar.timestampMs !== undefined) {
      message.varint(0x18);
      message.int64(exemplar.timestampMs);
    }
    this.#series.nested(0x22, message);
    this.exemplarCount++;
  }

  metadata(_family: string, { type, help, unit }: MetricMetadata): void {
    const message = this.#message;
    message.reset();
    const code = metricTypeCode(type);
    if (code !== 0) {
      message.varint(0x08);
      message.varint(code);
    }
    if (help !== '') {
      message.varint(0x18);
      message.varint(this.#ref(help));
    }
    if (unit !== '') {
      message.varint(0x20);
      message.varint(this.#ref(unit));
    }
    this.#series.nested(0x2a, message);
  }

  finish(): Uint8Array {
    this.#close();
    const bytes = new Uint8Array(this.#symbols.length + this.#done.length);
    bytes.set(this.#symbols.bytes.subarray(0, this.#symbols.length));
    bytes.set(this.#done.bytes.subarray(0, this.#done.length), this.#symbols.length);
    return bytes;
  }

  #close(): void {
    if (!this.#open) return;
    this.#done.nested(0x2a, this.#series);
    this.#series.reset();
    this.#open = false;
  }

  #writeTimes(timestampMs: number, startTimestampMs: number): void {
    const message = this.#message;
    if (timestampMs !== 0) {
      message.varint(0x10);
      message.int64(timestampMs);
    }
    if (startTimestampMs !== 0) {
      message.varint(0x18);
      message.int64(startTimestampMs);
    }
  }

  #writeRefs(into: ProtoWriter, tag: number, labels: Labels): void {
    const scratch = this.#scratch;
    scratch.reset();
    const last = this.#lastLabels;
    const lastRefs = this.#lastRefs;
    for (let i = 0; i < labels.length; i++) {
      const text = labels[i]!;
      // Neighbours share most of their labels: equal strings at the same place need no look-up.
      const ref = i < last.length && last[i] === text ? lastRefs[i]! : this.#ref(text);
      lastRefs[i] = ref;
      scratch.varint(ref);
    }
    this.#lastLabels = labels;
    if (labels.length > 0) into.nested(tag, scratch);
  }

  #ref(text: string): number {
    const known = this.#refs.get(text);
    if (known !== undefined) return known;
    const ref = this.#refs.size;
    this.#refs.set(text, ref);
    this.#symbols.varint(0x22);
    this.#symbols.text(text);
    return ref;
  }
}
