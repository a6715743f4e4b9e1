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
import type { PreparedSeries } from './prepared-series.ts';

const TIMESERIES = 0x2a;
const SAMPLES = 0x12;
const HISTOGRAMS = 0x1a;
const EXEMPLARS = 0x22;
const NO_BYTES = new Uint8Array(0);

/** What a series has beside a plain value. */
export interface PreparedSample {
  readonly value: number;
  readonly startTimestampMs: number;
  readonly histogram: FloatHistogram | undefined;
  readonly exemplars: readonly Exemplar[] | undefined;
}

/**
 * Writes io.prometheus.write.v2.Requests about prepared series, one after the other into the same buffers: a plain sample costs
 * a copy of some twenty bytes and its value. `begin`, any number of samples, `finish`; without an await in between where it is shared.
 */
export class PreparedRequest {
  sampleCount = 0;
  #set: PreparedSeries | undefined;
  #labels: Uint8Array = NO_BYTES;
  readonly #done = new ProtoWriter(65_536);
  #message = new ProtoWriter(131_072);
  readonly #series = new ProtoWriter();
  readonly #part = new ProtoWriter();
  readonly #scratch = new ProtoWriter();
  /** Symbols of this request alone: those of exemplars, which hardly ever come again. */
  readonly #ownSymbols = new ProtoWriter();
  readonly #ownRefs = new Map<string, number>();
  /** The timestamp field that was written last. Nearly all samples of a scrape share it. */
  readonly #time = new ProtoWriter(16);
  #timeMs = NaN;

  /** The series written from now on are of this set. Nothing may be added to it before `finish`. */
  begin(set: PreparedSeries): void {
    this.#set = set;
    this.#labels = set.labelsBytes;
    this.#done.reset();
    this.#ownSymbols.reset();
    this.#ownRefs.clear();
    this.sampleCount = 0;
  }

  /** About as long as the message would be now. */
  get sizeBytes(): number {
    return this.#set!.symbolBytes + this.#done.length;
  }

  /** @param metadata  the field of the series' family, of the same set */
  sample(series: number, metadata: Uint8Array, timestampMs: number, value: number, startTimestampMs: number): void {
    if (startTimestampMs !== 0) {
      this.full(series, metadata, timestampMs, { value, startTimestampMs, histogram: undefined, exemplars: undefined });
      return;
    }
    const set = this.#set!;
    const time = this.#timeField(timestampMs);
    const from = set.labelsStart(series);
    const to = set.labelsEnd(series);
    const sampleBytes = 9 + time.length;
    const length = to - from + 2 + sampleBytes + metadata.length;
    const done = this.#done;
    done.reserve(length + 8);
    const { bytes } = done;
    let at = done.length;
    bytes[at++] = TIMESERIES;
    let rest = length;
    for (; rest >= 0x80; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
    const labels = this.#labels;
    for (let i = from; i < to; i++) bytes[at++] = labels[i]!;
    bytes[at++] = SAMPLES;
    bytes[at++] = sampleBytes;
    bytes[at++] = 0x09;
    done.length = at;
    done.double(value);
    at += 8;
    const timeBytes = time.bytes;
    for (let i = 0; i < time.length; i++) bytes[at++] = timeBytes[i]!;
    for (let i = 0; i < metadata.length; i++) bytes[at++] = metadata[i]!;
    done.length = at;
    this.sampleCount++;
  }

  /** A sample of any kind, slower than `sample`. */
  full(series: number, metadata: Uint8Array, timestampMs: number, sample: PreparedSample): void {
    this.#open(series);
    this.#writeSample(timestampMs, sample);
    this.#close(metadata);
  }

  /** @param histogram  the last one of a series of histograms */
  stale(series: number, metadata: Uint8Array, timestampMs: number, histogram: FloatHistogram | undefined): void {
    this.#open(series);
    this.#writeStale(timestampMs, histogram);
    this.#close(metadata);
  }

  /**
   * A series that is not prepared. Its symbols are kept in the set nevertheless: for the few that every request has. To be called
   * before anything with exemplars.
   */
  once(labels: Labels, metadata: MetricMetadata, timestampMs: number, value: number | 'stale'): void {
    if (this.#ownRefs.size > 0) throw new Error('BUG: a series that adds to the symbols behind one with exemplars');
    const set = this.#set!;
    this.#series.reset();
    set.writeLabels(labels, this.#series);
    if (value === 'stale') this.#writeStale(timestampMs, undefined);
    else this.#writeSample(timestampMs, { value, startTimestampMs: 0, histogram: undefined, exemplars: undefined });
    set.writeMetadata(metadata, this.#series);
    this.#done.nested(TIMESERIES, this.#series);
    this.sampleCount++;
  }

  /** The message. A view: good until the next `begin`. */
  finish(): Uint8Array {
    const message = this.#message;
    message.reset();
    const { symbols } = this.#set!;
    message.raw(symbols, 0, symbols.length);
    message.raw(this.#ownSymbols.bytes, 0, this.#ownSymbols.length);
    message.raw(this.#done.bytes, 0, this.#done.length);
    const bytes = message.bytes.subarray(0, message.length);
    // A scrape far larger than the others must not keep its memory for ever.
    if (message.bytes.length > KEPT_BYTES) this.#message = new ProtoWriter(131_072);
    return bytes;
  }

  #open(series: number): void {
    const set = this.#set!;
    this.#series.reset();
    this.#series.raw(this.#labels, set.labelsStart(series), set.labelsEnd(series));
  }

  #close(metadata: Uint8Array): void {
    this.#series.raw(metadata, 0, metadata.length);
    this.#done.nested(TIMESERIES, this.#series);
    this.sampleCount++;
  }

  #writeSample(timestampMs: number, { value, startTimestampMs, histogram, exemplars }: PreparedSample): void {
    const part = this.#part;
    part.reset();
    if (histogram === undefined) {
      part.varint(0x09);
      part.double(value);
      this.#writeTimes(timestampMs, startTimestampMs);
      this.#series.nested(SAMPLES, part);
    } else {
      writeHistogram(part, this.#scratch, timestampMs, histogram, startTimestampMs);
      this.#series.nested(HISTOGRAMS, part);
    }
    if (exemplars !== undefined) for (const exemplar of exemplars) this.#writeExemplar(exemplar);
  }

  #writeStale(timestampMs: number, histogram: FloatHistogram | undefined): void {
    const part = this.#part;
    part.reset();
    if (histogram === undefined) {
      part.varint(0x09);
      part.doubleBits(STALE_LO, STALE_HI);
      this.#writeTimes(timestampMs, 0);
      this.#series.nested(SAMPLES, part);
    } else {
      writeHistogram(part, this.#scratch, timestampMs, { ...histogram, stale: true }, 0);
      this.#series.nested(HISTOGRAMS, part);
    }
  }

  #writeExemplar({ labels, value, timestampMs }: Exemplar): void {
    const part = this.#part;
    const refs = this.#scratch;
    part.reset();
    refs.reset();
    for (const text of labels) refs.varint(this.#ownRef(text));
    if (labels.length > 0) part.nested(0x0a, refs);
    part.varint(0x11);
    part.double(value);
    if (timestampMs !== undefined) {
      part.varint(0x18);
      part.int64(timestampMs);
    }
    this.#series.nested(EXEMPLARS, part);
  }

  #ownRef(text: string): number {
    if (text === '') return 0;
    const known = this.#ownRefs.get(text);
    if (known !== undefined) return known;
    const ref = this.#set!.symbolCount + this.#ownRefs.size;
    this.#ownRefs.set(text, ref);
    this.#ownSymbols.varint(0x22);
    this.#ownSymbols.text(text);
    return ref;
  }

  #writeTimes(timestampMs: number, startTimestampMs: number): void {
    const part = this.#part;
    const time = this.#timeField(timestampMs);
    part.raw(time.bytes, 0, time.length);
    if (startTimestampMs === 0) return;
    part.varint(0x18);
    part.int64(startTimestampMs);
  }

  #timeField(timestampMs: number): ProtoWriter {
    const time = this.#time;
    if (timestampMs === this.#timeMs) return time;
    this.#timeMs = timestampMs;
    time.reset();
    if (timestampMs !== 0) {
      time.varint(0x10);
      time.int64(timestampMs);
    }
    return time;
  }
}

const KEPT_BYTES = 8 * 1024 * 1024;
