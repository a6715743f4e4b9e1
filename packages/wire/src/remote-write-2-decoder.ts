import {
  formatLabels,
  type Labels,
  labelsFromSorted,
  labelValue,
  METRIC_NAME,
  STALE_HI,
  STALE_LO,
} from '@binnacle/model';
import { MalformedMessage, ProtoReader } from '@binnacle/protobuf';
import { readHistogram } from './histogram-message.ts';
import { sortLabels } from './label-check.ts';
import { type KeyOutcome, LabelRefs } from './label-refs.ts';
import { familyOf, metricTypeOf } from './metric-types.ts';
import { SymbolTable } from './symbol-table.ts';
import { Tally } from './tally.ts';
import { type DecodeOutcome, type Decoding, KEY_CANONICAL, type WriteSink } from './write-sink.ts';

const REFUSALS: Readonly<Record<Exclude<KeyOutcome, 'ok'>, string>> = {
  duplicate: 'a label twice',
  nameless: 'a label without a name',
  too_long: 'labels of more than 64 KiB',
};

/**
 * Begins to decode an io.prometheus.write.v2.Request (remote write 2.0), already uncompressed.
 * @see https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/
 */
export function decodeRemoteWrite2(message: Uint8Array, sink: WriteSink): Decoding {
  return new RemoteWrite2Decoding(message, sink);
}

class RemoteWrite2Decoding implements Decoding {
  readonly #reader: ProtoReader;
  readonly #sink: WriteSink;
  readonly #tally = new Tally();
  readonly #symbols: SymbolTable;
  readonly #refs = new LabelRefs();
  readonly #length: number;
  /** By the symbol of a metric name, the metadata that was passed on last, as one number. */
  readonly #seenMetadata = new Map<number, number>();
  #symbolsRead = false;
  /** The series that is read, and where it ends; what lies behind that is not of a series yet. */
  #series = 0;
  #seriesEnd = 0;
  #createdMs = 0;

  constructor(message: Uint8Array, sink: WriteSink) {
    this.#reader = new ProtoReader(message);
    this.#symbols = new SymbolTable(message);
    this.#sink = sink;
    this.#length = message.length;
  }

  step(maxItems: number): DecodeOutcome | undefined {
    const reader = this.#reader;
    try {
      if (!this.#symbolsRead) this.#readSymbols();
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
    if (tag === 0x2a) this.#openSeries(reader.lengthDelimited());
    else reader.skip(tag);
  }

  /** Protobuf allows any order of fields, so the symbols are collected before anything refers to them. */
  #readSymbols(): void {
    const reader = this.#reader;
    let series = -1;
    while (reader.pos < this.#length) {
      const from = reader.pos;
      const tag = reader.tag();
      if (tag === 0x22) {
        const end = reader.lengthDelimited();
        this.#symbols.add(reader.pos, end);
        reader.pos = end;
      } else {
        if (series < 0) series = from;
        // Fields 1 and 3 are those of a version 1 request sent under the wrong name.
        if (tag === 0x0a || tag === 0x1a) {
          throw new MalformedMessage(from, 'a remote write 1.0 request where 2.0 was announced');
        }
        reader.skip(tag);
      }
    }
    const first = this.#symbols;
    if (first.size > 0 && first.starts[0] !== first.ends[0]) {
      throw new MalformedMessage(0, 'a first symbol that is not empty');
    }
    reader.pos = series < 0 ? this.#length : series;
    this.#symbolsRead = true;
  }

  /** Finds the series by its labels, and leaves the reader at its first field. */
  #openSeries(end: number): void {
    const reader = this.#reader;
    reader.end = end;
    const start = reader.pos;
    const refs = this.#refs;
    refs.length = 0;
    this.#createdMs = 0;
    let metadata = -1;
    let samples = 0;
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === 0x0a) this.#readRefs(refs, end);
      else if (tag === 0x08) this.#pushRef(refs, reader.varint32());
      else if (tag === 0x30) this.#createdMs = reader.int64();
      else {
        if (tag === 0x12 || tag === 0x1a) samples++;
        else if (tag === 0x2a) metadata = reader.pos;
        reader.skip(tag);
      }
    }
    if (refs.length % 2 !== 0) throw new MalformedMessage(start, 'a label name without a value');
    this.#series = this.#findSeries(samples);
    if (metadata >= 0) this.#readMetadata(metadata, end);
    reader.pos = end;
    if (this.#series === 0) return;
    this.#tally.series++;
    reader.pos = start;
    this.#seriesEnd = end;
  }

  /** Reads the next field of the series that is open. */
  #readField(): void {
    const reader = this.#reader;
    const tag = reader.tag();
    if (tag === 0x12) this.#readSample(this.#series, this.#createdMs, this.#seriesEnd);
    else if (tag === 0x1a) this.#readHistogram(this.#series, this.#createdMs, this.#seriesEnd);
    else if (tag === 0x22) this.#readExemplar(this.#series, this.#seriesEnd);
    else reader.skip(tag);
  }

  #readRefs(refs: LabelRefs, end: number): void {
    const reader = this.#reader;
    const refsEnd = reader.lengthDelimited();
    reader.end = refsEnd;
    while (reader.pos < refsEnd) this.#pushRef(refs, reader.varint32());
    reader.end = end;
  }

  #pushRef(refs: LabelRefs, ref: number): void {
    this.#symbols.check(ref, this.#reader.pos);
    refs.push(ref);
  }

  #findSeries(samples: number): number {
    const refs = this.#refs;
    const outcome = refs.makeKey(this.#reader.bytes, this.#symbols);
    if (outcome !== 'ok') {
      const shown = outcome === 'too_long' ? 'series' : `series ${formatLabels(this.#labels())}`;
      this.#tally.refuse(`${shown}: ${REFUSALS[outcome]}`, samples);
      return 0;
    }
    const known = this.#sink.find(KEY_CANONICAL, refs.key, 0, refs.keyLength);
    if (known !== 0) return known;
    const labels = this.#labels();
    if (labelValue(labels, METRIC_NAME) === '') {
      this.#tally.refuse(`series ${formatLabels(labels)}: no metric name`, samples);
      return 0;
    }
    return this.#sink.create(labels, KEY_CANONICAL, refs.key, 0, refs.keyLength);
  }

  #labels(): Labels {
    const { refs, length } = this.#refs;
    const flat: string[] = [];
    for (let i = 0; i < length; i++) flat.push(this.#symbols.text(refs[i]!, this.#reader.pos));
    return labelsFromSorted(flat);
  }

  #readSample(series: number, createdMs: number, end: number): void {
    const reader = this.#reader;
    const sampleEnd = reader.lengthDelimited();
    reader.end = sampleEnd;
    let value = 0;
    let timestampMs = 0;
    let startMs = 0;
    let stale = false;
    while (reader.pos < sampleEnd) {
      const tag = reader.tag();
      if (tag === 0x09) {
        const at = reader.fixed(8);
        const { view } = reader;
        value = view.getFloat64(at, true);
        stale = view.getUint32(at, true) === STALE_LO && view.getUint32(at + 4, true) === STALE_HI;
      } else if (tag === 0x10) timestampMs = reader.int64();
      else if (tag === 0x18) startMs = reader.int64();
      else reader.skip(tag);
    }
    reader.end = end;
    if (stale) this.#sink.stale(series, timestampMs);
    else this.#sink.float(series, timestampMs, value, startMs === 0 ? createdMs : startMs);
    this.#tally.samples++;
  }

  #readHistogram(series: number, createdMs: number, end: number): void {
    const reader = this.#reader;
    const histogramEnd = reader.lengthDelimited();
    reader.end = histogramEnd;
    const { timestampMs, startTimestampMs, histogram, problem } = readHistogram(reader, histogramEnd);
    reader.end = end;
    if (problem === undefined) {
      this.#sink.histogram(series, timestampMs, histogram, startTimestampMs === 0 ? createdMs : startTimestampMs);
      this.#tally.histograms++;
    } else this.#tally.refuse(`series ${formatLabels(this.#labels())}: ${problem}`, 1);
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
      if (tag === 0x0a) {
        const refsEnd = reader.lengthDelimited();
        while (reader.pos < refsEnd) flat.push(this.#symbols.text(reader.varint32(), reader.pos));
      } else if (tag === 0x08) flat.push(this.#symbols.text(reader.varint32(), reader.pos));
      else if (tag === 0x11) value = reader.double();
      else if (tag === 0x18) timestampMs = reader.int64();
      else reader.skip(tag);
    }
    reader.end = end;
    if (flat.length % 2 !== 0) throw new MalformedMessage(reader.pos, 'a label name without a value');
    const check = sortLabels(flat);
    if (!check.ok) return;
    const known = timestampMs === 0 ? undefined : timestampMs;
    this.#sink.exemplar(series, { labels: check.labels, value, timestampMs: known });
    this.#tally.exemplars++;
  }

  #readMetadata(at: number, seriesEnd: number): void {
    const reader = this.#reader;
    reader.pos = at;
    const end = reader.lengthDelimited();
    reader.end = end;
    let [type, help, unit] = [0, 0, 0];
    while (reader.pos < end) {
      const tag = reader.tag();
      if (tag === 0x08) type = reader.varint32();
      else if (tag === 0x18) help = reader.varint32();
      else if (tag === 0x20) unit = reader.varint32();
      else reader.skip(tag);
    }
    reader.end = seriesEnd;
    if (type === 0 && help === 0 && unit === 0) return;
    const name = this.#metricNameRef();
    // Types are below 8, and a message has fewer symbols than 2^25: the three fit the mantissa of a number.
    const fingerprint = type + 8 * (help + 2 ** 25 * (unit % 2 ** 25));
    if (name === undefined || this.#seenMetadata.get(name) === fingerprint) return;
    this.#seenMetadata.set(name, fingerprint);
    const metricType = metricTypeOf(type);
    this.#sink.metadata(familyOf(this.#symbols.text(name, at), metricType), {
      type: metricType,
      help: this.#symbols.text(help, at),
      unit: this.#symbols.text(unit, at),
    });
  }

  #metricNameRef(): number | undefined {
    const { refs, length } = this.#refs;
    for (let i = 0; i < length; i += 2) {
      if (this.#symbols.text(refs[i]!, this.#reader.pos) === METRIC_NAME) return refs[i + 1]!;
    }
    return undefined;
  }
}
