import { crc32 } from 'node:zlib';
import { METRIC_TYPES, labelsFromSorted, type MetricMetadata } from '@binnacle/model';
import { type Batch, FLOAT, HISTOGRAM, type HistogramSample, STALE } from './batch.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** "BREC" as it stands in the file. Every record begins with it, so that reading can go on after a damaged one. */
export const RECORD_MAGIC = 0x4345_5242;
/** Magic, length of the payload, CRC of the payload, CRC of these twelve bytes. */
export const RECORD_HEADER_BYTES = 16;

const TAG = { PAIRS: 1, SERIES: 2, ROW: 3, STALE_ROW: 4, RUN: 5, HISTOGRAM: 6, EXEMPLAR: 7, METADATA: 8 } as const;

/** Gives the label sets of series that the current file of the log has not seen yet. */
export interface Definitions {
  /** Appends, once per file, the series and the pairs that `batch` needs: `pairs` and `series` are called for new ones. */
  define(batch: Batch, into: DefinitionSink): void;
}

export interface DefinitionSink {
  pair(pair: number, name: string, value: string): void;
  series(series: number, pairs: readonly number[]): void;
}

/** Writes a batch as one record. The format is drawn in docs/formats/storage-log.md. */
export function writeRecord(out: ByteWriter, batch: Batch, definitions: Definitions): void {
  const start = out.length;
  for (let i = 0; i < RECORD_HEADER_BYTES; i += 4) out.u32(0);
  definitions.define(batch, {
    pair(pair, name, value) {
      out.u8(TAG.PAIRS);
      out.varint(pair);
      out.text(name);
      out.text(value);
    },
    series(series, pairs) {
      out.u8(TAG.SERIES);
      out.varint(series);
      out.varint(pairs.length);
      for (const pair of pairs) out.varint(pair);
    },
  });
  writeSamples(out, batch);
  for (const { series, exemplar } of batch.exemplars) {
    out.u8(TAG.EXEMPLAR);
    out.varint(series);
    out.u8(exemplar.timestampMs === undefined ? 0 : 1);
    out.f64(exemplar.timestampMs ?? 0);
    out.f64(exemplar.value);
    out.text(JSON.stringify(exemplar.labels));
  }
  for (const { metric, metadata } of batch.metadata) {
    out.u8(TAG.METADATA);
    out.text(metric);
    out.text(metadata.type);
    out.text(metadata.help);
    out.text(metadata.unit);
  }
  const payload = out.bytes(start + RECORD_HEADER_BYTES);
  out.setU32(start, RECORD_MAGIC);
  out.setU32(start + 4, payload.length);
  out.setU32(start + 8, crc32(payload));
  out.setU32(start + 12, crc32(out.bytes(start).subarray(0, 12)));
}

/** Splits the samples into rows (one timestamp, many series), runs (one series, many timestamps) and single histograms. */
function writeSamples(out: ByteWriter, batch: Batch): void {
  const { count, series, times, kinds } = batch;
  let at = 0;
  while (at < count) {
    if (kinds[at] === HISTOGRAM) {
      writeHistogram(out, batch.histograms[batch.values[at]!]!);
      at++;
      continue;
    }
    let row = at + 1;
    while (row < count && times[row] === times[at] && kinds[row] === kinds[at]) row++;
    let run = at + 1;
    if (kinds[at] === FLOAT) while (run < count && series[run] === series[at] && kinds[run] === FLOAT) run++;
    if (run > row) writeRun(out, batch, at, run);
    else writeRow(out, batch, at, row);
    at = Math.max(row, run);
  }
}

function writeHistogram(out: ByteWriter, { series, timestampMs, startMs, bytes }: HistogramSample): void {
  out.u8(TAG.HISTOGRAM);
  out.varint(series);
  out.f64(timestampMs);
  out.f64(startMs);
  out.block(bytes);
}

function writeRow(out: ByteWriter, batch: Batch, from: number, to: number): void {
  const isStale = batch.kinds[from] === STALE;
  out.u8(isStale ? TAG.STALE_ROW : TAG.ROW);
  out.f64(batch.times[from]!);
  out.varint(to - from);
  writeSeries(out, batch.series, from, to);
  if (isStale) return;
  out.doubles(batch.values, from, to);
  writeStarts(out, batch, from, to);
}

function writeRun(out: ByteWriter, batch: Batch, from: number, to: number): void {
  out.u8(TAG.RUN);
  out.varint(batch.series[from]!);
  out.varint(to - from);
  out.doubles(batch.times, from, to);
  out.doubles(batch.values, from, to);
  writeStarts(out, batch, from, to);
}

function writeStarts(out: ByteWriter, batch: Batch, from: number, to: number): void {
  out.u8(batch.hasStarts ? 1 : 0);
  if (batch.hasStarts) out.doubles(batch.starts, from, to);
}

/** Numbers of series as runs of ascending ones: distance from the end of the run before, length. */
function writeSeries(out: ByteWriter, series: Uint32Array, from: number, to: number): void {
  let expected = 0;
  for (let at = from; at < to;) {
    const first = series[at]!;
    let end = at + 1;
    while (end < to && series[end] === first + (end - at)) end++;
    out.zigzag(first - expected);
    out.varint(end - at);
    expected = first + (end - at);
    at = end;
  }
}

/** Where what a record holds goes. Numbers of pairs and series are those of the file, not of this process. */
export interface RecordSink extends DefinitionSink {
  /** Numbers of `series[0..count-1]` at one time, without starts. The arrays are used again for the next row. */
  row(series: Uint32Array, values: Float64Array, count: number, timestampMs: number): void;
  float(series: number, timestampMs: number, value: number, startMs: number): void;
  stale(series: number, timestampMs: number): void;
  histogram(series: number, timestampMs: number, bytes: Uint8Array, startMs: number): void;
  exemplar(
    series: number,
    exemplar: { labels: readonly string[]; value: number; timestampMs: number | undefined },
  ): void;
  metadata(metric: string, metadata: MetricMetadata): void;
}

/** Reads the payload of a record, whose CRC is right: an Error means that the writer was wrong. */
export function readPayload(reader: ByteReader, sink: RecordSink): void {
  const pairs: number[] = [];
  while (!reader.done) {
    const tag = reader.u8();
    switch (tag) {
      case TAG.PAIRS:
        sink.pair(reader.varint(), reader.text(), reader.text());
        break;
      case TAG.SERIES: {
        const series = reader.varint();
        pairs.length = reader.varint();
        for (let i = 0; i < pairs.length; i++) pairs[i] = reader.varint();
        sink.series(series, pairs);
        break;
      }
      case TAG.ROW:
      case TAG.STALE_ROW:
        readRow(reader, sink, tag === TAG.STALE_ROW);
        break;
      case TAG.RUN:
        readRun(reader, sink);
        break;
      case TAG.HISTOGRAM: {
        const series = reader.varint();
        const timestampMs = reader.f64();
        const startMs = reader.f64();
        sink.histogram(series, timestampMs, reader.block(), startMs);
        break;
      }
      case TAG.EXEMPLAR: {
        const series = reader.varint();
        const hasTime = reader.u8() === 1;
        const timestampMs = reader.f64();
        const value = reader.f64();
        const labels: string[] = JSON.parse(reader.text());
        sink.exemplar(series, {
          labels: labelsFromSorted(labels),
          value,
          timestampMs: hasTime ? timestampMs : undefined,
        });
        break;
      }
      case TAG.METADATA: {
        const metric = reader.text();
        const typeText = reader.text();
        const type = METRIC_TYPES.find((each) => each === typeText) ?? 'unknown';
        const help = reader.text();
        sink.metadata(metric, { type, help, unit: reader.text() });
        break;
      }
      default:
        throw new Error(`unknown part ${tag} in a record of the log: it was written by a newer version`);
    }
  }
}

let rowSeries = new Uint32Array(1024);
let rowValues = new Float64Array(1024);

function readRow(reader: ByteReader, sink: RecordSink, isStale: boolean): void {
  const timestampMs = reader.f64();
  const count = reader.varint();
  if (count > rowSeries.length) {
    rowSeries = new Uint32Array(count * 2);
    rowValues = new Float64Array(count * 2);
  }
  let expected = 0;
  for (let at = 0; at < count;) {
    expected += reader.zigzag();
    for (let left = reader.varint(); left > 0; left--) rowSeries[at++] = expected++;
  }
  if (isStale) {
    for (let i = 0; i < count; i++) sink.stale(rowSeries[i]!, timestampMs);
    return;
  }
  reader.doublesInto(rowValues, count);
  if (reader.u8() !== 1) {
    sink.row(rowSeries, rowValues, count, timestampMs);
    return;
  }
  const starts = reader.doubles(count);
  for (let i = 0; i < count; i++) sink.float(rowSeries[i]!, timestampMs, rowValues[i]!, starts[i]!);
}

function readRun(reader: ByteReader, sink: RecordSink): void {
  const series = reader.varint();
  const count = reader.varint();
  const times = reader.doubles(count);
  const values = reader.doubles(count);
  const starts = reader.u8() === 1 ? reader.doubles(count) : undefined;
  for (let i = 0; i < count; i++) sink.float(series, times[i]!, values[i]!, starts?.[i] ?? 0);
}
