import { type Labels, METRIC_NAME, type MetricType } from '@binnacle/model';
import { BACKSLASH, decodeUtf8, QUOTE } from './bytes.ts';
import { formatBound } from './format-number.ts';
import { LabelCollector } from './label-collector.ts';
import { numberOfText } from './number.ts';
import { ParseFailure } from './problem.ts';
import type { SeriesCursor } from './series-cursor.ts';
import { TextCache } from './text-cache.ts';

const LOWER_N = 0x6e;
/** Of all parsers together: targets of one kind have the same labels. */
const texts = new TextCache();

/** The string that stands at `bytes[start..end)`, with `\\`, `\"` and `\n` undone; other escapes stay as written. */
export function readText(bytes: Uint8Array, start: number, end: number, escaped: boolean, what: string): string {
  const text = escaped ? unescape(bytes, start, end) : texts.decode(bytes, start, end);
  if (text === undefined) throw new ParseFailure(start, `${what} in UTF-8`);
  return text;
}

function unescape(bytes: Uint8Array, start: number, end: number): string | undefined {
  const plain = new Uint8Array(end - start);
  let length = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    const next = bytes[i + 1]!;
    if (byte === BACKSLASH && i + 1 < end && (next === BACKSLASH || next === QUOTE || next === LOWER_N)) {
      plain[length++] = next === LOWER_N ? 0x0a : next;
      i++;
    } else plain[length++] = byte;
  }
  return decodeUtf8(plain, 0, length);
}

/** Text of a HELP line: as a label value, but the older format does not escape quotes there. */
export function readHelp(bytes: Uint8Array, start: number, end: number, quotesEscaped: boolean): string {
  const text = decodeUtf8(bytes, start, end);
  if (text === undefined) throw new ParseFailure(start, 'a help text in UTF-8');
  if (!text.includes('\\')) return text;
  const pattern = quotesEscaped ? /\\[\\"n]/g : /\\[\\n]/g;
  return text.replace(pattern, (pair) => (pair[1] === 'n' ? '\n' : pair[1]!));
}

/** The label whose value is a number, so that `1` and `1.0` are the same; undefined for most types. */
export function boundLabel(type: MetricType): string | undefined {
  if (type === 'histogram' || type === 'gaugehistogram') return 'le';
  return type === 'summary' ? 'quantile' : undefined;
}

/**
 * Makes the label set of the series that `cursor` has just been opened at.
 * @param bound  label whose value is rewritten as OpenMetrics writes numbers, or undefined
 * @throws ParseFailure for a label twice, bytes that are not UTF-8, a series without a name
 */
export function readLabels(cursor: SeriesCursor, bound: string | undefined): Labels {
  const start = cursor.pos;
  const labels = new LabelCollector();
  readPairs(cursor, bound, labels);
  if (cursor.nameStart >= 0) {
    const name = readText(cursor.bytes, cursor.nameStart, cursor.nameEnd, cursor.nameEscaped, 'a metric name');
    labels.add(METRIC_NAME, name, cursor.nameStart);
  } else if (!labels.has(METRIC_NAME)) throw new ParseFailure(start, 'a metric name');
  return labels.finish(start);
}

/** Makes the label set of the braces of an exemplar. */
export function readExemplarLabels(cursor: SeriesCursor): Labels {
  const start = cursor.pos;
  const labels = new LabelCollector();
  readPairs(cursor, undefined, labels);
  return labels.finish(start);
}

function readPairs(cursor: SeriesCursor, bound: string | undefined, into: LabelCollector): void {
  const { bytes } = cursor;
  while (cursor.next()) {
    const name = readText(bytes, cursor.labelStart, cursor.labelEnd, cursor.labelEscaped, 'a label name');
    if (name === '') throw new ParseFailure(cursor.labelStart, 'a label name');
    let value = readText(bytes, cursor.valueStart, cursor.valueEnd, cursor.valueEscaped, 'a label value');
    if (name === bound) value = normalBound(value);
    into.add(name, value, cursor.labelStart);
  }
}

function normalBound(text: string): string {
  const bound = numberOfText(text);
  return Number.isNaN(bound) ? text : formatBound(bound);
}
