import { allBuckets, isAbsentAt, plainDecimal, type FloatHistogram, type Labels } from '@binnacle/model';
import { JsonBytes } from './json-bytes.ts';
import type { KnownRepeats } from './known-repeats.ts';
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
      if (value.series.every(({ histograms }) => histograms === undefined)) out.repeats?.end();
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
  starts.turnTo(series);
  const head = out.at;
  out.raw('{"metric":');
  writeLabels(labels, out);
  starts.noteHead(out, head);
  const { text, offsets } = starts;
  let first = true;
  for (let i = 0; i < timestamps.length; i++) {
    if (isAbsentAt(bits, at + i) || histograms?.[i] !== undefined) continue;
    // What ends the point before is left out before the first.
    const skip = first ? AFTER_POINT : 0;
    if (first) out.raw(',"values":[');
    first = false;
    const start = out.at;
    const from = offsets[i]! + skip;
    const length = offsets[i + 1]! - from;
    out.copy(text, from, length);
    const { repeats } = out;
    out.number(values[at + i]!, repeats === undefined ? -1 : starts.note(repeats, i, start, length, skip));
  }
  if (!first) out.raw('"]]');
  if (histograms !== undefined) writeHistograms(timestamps, histograms, out);
  out.raw('}');
}

/** `"],` of the point before. */
const AFTER_POINT = 3;

/**
 * What stands between the values of two points: `"],[1435781430.781,"`. Made once where series share timestamps. Knows where it was
 * written last.
 */
class PointStarts {
  text: DataView = new DataView(new ArrayBuffer(0));
  /** By point, and behind the last. */
  offsets: Uint32Array = new Uint32Array(1);
  private timestamps: Float64Array | undefined;
  /** Where it ends in the series before, or in one before that, by point; 0 for nowhere. */
  private ends = new Int32Array(0);
  /** Whether it stands there as a whole, by point. */
  private areWhole = new Uint8Array(0);
  /** The last point whose start is whole, and where it begins. */
  private lastPoint = -1;
  private lastAt = 0;
  /** Where the series before begins; -1 for the first. */
  private head = -1;
  private series: MatrixSeries | undefined;
  private before: MatrixSeries | undefined;

  turnTo(series: MatrixSeries): void {
    this.before = this.series;
    this.series = series;
    this.lastPoint = -1;
    if (this.timestamps === series.timestamps) return;
    this.timestamps = series.timestamps;
    const { text, offsets } = pointStarts(series.timestamps);
    this.text = text;
    this.offsets = offsets;
    this.ends = new Int32Array(series.timestamps.length);
    this.areWhole = new Uint8Array(series.timestamps.length);
    this.before = undefined;
  }

  /** Notes what the head of a series, from `head` to what was written last, has in common with that of the series before. */
  noteHead(out: JsonBytes, head: number): void {
    if (out.repeats !== undefined && this.head >= 0) out.noteTextLike(head, this.head);
    this.head = head;
  }

  /**
   * Notes that the start of a point, `length` bytes at `at` without the first `skip`, has been written before.
   * @returns where the value of the point stands before, if that is known; else -1
   */
  note(repeats: KnownRepeats, i: number, at: number, length: number, skip: number): number {
    const { lastPoint, lastAt, before, series } = this;
    const end = this.ends[i]!;
    const wasWhole = this.areWhole[i] === 1;
    this.ends[i] = at + length;
    this.areWhole[i] = skip === 0 ? 1 : 0;
    this.lastPoint = skip === 0 ? i : -1;
    this.lastAt = at;
    if (end > 0) {
      const missing = skip === 0 && !wasWhole ? AFTER_POINT : 0;
      if (repeats.note(at + missing, end - length + missing, length - missing)) {
        const isSame = before !== undefined && Object.is(before.values[before.at + i], series!.values[series!.at + i]);
        return isSame && !isAbsentAt(before.bits, before.at + i) ? end : -1;
      }
    }
    if (lastPoint >= 0 && lastPoint === i - 1) repeats.note(at, lastAt, this.sharedWithBefore(i));
    return -1;
  }

  /** How many bytes of the start of a point, not of the first one, are those of the start before. */
  private sharedWithBefore(i: number): number {
    const { text, offsets } = this;
    const [before, start, end] = [offsets[i - 1]!, offsets[i]!, offsets[i + 1]!];
    let length = 0;
    while (before + length < start && start + length < end) {
      if (text.getUint8(before + length) !== text.getUint8(start + length)) break;
      length++;
    }
    return length;
  }
}

function pointStarts(timestamps: Float64Array): { text: DataView; offsets: Uint32Array } {
  const out = new JsonBytes(new Uint8Array(32 * timestamps.length));
  const offsets = new Uint32Array(timestamps.length + 1);
  timestamps.forEach((timestamp, i) => {
    out.raw('"],[');
    out.timestamp(timestamp);
    out.raw(',"');
    offsets[i + 1] = out.at;
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
