import { STALE_HI, STALE_LO, type MetricType } from '@binnacle/model';
import { MalformedMessage, ProtoReader, readText } from '@binnacle/protobuf';
import { readHistogram } from './histogram-message.ts';
import { checkLabels, sortLabels } from './label-check.ts';
import { metricTypeOf } from './metric-types.ts';
import { Tally } from './tally.ts';
import { type DecodeOutcome, type Decoding, KEY_REMOTE_WRITE_1, type WriteSink } from './write-sink.ts';

const LABEL = 0x0a;
/** As much as a series of version 2.0 may have. */
const MAX_LABEL_BYTES = 1 << 16;
/** A Sample field with its tag and length: a value, and a timestamp of six bytes, as those of our decades are. */
const LONE_SAMPLE_BYTES = 18;

/**
 * Begins to decode a prometheus.WriteRequest (remote write 1.0), already uncompressed.
 * @see https://github.com/prometheus/prometheus/blob/main/prompb/types.proto
 */
export function decodeRemoteWrite1(message: Uint8Array, sink: WriteSink): Decoding {
  return new RemoteWrite1Decoding(message, sink);
}

class RemoteWrite1Decoding implements Decoding {
  readonly #reader: ProtoReader;
  readonly #sink: WriteSink;
  readonly #tally = new Tally();
  /** Label fields gathered where the sender scattered them between other fields. */
  #gathered = new Uint8Array(0);
  readonly #length: number;
  /** The series that is read, and where it ends; what lies behind that is not of a series yet. */
  #series = 0;
  #seriesEnd = 0;
  /** The timestamp read last and its bytes: most samples of a request have the same. */
  #timestampMs = 0;
  #timeLow = -1;
  #timeHigh = -1;

  constructor(message: Uint8Array, sink: WriteSink) {
    this.#reader = new ProtoReader(message);
    this.#sink = sink;
    this.#length = message.length;
  }

  step(maxItems: number): DecodeOutcome | undefined {
    const reader = this.#reader;
    try {
      for (let items = 0; items < maxItems; items++) {
        if (reader.pos < this.#seriesEnd) this.#readField();
        else if (reader.pos < this.#length) this.#readTopLevel();
        else return this.#tally.outcome();
      }
      return undefined;
    } catch (error) {
      if (error instanceof MalformedMessage) return { ok: false, message: error.message, offset: error.offset };
      throw error;
    }
  }

  #readTopLevel(): void {
    const reader = this.#reader;
    reader.end = this.#length;
    const tag = reader.tag();
    if (tag === 0x0a) this.#openSeries(reader.lengthDelimited());
    else if (tag === 0x1a) this.#readMetadata(reader.lengthDelimited());
    else reader.skip(tag);
  }

  /** Finds the series by its labels, and leaves the reader at its first sample. */
  #openSeries(end: number): void {
    const reader = this.#reader;
    reader.end = end;
    const start = reader.pos;
    const next = this.#sink.findNext(KEY_REMOTE_WRITE_1, reader.bytes, start, end);
    const afterKey = next === 0 ? 0 : start + this.#sink.nextKeyBytes;
    if (next !== 0 && this.#readLoneSample(next, afterKey, end)) return;
    reader.pos = start;
    while (reader.pos < end && reader.bytes[reader.pos] === LABEL) reader.skip(reader.tag());
    const fields = reader.pos;
    let count = 0;
    let scattered = false;
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === LABEL) scattered = true;
      else if (tag === 0x12 || tag === 0x22) count++;
      reader.skip(tag);
    }
    const gathered = scattered ? this.#gather(start, end) : 0;
    if (scattered) this.#series = this.#findSeries(this.#gathered, 0, gathered, count);
    else this.#series = afterKey === fields ? next : this.#findSeries(reader.bytes, start, fields, count);
    reader.pos = end;
    if (this.#series === 0) return;
    this.#tally.series++;
    reader.pos = fields;
    this.#seriesEnd = end;
  }

  /** Reads the one sample that most series of a request have; false where there is anything else, which is not read then. */
  #readLoneSample(series: number, at: number, end: number): boolean {
    const reader = this.#reader;
    const { bytes, view } = reader;
    if (end - at !== LONE_SAMPLE_BYTES || bytes[at] !== 0x12 || bytes[at + 1] !== LONE_SAMPLE_BYTES - 2) return false;
    if (bytes[at + 2] !== 0x09 || bytes[at + 11] !== 0x10) return false;
    const low = view.getUint32(at + 12, true);
    const high = view.getUint16(at + 16, true);
    if (low !== this.#timeLow || high !== this.#timeHigh) {
      reader.pos = at + 12;
      const timestampMs = reader.int64();
      if (reader.pos !== end) return false;
      this.#timestampMs = timestampMs;
      this.#timeLow = low;
      this.#timeHigh = high;
    }
    const value = view.getFloat64(at + 3, true);
    const stale = value !== value && isStaleAt(view, at + 3);
    if (stale) this.#sink.stale(series, this.#timestampMs);
    else this.#sink.float(series, this.#timestampMs, value, 0);
    this.#tally.series++;
    this.#tally.samples++;
    reader.pos = end;
    return true;
  }

  /** Reads the next field of the series that is open. */
  #readField(): void {
    const reader = this.#reader;
    const series = this.#series;
    const end = this.#seriesEnd;
    const tag = reader.tag();
    if (tag === 0x12) this.#readSample(series, end);
    else if (tag === 0x1a) this.#readExemplar(series, end);
    else if (tag === 0x22) {
      const histogramEnd = reader.lengthDelimited();
      reader.end = histogramEnd;
      const { timestampMs, histogram, problem } = readHistogram(reader, histogramEnd);
      reader.end = end;
      if (problem === undefined) {
        this.#sink.histogram(series, timestampMs, histogram, 0);
        this.#tally.histograms++;
      } else this.#tally.refuse(problem, 1);
    } else reader.skip(tag);
  }

  #findSeries(bytes: Uint8Array, start: number, end: number, samples: number): number {
    if (end - start > MAX_LABEL_BYTES) {
      this.#tally.refuse('series: labels of more than 64 KiB', samples);
      return 0;
    }
    const known = this.#sink.find(KEY_REMOTE_WRITE_1, bytes, start, end);
    if (known !== 0) return known;
    const check = checkLabels(readLabels(bytes, start, end));
    if (check.ok) return this.#sink.create(check.labels, KEY_REMOTE_WRITE_1, bytes, start, end);
    this.#tally.refuse(check.message, samples);
    return 0;
  }

  /** Copies the label fields of the series to the front of `#gathered`. @returns their length */
  #gather(start: number, end: number): number {
    const reader = this.#reader;
    if (this.#gathered.length < end - start) this.#gathered = new Uint8Array(end - start);
    let length = 0;
    reader.pos = start;
    while (reader.pos < end) {
      const from = reader.pos;
      const tag = reader.tag();
      reader.skip(tag);
      if (tag !== LABEL) continue;
      this.#gathered.set(reader.bytes.subarray(from, reader.pos), length);
      length += reader.pos - from;
    }
    return length;
  }

  #readSample(series: number, end: number): void {
    const reader = this.#reader;
    const sampleEnd = reader.lengthDelimited();
    reader.end = sampleEnd;
    let value = 0;
    let timestampMs = 0;
    let stale = false;
    while (reader.pos < sampleEnd) {
      const tag = reader.tag();
      if (tag === 0x09) {
        const at = reader.fixed(8);
        const { view } = reader;
        value = view.getFloat64(at, true);
        stale = isStaleAt(view, at);
      } else if (tag === 0x10) timestampMs = reader.int64();
      else reader.skip(tag);
    }
    reader.end = end;
    if (stale) this.#sink.stale(series, timestampMs);
    else this.#sink.float(series, timestampMs, value, 0);
    this.#tally.samples++;
  }

  #readExemplar(series: number, end: number): void {
    const reader = this.#reader;
    const exemplarEnd = reader.lengthDelimited();
    reader.end = exemplarEnd;
    const flat: string[] = [];
    let value = 0;
    let timestampMs = 0;
    while (reader.pos < exemplarEnd) {
      const tag = reader.tag();
      if (tag === LABEL) readLabel(reader, flat);
      else if (tag === 0x11) value = reader.double();
      else if (tag === 0x18) timestampMs = reader.int64();
      else reader.skip(tag);
    }
    reader.end = end;
    const check = sortLabels(flat);
    if (!check.ok) return;
    this.#tally.exemplars++;
    const known = timestampMs === 0 ? undefined : timestampMs;
    this.#sink.exemplar(series, { labels: check.labels, value, timestampMs: known });
  }

  #readMetadata(end: number): void {
    const reader = this.#reader;
    reader.end = end;
    let type: MetricType = 'unknown';
    let [name, help, unit] = ['', '', ''];
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === 0x08) type = metricTypeOf(reader.varint32());
      else if (tag === 0x12) name = readString(reader);
      else if (tag === 0x22) help = readString(reader);
      else if (tag === 0x2a) unit = readString(reader);
      else reader.skip(tag);
    }
    if (name !== '') this.#sink.metadata(name, { type, help, unit });
  }
}

const isStaleAt = (view: DataView, at: number): boolean =>
  view.getUint32(at, true) === STALE_LO && view.getUint32(at + 4, true) === STALE_HI;

function readLabels(bytes: Uint8Array, start: number, end: number): string[] {
  const reader = new ProtoReader(bytes);
  reader.pos = start;
  const flat: string[] = [];
  while (reader.pos < end) {
    reader.end = end;
    reader.tag();
    readLabel(reader, flat);
  }
  return flat;
}

/** Reads a Label message and appends its name and value. */
function readLabel(reader: ProtoReader, flat: string[]): void {
  const outer = reader.end;
  const end = reader.lengthDelimited();
  reader.end = end;
  let [name, value] = ['', ''];
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === 0x0a) name = readString(reader);
    else if (tag === 0x12) value = readString(reader);
    else reader.skip(tag);
  }
  reader.end = outer;
  flat.push(name, value);
}

function readString(reader: ProtoReader): string {
  const end = reader.lengthDelimited();
  const start = reader.pos;
  reader.pos = end;
  return readText(reader.bytes, start, end);
}
