import { METRIC_NAME, type Exemplar, type FloatHistogram, type Labels, type MetricType } from '@binnacle/model';
import { BACKSLASH, isMetricPart, isMetricStart, NEWLINE, QUOTE, SPACE } from './bytes.ts';
import { parseNumber, secondsToMs } from './number.ts';
import { ParseFailure } from './problem.ts';
import { SeriesCursor, type SeriesDialect } from './series-cursor.ts';
import type { MetadataView, SampleView } from './sink.ts';
import { boundLabel, readExemplarLabels, readHelp, readLabels, readText } from './series-labels.ts';
import type { Family } from './family.ts';

const NO_BYTES = new Uint8Array(0);

/** A sample line of the text formats. The parser sets the fields; label sets are read from the bytes when asked for. */
export class TextSample implements SampleView {
  bytes: Uint8Array = NO_BYTES;
  start = 0;
  end = 0;
  type: MetricType = 'unknown';
  value = 0;
  hasTimestamp = false;
  timestampMs = 0;
  startTimestampMs = 0;
  readonly histogram: FloatHistogram | undefined = undefined;
  exemplarCount = 0;
  /** Offset of the `{` of the exemplar. */
  exemplarStart = 0;
  inFamily = false;
  readonly #family: Family;
  readonly #cursor: SeriesCursor;
  readonly #exemplarCursor: SeriesCursor;
  readonly #normalizeBounds: boolean;

  constructor(family: Family, dialect: SeriesDialect, normalizeBounds: boolean) {
    this.#family = family;
    this.#cursor = new SeriesCursor(dialect);
    this.#exemplarCursor = new SeriesCursor(dialect);
    this.#normalizeBounds = normalizeBounds;
  }

  labels(): Labels {
    this.#cursor.open(this.bytes, this.start, this.end);
    return readLabels(this.#cursor, this.#normalizeBounds ? boundLabel(this.type) : undefined);
  }

  metricName(): string {
    const cursor = this.#cursor;
    cursor.open(this.bytes, this.start, this.end);
    let named = '';
    while (cursor.nameStart < 0 && cursor.next()) {
      const label = readText(cursor.bytes, cursor.labelStart, cursor.labelEnd, cursor.labelEscaped, 'a label name');
      if (label !== METRIC_NAME) continue;
      named = readText(cursor.bytes, cursor.valueStart, cursor.valueEnd, cursor.valueEscaped, 'a metric name');
    }
    if (cursor.nameStart < 0) return named;
    return readText(this.bytes, cursor.nameStart, cursor.nameEnd, cursor.nameEscaped, 'a metric name');
  }

  familyName(): string {
    return this.inFamily ? this.#family.name() : this.metricName();
  }

  exemplar(): Exemplar {
    const cursor = this.#exemplarCursor;
    cursor.openBraces(this.bytes, this.exemplarStart, this.bytes.length);
    const labels = readExemplarLabels(cursor);
    const valueStart = cursor.pos + 1;
    const valueEnd = wordEnd(this.bytes, valueStart);
    const value = parseNumber(this.bytes, valueStart, valueEnd, 'a value');
    let timestampMs: number | undefined;
    if (this.bytes[valueEnd] === SPACE) {
      const end = wordEnd(this.bytes, valueEnd + 1);
      timestampMs = secondsToMs(parseNumber(this.bytes, valueEnd + 1, end, 'a timestamp'));
    }
    return { labels, value, timestampMs };
  }
}

/** The end of the word that begins at `start`: the offset of the next blank or newline. */
export function wordEnd(bytes: Uint8Array, start: number): number {
  let i = start;
  while (i < bytes.length && bytes[i] !== SPACE && bytes[i] !== NEWLINE) i++;
  return i;
}

/** A metadata line of the text formats. */
export class TextMetadata implements MetadataView {
  kind: 'help' | 'type' | 'unit' = 'help';
  bytes: Uint8Array = NO_BYTES;
  nameStart = 0;
  nameEnd = 0;
  nameEscaped = false;
  textStart = 0;
  textEnd = 0;
  type: MetricType = 'unknown';
  readonly #quotesEscaped: boolean;

  /** @param quotesEscaped  whether `\"` in a help text is an escape (OpenMetrics) */
  constructor(quotesEscaped: boolean) {
    this.#quotesEscaped = quotesEscaped;
  }

  /** Reads the name, quoted or not, that begins at `start` of a line. @returns the offset behind it */
  readName(bytes: Uint8Array, start: number, newline: number): number {
    this.nameEscaped = false;
    let i = start;
    if (bytes[i] === QUOTE) {
      for (i++; i < newline && bytes[i] !== QUOTE; i++) {
        if (bytes[i] !== BACKSLASH) continue;
        this.nameEscaped = true;
        i++;
      }
      if (i >= newline) throw new ParseFailure(newline, 'a closing quote');
      this.nameStart = start + 1;
      this.nameEnd = i;
      return i + 1;
    }
    if (!isMetricStart(bytes[i]!)) throw new ParseFailure(i, 'a metric name');
    while (isMetricPart(bytes[i]!)) i++;
    this.nameStart = start;
    this.nameEnd = i;
    return i;
  }

  name(): string {
    return readText(this.bytes, this.nameStart, this.nameEnd, this.nameEscaped, 'a metric name');
  }

  text(): string {
    if (this.kind === 'type') return this.type;
    return readHelp(this.bytes, this.textStart, this.textEnd, this.#quotesEscaped);
  }
}
