import type { BucketSpan, CounterResetHint, FloatHistogram } from '@binnacle/model';
import { parseNumber } from '../syntax/number.ts';

/** A histogram in a script, and whether it said something about counter resets (else a comparison ignores that). */
export interface HistogramLiteral {
  readonly histogram: FloatHistogram;
  readonly hintGiven: boolean;
}

const HINTS: Readonly<Record<string, CounterResetHint>> = {
  unknown: 'unknown',
  reset: 'yes',
  not_reset: 'no',
  gauge: 'gauge',
};
const KEYS = new Set(
  'schema sum count z_bucket z_bucket_w custom_values buckets offset n_buckets n_offset counter_reset_hint'.split(' '),
);

/**
 * Reads what stands between `{{` and `}}`: `schema:1 sum:0.3 count:3 buckets:[5 10 7] offset:-3 …`.
 *
 * @returns the reason when it is not a histogram
 */
export function parseHistogramLiteral(body: string): HistogramLiteral | string {
  const fields = new Map<string, string>();
  for (const [item] of body.matchAll(/[^\s[]+(?:\[[^\]]*\])?\S*/g)) {
    const colon = item.indexOf(':');
    const key = item.slice(0, Math.max(colon, 0));
    if (!KEYS.has(key)) return `bad histogram descriptor found: "${item}"`;
    if (fields.has(key)) return `duplicate key "${key}" in histogram`;
    fields.set(key, item.slice(colon + 1));
  }
  const number = (key: string): number => (fields.has(key) ? signedNumber(fields.get(key)!) : 0);
  const list = (key: string): number[] => {
    const match = /^\[\s*(.*?)\s*\]$/.exec(fields.get(key) ?? '[]');
    if (match === null) return [NaN];
    return match[1] === '' ? [] : match[1]!.split(/\s+/).map(signedNumber);
  };
  const hint = fields.get('counter_reset_hint') ?? 'unknown';
  if (!Object.hasOwn(HINTS, hint)) return `unknown counter_reset_hint ${hint}`;
  const positiveBuckets = list('buckets');
  const negativeBuckets = list('n_buckets');
  const histogram: FloatHistogram = {
    counterResetHint: HINTS[hint]!,
    schema: number('schema'),
    zeroThreshold: number('z_bucket_w'),
    zeroCount: number('z_bucket'),
    count: number('count'),
    sum: number('sum'),
    positiveSpans: spans(positiveBuckets, number('offset')),
    positiveBuckets,
    negativeSpans: spans(negativeBuckets, number('n_offset')),
    negativeBuckets,
    customValues: list('custom_values'),
  };
  return { histogram, hintGiven: fields.has('counter_reset_hint') };
}

const spans = (buckets: readonly number[], offset: number): BucketSpan[] =>
  buckets.length === 0 ? [] : [{ offset, length: buckets.length }];

/** A number with an optional sign; NaN when it is none, which then never compares equal to what the script meant. */
export function signedNumber(text: string): number {
  const negative = text.startsWith('-');
  const parsed = parseNumber(text.replace(/^[+-]/, ''));
  const value = 'value' in parsed ? parsed.value : NaN;
  return negative ? -value : value;
}
