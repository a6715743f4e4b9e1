import { allBuckets, plainDecimal, type FloatHistogram } from '@binnacle/model';
import { JsonBytes } from './json-bytes.ts';
import { writeLabels, writeList } from './labels-json.ts';
import type { MatrixSeries, Value } from '../eval/outcome.ts';
import { PointStarts, PointWriter, writePointsSlowly } from './point-writer.ts';

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
        writeLabels(out, labels);
        out.raw(histogram === undefined ? ',"value":' : ',"histogram":');
        writePoint(value.timestampMs, number, histogram, out);
        out.raw('}');
      });
      break;
    case 'matrix': {
      const writer = new SeriesWriter(out);
      writeList(out, value.series, (series) => writer.write(series));
      if (writer.isComplete) out.repeats?.end();
      break;
    }
  }
  out.add(`${more}}`);
}

/** For documents of which nobody wants to know the repetitions. */
const plainPoints = new PointWriter();

/** Writes one series after the other. */
class SeriesWriter {
  /** Whether all repetitions are noted. */
  isComplete = true;
  private readonly out: JsonBytes;
  private readonly points: PointWriter;
  /** Where the series before begins; -1 for the first. */
  private head = -1;
  private starts: PointStarts | undefined;
  private timestamps: Float64Array | undefined;

  constructor(out: JsonBytes) {
    this.out = out;
    this.points = out.repeats?.points ?? plainPoints;
    if (out.repeats === undefined) plainPoints.begin();
  }

  write(series: MatrixSeries): void {
    const { out, head } = this;
    this.head = out.at;
    out.raw('{"metric":');
    writeLabels(out, series.labels);
    if (out.repeats !== undefined && head >= 0) out.noteTextLike(this.head, head);
    if (this.writeValues(series)) out.raw('"]]');
    if (series.histograms !== undefined) writeHistograms(series.timestamps, series.histograms, out);
    out.raw('}');
  }

  private writeValues(series: MatrixSeries): boolean {
    const { out, points } = this;
    if (series.histograms === undefined) {
      const written = points.write(series, out, out.repeats !== undefined);
      if (written !== 'not here') return written;
    }
    this.isComplete = false;
    if (this.starts === undefined || this.timestamps !== series.timestamps) {
      this.timestamps = series.timestamps;
      this.starts = new PointStarts(series.timestamps);
    }
    return writePointsSlowly(series, this.starts, out);
  }
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
