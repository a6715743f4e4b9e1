import {
  addHistograms,
  labelsOf,
  METRIC_NAME,
  subtractHistograms,
  type FloatHistogram,
  type Labels,
} from '@binnacle/model';
import { catchFailure, SyntaxFailure } from '../syntax/parse-error.ts';
import { Lexer } from '../syntax/lexer.ts';
import type { Token } from '../syntax/token.ts';
import { describeToken, isLabelName } from '../syntax/token.ts';
import { unquote } from '../syntax/unquote.ts';
import { parseHistogramLiteral, signedNumber, type HistogramLiteral } from './histogram-literal.ts';

/** One place in a sequence of samples: nothing, a number, the end of a series, or a histogram. */
export type SequenceValue =
  | { readonly kind: 'omitted' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'histogram'; readonly value: FloatHistogram; readonly hintGiven: boolean };

export interface SeriesDescription {
  readonly labels: Labels;
  readonly values: readonly SequenceValue[];
}

export type DescriptionOutcome =
  | ({ readonly ok: true } & SeriesDescription)
  | { readonly ok: false; readonly reason: string };

/**
 * Reads a line such as `http_requests{job="a"} 0+10x5 _ stale {{sum:1}}x2`.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series
 */
export function parseSeriesDescription(line: string): DescriptionOutcome {
  const outcome = catchFailure(line, () => {
    const { labels, end } = parseMetric(line);
    return { labels, values: parseValues(line, end) };
  });
  return outcome.ok ? { ok: true, ...outcome.value } : { ok: false, reason: outcome.error.reason };
}

const fail = (line: string, from: number, reason: string): never => {
  throw new SyntaxFailure({ from, to: line.length }, reason);
};

/** `name`, `name{a="b"}` or `{"name", a="b"}`, without space before the brace. */
function parseMetric(line: string): { readonly labels: Labels; readonly end: number } {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0] ?? '';
  const pairs: [string, string][] = name === '' ? [] : [[METRIC_NAME, name]];
  if (line[name.length] !== '{') return { labels: labelsOf(pairs), end: name.length };
  const lexer = new Lexer(line.slice(name.length));
  const unexpected = (token: Token, expected: string): never =>
    fail(line, name.length + token.from, `unexpected ${describeToken(token)} in label set, expected ${expected}`);
  let token = lexer.next();
  for (;;) {
    token = lexer.next();
    if (token.type === '}') return { labels: labelsOf(pairs), end: name.length + token.to };
    const quoted = token.type === 'string';
    if (!quoted && !isLabelName(token.type)) return unexpected(token, 'identifier or "}"');
    const label = quoted ? unquote(token.text) : token.text;
    token = lexer.next();
    if (token.type === '=') {
      token = lexer.next();
      if (token.type !== 'string') return unexpected(token, 'string');
      pairs.push([label, unquote(token.text)]);
      token = lexer.next();
    } else if (quoted) pairs.push([METRIC_NAME, label]);
    else return unexpected(token, '"="');
    if (token.type === '}') return { labels: labelsOf(pairs), end: name.length + token.to };
    if (token.type !== ',') return unexpected(token, '"," or "}"');
  }
}

const NUMBER = String.raw`(?:[0-9][0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|(?:inf|nan)\b)`;
const FLOATS = new RegExp(`^(?:(_)|(stale)|([+-]?${NUMBER})([+-]${NUMBER}(?=x))?)(?:x([0-9]+))?$`, 'i');
const HISTOGRAMS = /^\{\{(.*?)\}\}(?:([+-])\{\{(.*?)\}\}(?=x))?(?:x([0-9]+))?$/;
/** Items are separated by space; a histogram has spaces of its own. */
const ITEMS = /(?:\{\{.*?\}\}|[^\s{])+|\S/g;

function parseValues(line: string, start: number): SequenceValue[] {
  const values: SequenceValue[] = [];
  if (start < line.length && !/\s/.test(line[start]!)) fail(line, start, 'space expected after the metric');
  for (const match of line.slice(start).matchAll(ITEMS)) {
    const [item] = match;
    const at = start + match.index;
    if (item.startsWith('{{')) values.push(...histogramItem(line, at, item));
    else values.push(...floatItem(line, at, item));
  }
  return values;
}

function floatItem(line: string, at: number, item: string): SequenceValue[] {
  const match = FLOATS.exec(item);
  if (match === null) return fail(line, at, `unexpected "${item}" in series values`);
  const [, omitted, stale, first, increment, times] = match;
  // A value repeated n times stands there n + 1 times, an omission n times.
  if (omitted !== undefined) return repeat(Number(times ?? 1), { kind: 'omitted' });
  const count = Number(times ?? 0) + 1;
  if (stale !== undefined) return repeat(count, { kind: 'stale' });
  const step = increment === undefined ? 0 : signedNumber(increment);
  let value = signedNumber(first!);
  return Array.from({ length: count }, () => {
    const here = value;
    value += step;
    return { kind: 'float', value: here };
  });
}

const repeat = (count: number, value: SequenceValue): SequenceValue[] => Array.from({ length: count }, () => value);

function histogramItem(line: string, at: number, item: string): SequenceValue[] {
  const match = HISTOGRAMS.exec(item);
  if (match === null) return fail(line, at, `unexpected "${item}" in series values`);
  const [, body, sign, stepBody, times] = match;
  const literal = (text: string): HistogramLiteral => {
    const parsed = parseHistogramLiteral(text);
    return typeof parsed === 'string' ? fail(line, at, parsed) : parsed;
  };
  const base = literal(body!);
  const step = stepBody === undefined ? undefined : literal(stepBody);
  const hintGiven = (step ?? base).hintGiven;
  const values: SequenceValue[] = [];
  let value = base.histogram;
  for (let i = 0; i <= Number(times ?? 0); i++) {
    if (i > 0 && step !== undefined) {
      if (value.schema > step.histogram.schema) fail(line, at, 'cannot add a histogram of lower resolution');
      const sum = (sign === '+' ? addHistograms : subtractHistograms)(value, step.histogram);
      value = sum.ok ? sum.histogram : fail(line, at, 'histograms do not fit together');
    }
    values.push({ kind: 'histogram', value, hintGiven });
  }
  return values;
}
