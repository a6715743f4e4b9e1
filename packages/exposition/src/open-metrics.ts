import { METRIC_TYPES, type MetricType } from '@binnacle/model';
import { decodeLossy, equalBytes, HASH, NEWLINE, SPACE } from './bytes.ts';
import { Family } from './family.ts';
import { LineFeed } from './line-feed.ts';
import { MetricPoint } from './metric-point.ts';
import { parseNumber, secondsToMs } from './number.ts';
import { OpenMetricsRules } from './open-metrics-rules.ts';
import { ParseFailure } from './problem.ts';
import { SeriesCursor } from './series-cursor.ts';
import type { ExpositionSink } from './sink.ts';
import { TextMetadata, TextSample, wordEnd } from './text-views.ts';

const encoder = new TextEncoder();
const EOF = encoder.encode('# EOF');
const KINDS = [
  { kind: 'help', bytes: encoder.encode('# HELP ') },
  { kind: 'type', bytes: encoder.encode('# TYPE ') },
  { kind: 'unit', bytes: encoder.encode('# UNIT ') },
] as const;
const CREATED = encoder.encode('_created');

const TYPES: ReadonlySet<string> = new Set(METRIC_TYPES);
/** By type, the label that tells the samples of one metric apart. */
const BOUNDS: { readonly [type in MetricType]?: Uint8Array } = {
  histogram: encoder.encode('le'),
  summary: encoder.encode('quantile'),
};
const NO_BOUND = new Uint8Array(0);
/** Types whose metric points may have a `_created`. */
const HAS_CREATED: ReadonlySet<MetricType> = new Set<MetricType>(['counter', 'histogram', 'summary']);

/**
 * OpenMetrics 1.0 text. The grammar is kept to the letter (one space between tokens, `# EOF` at the end); with `strict`
 * also everything that the specification says about the meaning of samples, which Prometheus does not check.
 * @see https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 */
export class OpenMetricsParser extends LineFeed {
  readonly #sink: ExpositionSink;
  readonly #family = new Family('openmetrics');
  readonly #cursor: SeriesCursor;
  readonly #exemplarCursor: SeriesCursor;
  readonly #sample: TextSample;
  readonly #metadata = new TextMetadata(true);
  readonly #point: MetricPoint;
  readonly #rules: OpenMetricsRules | undefined;
  /** The sample as the rules see it: at once, without waiting for its metric point. */
  readonly #checked: TextSample;
  #sawEof = false;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(sink: ExpositionSink, maxLineBytes: number, normalizeBounds: boolean, strict: boolean) {
    super(maxLineBytes);
    const dialect = { loose: false, trailingComma: !strict };
    this.#sink = sink;
    this.#cursor = new SeriesCursor(dialect);
    this.#exemplarCursor = new SeriesCursor(dialect);
    this.#sample = new TextSample(this.#family, dialect, normalizeBounds);
    this.#checked = new TextSample(this.#family, dialect, false);
    this.#point = new MetricPoint(dialect);
    this.#rules = strict ? new OpenMetricsRules() : undefined;
  }

  protected readLine(bytes: Uint8Array, pos: number, limit: number): number {
    this.#bytes = bytes;
    if (this.#sawEof) throw new ParseFailure(pos, 'nothing after "# EOF"');
    return bytes[pos] === HASH ? this.#readMetadata(bytes, pos) : this.#readSample(bytes, pos, limit);
  }

  protected finish(bytes: Uint8Array, end: number): void {
    this.#bytes = bytes;
    this.#flush();
    if (!this.#sawEof) throw new ParseFailure(end, '"# EOF" as the last line');
  }

  protected retainedFrom(pos: number): number {
    return this.#point.reference < 0 ? pos : this.#point.reference;
  }

  protected rebase(by: number): void {
    this.#point.rebase(by);
  }

  #readSample(bytes: Uint8Array, start: number, limit: number): number {
    const cursor = this.#cursor;
    cursor.open(bytes, start, limit);
    while (cursor.next());
    const end = cursor.pos;
    if (cursor.nameStart < 0) throw new ParseFailure(end, 'a metric name');
    let i = expectSpace(bytes, end, 'a space and a value');
    const valueEnd = wordEnd(bytes, i);
    const value = parseNumber(bytes, i, valueEnd, 'a value');
    i = valueEnd;
    let timestampMs = NaN;
    if (bytes[i] === SPACE && bytes[i + 1] !== HASH) {
      const timestampEnd = wordEnd(bytes, i + 1);
      timestampMs = readTimestamp(bytes, i + 1, timestampEnd);
      i = timestampEnd;
    }
    let exemplar = -1;
    if (bytes[i] === SPACE) {
      if (bytes[i + 1] !== HASH) throw new ParseFailure(i + 1, '"# {" of an exemplar or the end of the line');
      exemplar = expectSpace(bytes, i + 2, 'a space and "{" of an exemplar');
      i = this.#skipExemplar(bytes, exemplar, limit);
    }
    if (bytes[i] !== NEWLINE) throw new ParseFailure(i, 'the end of the line');
    this.#take(bytes, start, end, value, timestampMs, exemplar);
    return i + 1;
  }

  #take(bytes: Uint8Array, start: number, end: number, value: number, timestampMs: number, exemplar: number): void {
    const { nameStart, nameEnd } = this.#cursor;
    const family = this.#family;
    let inFamily = family.has(bytes, nameStart, nameEnd);
    if (this.#rules !== undefined) {
      if (!inFamily) {
        if (family.is(bytes, nameStart, nameEnd)) {
          throw new ParseFailure(nameStart, `a sample name of the ${family.type}`);
        }
        // A sample of its own begins a family of unknown type.
        this.#flush();
        family.declare(bytes, nameStart, nameEnd, this.#cursor.nameEscaped);
        inFamily = true;
      }
      fill(this.#checked, bytes, start, end, value, timestampMs, exemplar);
      this.#checked.type = family.type;
      this.#rules.sample(this.#checked, family.name(), start);
    }
    const type = inFamily ? family.type : 'unknown';
    if (!HAS_CREATED.has(type)) {
      this.#flush();
      this.#emit(bytes, start, end, value, timestampMs, exemplar, 0, inFamily, type);
      return;
    }
    const point = this.#point;
    if (!point.includes(bytes, start, bytes.length, BOUNDS[type] ?? NO_BOUND)) {
      this.#flush();
      point.reference = start;
    } else if (point.isFull(start)) {
      const created = point.startTimestampMs;
      this.#flush();
      point.reference = start;
      point.startTimestampMs = created;
    }
    if (family.hasSuffix(CREATED, bytes, nameStart, nameEnd)) point.startTimestampMs = secondsToMs(value);
    else point.add(start, end, value, timestampMs, exemplar);
  }

  /** Passes on the samples that have waited for their metric point to be complete. */
  #flush(): void {
    const point = this.#point;
    const created = Number.isFinite(point.startTimestampMs) ? point.startTimestampMs : 0;
    for (let i = 0; i < point.length; i++) {
      const { starts, ends, values, timestampsMs, exemplars } = point;
      const type = this.#family.type;
      this.#emit(this.#bytes, starts[i]!, ends[i]!, values[i]!, timestampsMs[i]!, exemplars[i]!, created, true, type);
    }
    point.clear();
  }

  #emit(
    bytes: Uint8Array,
    start: number,
    end: number,
    value: number,
    timestampMs: number,
    exemplar: number,
    created: number,
    inFamily: boolean,
    type: MetricType,
  ): void {
    const sample = this.#sample;
    fill(sample, bytes, start, end, value, timestampMs, exemplar);
    sample.startTimestampMs = created;
    sample.inFamily = inFamily;
    sample.type = type;
    this.samples++;
    this.#sink.sample(sample);
  }

  /** @returns the offset behind the exemplar whose brace is at `start` */
  #skipExemplar(bytes: Uint8Array, start: number, limit: number): number {
    const cursor = this.#exemplarCursor;
    cursor.openBraces(bytes, start, limit);
    while (cursor.next());
    if (cursor.nameStart >= 0) throw new ParseFailure(cursor.nameStart, 'a label with a value');
    const valueStart = expectSpace(bytes, cursor.pos, 'a space and a value');
    const valueEnd = wordEnd(bytes, valueStart);
    parseNumber(bytes, valueStart, valueEnd, 'a value');
    if (bytes[valueEnd] !== SPACE) return valueEnd;
    const timestampEnd = wordEnd(bytes, valueEnd + 1);
    readTimestamp(bytes, valueEnd + 1, timestampEnd);
    return timestampEnd;
  }

  #readMetadata(bytes: Uint8Array, start: number): number {
    this.#flush();
    const newline = bytes.indexOf(NEWLINE, start);
    if (equalBytes(bytes, start, newline, EOF, 0, EOF.length)) {
      this.#rules?.end(start);
      this.#sawEof = true;
      return newline + 1;
    }
    const found = KINDS.find(({ bytes: word }) => equalBytes(bytes, start, start + word.length, word, 0, word.length));
    if (found === undefined) throw new ParseFailure(start, '"# HELP", "# TYPE", "# UNIT" or "# EOF"');
    const metadata = this.#metadata;
    metadata.bytes = bytes;
    metadata.kind = found.kind;
    const nameEnd = metadata.readName(bytes, start + found.bytes.length, newline);
    metadata.textStart = expectSpace(bytes, nameEnd, 'a space and the text');
    metadata.textEnd = newline;
    this.#family.declare(bytes, metadata.nameStart, metadata.nameEnd, metadata.nameEscaped);
    const text = found.kind === 'help' ? '' : decodeLossy(bytes, metadata.textStart, newline);
    if (found.kind === 'type') {
      if (!isMetricType(text)) throw new ParseFailure(metadata.textStart, `one of ${METRIC_TYPES.join(', ')}`);
      this.#family.type = text;
    } else if (found.kind === 'unit' && text !== '' && !this.#family.name().endsWith(`_${text}`)) {
      throw new ParseFailure(metadata.textStart, 'a unit that ends the metric name');
    }
    metadata.type = this.#family.type;
    this.#rules?.metadata(found.kind, this.#family.name(), this.#family.type, text, start);
    this.#sink.metadata?.(metadata);
    return newline + 1;
  }
}

function fill(
  sample: TextSample,
  bytes: Uint8Array,
  start: number,
  end: number,
  value: number,
  timestampMs: number,
  exemplar: number,
): void {
  sample.bytes = bytes;
  sample.start = start;
  sample.end = end;
  sample.value = value;
  sample.hasTimestamp = !Number.isNaN(timestampMs);
  sample.timestampMs = sample.hasTimestamp ? timestampMs : 0;
  sample.exemplarCount = exemplar < 0 ? 0 : 1;
  sample.exemplarStart = exemplar;
}

const isMetricType = (text: string): text is MetricType => TYPES.has(text);

function expectSpace(bytes: Uint8Array, at: number, expected: string): number {
  if (bytes[at] !== SPACE) throw new ParseFailure(at, expected);
  return at + 1;
}

function readTimestamp(bytes: Uint8Array, start: number, end: number): number {
  const seconds = parseNumber(bytes, start, end, 'a timestamp in seconds');
  if (!Number.isFinite(seconds)) throw new ParseFailure(start, 'a finite timestamp in seconds');
  return secondsToMs(seconds);
}
