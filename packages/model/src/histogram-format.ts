import type { FloatHistogram } from './histogram.ts';
import {
  negativeBuckets,
  positiveBuckets,
  usesCustomBuckets,
  zeroBucket,
  type HistogramBucket,
} from './histogram-buckets.ts';

/**
 * A number as Go's `%g` prints it: the fewest digits that give the number back, with an exponent of at least two digits
 * when it is below -4 or at least 6.
 */
export function formatGeneral(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const exponential = value.toExponential();
  const at = exponential.indexOf('e');
  const exponent = Number(exponential.slice(at + 1));
  if (exponent >= -4 && exponent < 6) return plainDecimal(value);
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${exponential.slice(0, at)}e${exponent < 0 ? '-' : '+'}${digits}`;
}

/** Without an exponent, whatever the size: what Go's `strconv.FormatFloat(value, 'f', -1, 64)` gives. */
export function plainDecimal(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const at = text.indexOf('e');
  if (at < 0) return text;
  const sign = value < 0 ? '-' : '';
  const digits = text.slice(sign.length, at).replace('.', '');
  const point = 1 + Number(text.slice(at + 1));
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}

/** `{count:20, sum:10, [-2,-1):2, [-0.001,0.001]:2, (1,2]:2}`: populated buckets, lowest first. */
export function formatHistogram(h: FloatHistogram): string {
  const parts = [`count:${formatGeneral(h.count)}`, `sum:${formatGeneral(h.sum)}`];
  for (const bucket of negativeBuckets(h).reverse()) if (bucket.count !== 0) parts.push(formatBucket(bucket));
  if (!usesCustomBuckets(h) && h.zeroCount !== 0) parts.push(formatBucket(zeroBucket(h)));
  for (const bucket of positiveBuckets(h)) if (bucket.count !== 0) parts.push(formatBucket(bucket));
  return `{${parts.join(', ')}}`;
}

function formatBucket({ lower, upper, lowerInclusive, upperInclusive, count }: HistogramBucket): string {
  const range = `${formatGeneral(lower)},${formatGeneral(upper)}`;
  return `${lowerInclusive ? '[' : '('}${range}${upperInclusive ? ']' : ')'}:${formatGeneral(count)}`;
}
