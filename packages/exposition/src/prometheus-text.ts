import type { MetricType } from '@binnacle/model';
import {
  BRACE_CLOSE,
  decodeLossy,
  HASH,
  isDigit,
  isMetricPart,
  isMetricStart,
  NEWLINE,
  RETURN,
  SPACE,
  TAB,
} from './bytes.ts';
import { Family } from './family.ts';
import { LineFeed } from './line-feed.ts';
import { parseNumber } from './number.ts';
import { ParseFailure } from './problem.ts';
import { SeriesCursor, type SeriesDialect } from './series-cursor.ts';
import type { ExpositionSink } from './sink.ts';
import { TextMetadata, TextSample } from './text-views.ts';

const DIALECT: SeriesDialect = { loose: true, trailingComma: true };
const HELP = [0x48, 0x45, 0x4c, 0x50];
const TYPE = [0x54, 0x59, 0x50, 0x45];
const MINUS = 0x2d;
const BRACE = 0x7b;

/** The words of the format, and those of OpenMetrics, which some exporters write here. */
const TYPES: ReadonlyMap<string, MetricType> = new Map<string, MetricType>([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['summary', 'summary'],
  ['untyped', 'unknown'],
  ['unknown', 'unknown'],
  ['gaugehistogram', 'gaugehistogram'],
  ['info', 'info'],
  ['stateset', 'stateset'],
]);

/**
 * Prometheus text, versions 0.0.4 and 1.0.0 (quoted names), as leniently as Prometheus reads it: blanks anywhere between
 * tokens, comments, a comma before the brace, a newline within quotes.
 * @see https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md
 */
export class PrometheusTextParser extends LineFeed {
  readonly #sink: ExpositionSink;
  readonly #family = new Family('text');
  readonly #cursor = new SeriesCursor(DIALECT);
  readonly #sample: TextSample;
  readonly #metadata = new TextMetadata(false);

  constructor(sink: ExpositionSink, maxLineBytes: number, normalizeBounds: boolean) {
    super(maxLineBytes);
    this.#sink = sink;
    this.#sample = new TextSample(this.#family, DIALECT, normalizeBounds);
  }

  protected readLine(bytes: Uint8Array, pos: number, limit: number): number {
    const start = skipBlanks(bytes, pos);
    const byte = bytes[start]!;
    if (byte === NEWLINE) return start + 1;
    if (byte === RETURN && bytes[start + 1] === NEWLINE) return start + 2;
    if (byte === HASH) return this.#readComment(bytes, start);
    return this.#readSample(bytes, start, limit);
  }

  protected finish(): void {}

  protected retainedFrom(pos: number): number {
    return pos;
  }

  protected rebase(): void {}

  #readSample(bytes: Uint8Array, start: number, limit: number): number {
    if (isMetricStart(bytes[start]!)) {
      const nameEnd = metricEnd(bytes, start);
      const inFamily = this.#family.has(bytes, start, nameEnd);
      const type = inFamily ? this.#family.type : 'unknown';
      const end = this.#sink.expectedEnd?.(bytes, start, limit, type) ?? -1;
      if (end >= 0 && isWholeSeries(bytes, end)) return this.#readValue(bytes, start, end, inFamily);
    }
    const cursor = this.#cursor;
    cursor.open(bytes, start, limit);
    try {
      while (cursor.next());
      const end = cursor.pos;
      if (end === cursor.nameEnd && !isBlank(bytes[end]!)) {
        throw new ParseFailure(end, bytes[end] === NEWLINE ? 'a value' : 'a blank, "{" or more of the metric name');
      }
      return this.#readValue(bytes, start, end, this.#family.has(bytes, cursor.nameStart, cursor.nameEnd));
    } catch (error) {
      if (error instanceof ParseFailure && cursor.brokenLine >= 0) {
        throw new ParseFailure(cursor.brokenLine, 'a closing quote');
      }
      throw error;
    }
  }

  /** @param end  offset behind the series that begins at `start` */
  #readValue(bytes: Uint8Array, start: number, end: number, inFamily: boolean): number {
    const sample = this.#sample;
    let i = skipBlanks(bytes, end);
    const valueEnd = wordEnd(bytes, i);
    sample.value = parseNumber(bytes, i, valueEnd, 'a value');
    i = skipBlanks(bytes, valueEnd);
    sample.timestampMs = 0;
    sample.hasTimestamp = !isLineEnd(bytes, i);
    if (sample.hasTimestamp) {
      const timestampEnd = wordEnd(bytes, i);
      for (let at = bytes[i] === MINUS ? i + 1 : i; at < timestampEnd; at++) {
        if (!isDigit(bytes[at]!)) throw new ParseFailure(at, 'a timestamp in milliseconds or the end of the line');
      }
      sample.timestampMs = parseNumber(bytes, i, timestampEnd, 'a timestamp in milliseconds');
      i = skipBlanks(bytes, timestampEnd);
      if (!isLineEnd(bytes, i)) throw new ParseFailure(i, 'the end of the line');
    }
    sample.bytes = bytes;
    sample.start = start;
    sample.end = end;
    sample.inFamily = inFamily;
    sample.type = inFamily ? this.#family.type : 'unknown';
    this.samples++;
    this.#sink.sample(sample);
    return bytes[i] === RETURN ? i + 2 : i + 1;
  }

  #readComment(bytes: Uint8Array, hash: number): number {
    const newline = bytes.indexOf(NEWLINE, hash);
    const word = skipBlanks(bytes, hash + 1);
    if (word === hash + 1) return newline + 1;
    const kind = startsWith(bytes, word, HELP) ? 'help' : startsWith(bytes, word, TYPE) ? 'type' : undefined;
    if (kind === undefined || !isBlank(bytes[word + 4]!)) return newline + 1;
    const metadata = this.#metadata;
    const nameStart = skipBlanks(bytes, word + 4);
    const nameEnd = metadata.readName(bytes, nameStart, newline);
    let textEnd = newline;
    if (bytes[textEnd - 1] === RETURN) textEnd--;
    // Exactly one blank separates name and text: more belong to the text.
    const textStart = Math.min(nameEnd + 1, textEnd);
    if (nameEnd < textEnd && !isBlank(bytes[nameEnd]!)) throw new ParseFailure(nameEnd, 'a blank');
    metadata.bytes = bytes;
    metadata.kind = kind;
    metadata.textStart = textStart;
    metadata.textEnd = textEnd;
    this.#family.declare(bytes, metadata.nameStart, metadata.nameEnd, metadata.nameEscaped);
    if (kind === 'type') {
      const type = TYPES.get(decodeLossy(bytes, textStart, textEnd).trim());
      if (type === undefined) throw new ParseFailure(textStart, 'counter, gauge, histogram, summary or untyped');
      this.#family.type = type;
    }
    metadata.type = this.#family.type;
    this.#sink.metadata?.(metadata);
    return newline + 1;
  }
}

function metricEnd(bytes: Uint8Array, start: number): number {
  let i = start + 1;
  while (isMetricPart(bytes[i]!)) i++;
  return i;
}

/** Whether the series that was recognised cannot go on: neither more of its name nor braces follow. */
function isWholeSeries(bytes: Uint8Array, end: number): boolean {
  if (!isBlank(bytes[end]!)) return false;
  return bytes[end - 1] === BRACE_CLOSE || bytes[skipBlanks(bytes, end)] !== BRACE;
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB;

function skipBlanks(bytes: Uint8Array, from: number): number {
  let i = from;
  while (isBlank(bytes[i]!)) i++;
  return i;
}

function wordEnd(bytes: Uint8Array, from: number): number {
  let i = from;
  while (i < bytes.length && !isBlank(bytes[i]!) && !isLineEnd(bytes, i) && bytes[i] !== BRACE) i++;
  return i;
}

const isLineEnd = (bytes: Uint8Array, i: number): boolean =>
  bytes[i] === NEWLINE || (bytes[i] === RETURN && bytes[i + 1] === NEWLINE);

function startsWith(bytes: Uint8Array, at: number, word: readonly number[]): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}
