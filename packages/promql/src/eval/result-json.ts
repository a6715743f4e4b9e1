import { allBuckets, isAbsentAt, plainDecimal, type FloatHistogram, type Labels } from '@binnacle/model';
import { JsonBytes } from './json-bytes.ts';
import type { MatrixSeries, Value } from './outcome.ts';

/**
 * The `data` object of a query answer, as Prometheus writes it to the byte:
 * `{"resultType":"matrix","result":[{"metric":{…},"values":[[1435781430,"1"],…]}]}`.
 */
export function resultJson(value: Value): Uint8Array {
  const out = new JsonBytes();
  writeResult(value, out);
  return out.bytes();
}

/**
 * Writes the same into a document that is being made.
 *
 * @param more other keys of the object, each with a comma before it
 */
export function writeResult(value: Value, out: JsonBytes, more = ''): void {
  out.raw(`{"resultType":"${value.kind}","result":`);
  switch (value.kind) {
    case 'scalar':
      out.raw(`[${value.timestampMs / 1000},"${plainDecimal(value.value)}"]`);
      break;
    case 'string':
      out.raw(`[${value.timestampMs / 1000},`);
      out.text(value.value);
      out.raw(']');
      break;
    case 'vector':
      writeList(out, value.samples, ({ labels, value: number, histogram }) => {
        out.raw('{"metric":');
        writeLabels(labels, out);
        out.raw(histogram === undefined ? ',"value":' : ',"histogram":');
        writePoint(value.timestampMs, number, histogram, out);
        out.raw('}');
      });
      break;
    case 'matrix': {
      const starts = new PointStarts();
      writeList(out, value.series, (series) => writeSeries(series, starts, out));
      break;
    }
  }
  out.add(`${more}}`);
}

function writeList<T>(out: JsonBytes, items: readonly T[], write: (item: T) => void): void {
  out.raw('[');
  items.forEach((item, i) => {
    if (i > 0) out.raw(',');
    write(item);
  });
  out.raw(']');
}

function writeLabels(labels: Labels, out: JsonBytes): void {
  out.raw('{');
  for (let i = 0; i < labels.length; i += 2) {
    if (i > 0) out.raw(',');
    out.label(labels[i]!);
    out.raw(':');
    out.label(labels[i + 1]!);
  }
  out.raw('}');
}

function writeSeries(series: MatrixSeries, starts: PointStarts, out: JsonBytes): void {
  const { labels, timestamps, values, bits, at, histograms } = series;
  out.raw('{"metric":');
  writeLabels(labels, out);
  const { text, offsets } = starts.of(timestamps);
  let first = true;
  for (let i = 0; i < timestamps.length; i++) {
    if (isAbsentAt(bits, at + i) || histograms?.[i] !== undefined) continue;
    if (first) out.raw(',"values":[');
    // The comma before the first is left out.
    const from = offsets[i]! + (first ? 1 : 0);
    out.copy(text, from, offsets[i + 1]! - from);
    first = false;
    out.number(values[at + i]!);
    out.raw('"]');
  }
  if (!first) out.raw(']');
  if (histograms !== undefined) writeHistograms(timestamps, histograms, out);
  out.raw('}');
}

/** What stands before the value of each point: `,[1435781430.781,"`. Made once where series share timestamps. */
class PointStarts {
  private timestamps: Float64Array | undefined;
  private known: { readonly text: DataView; readonly offsets: Uint32Array } | undefined;

  of(timestamps: Float64Array): { readonly text: DataView; readonly offsets: Uint32Array } {
    if (this.known === undefined || this.timestamps !== timestamps) {
      this.timestamps = timestamps;
      this.known = pointStarts(timestamps);
    }
    return this.known;
  }
}

function pointStarts(timestamps: Float64Array): { text: DataView; offsets: Uint32Array } {
  const out = new JsonBytes(new Uint8Array(32 * timestamps.length));
  const offsets = new Uint32Array(timestamps.length + 1);
  timestamps.forEach((timestamp, i) => {
    out.raw(',[');
    out.timestamp(timestamp);
    out.raw(',"');
    offsets[i + 1] = out.bytes().length;
  });
  // Eight bytes are read at a time.
  out.raw('        ');
  const bytes = out.bytes();
  return { text: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offsets };
}

function writeHistograms(
  timestamps: Float64Array,
  histograms: readonly (FloatHistogram | undefined)[],
  out: JsonBytes,
): void {
  let first = true;
  for (let i = 0; i < timestamps.length; i++) {
    const histogram = histograms[i];
    if (histogram === undefined) continue;
    out.raw(first ? ',"histograms":[' : ',');
    first = false;
    writePoint(timestamps[i]!, 0, histogram, out);
  }
  if (!first) out.raw(']');
}

function writePoint(timestampMs: number, value: number, histogram: FloatHistogram | undefined, out: JsonBytes): void {
  out.raw('[');
  out.timestamp(timestampMs);
  out.raw(',');
  if (histogram !== undefined) writeHistogram(histogram, out);
  else {
    out.raw('"');
    out.number(value);
    out.raw('"');
  }
  out.raw(']');
}

function writeHistogram(h: FloatHistogram, out: JsonBytes): void {
  const field = (name: string, value: number): void => {
    out.raw(name);
    out.number(value);
    out.raw('"');
  };
  field('{"count":"', h.count);
  field(',"sum":"', h.sum);
  let first = true;
  for (const { lower, upper, lowerInclusive, upperInclusive, count } of allBuckets(h)) {
    if (count === 0) continue;
    out.raw(first ? ',"buckets":[[' : ',[');
    first = false;
    // 0: lower bound excluded, upper included; 1: the other way round; 2: both excluded; 3: both included.
    out.raw(lowerInclusive ? (upperInclusive ? '3' : '1') : upperInclusive ? '0' : '2');
    field(',"', lower);
    field(',"', upper);
    field(',"', count);
    out.raw(']');
  }
  out.raw(first ? '}' : ']}');
}
