import { quote } from './quote.ts';

const UNITS = [
  ['y', 365 * 24 * 3600 * 1000],
  ['w', 7 * 24 * 3600 * 1000],
  ['d', 24 * 3600 * 1000],
  ['h', 3600 * 1000],
  ['m', 60 * 1000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** Longest duration: 2^63 nanoseconds (a little over 292 years), because Prometheus keeps them so. In seconds. */
export const MAX_DURATION_SECONDS = 2 ** 63 / 1e9;

/**
 * Reads `1h30m`, `5ms`, `0`: whole numbers with units, longest unit first, each at most once. A year is 365 days.
 *
 * @returns milliseconds, or the reason worded as Prometheus does
 */
export function parseDuration(text: string): { readonly ms: number } | { readonly reason: string } {
  if (text === '0') return { ms: 0 };
  if (text === '') return { reason: 'empty duration string' };
  let rest = text;
  let last = -1;
  let ms = 0n;
  while (rest !== '') {
    const match = /^([0-9]+)([^0-9]*)/.exec(rest);
    if (match === null) return { reason: `not a valid duration string: ${quote(text)}` };
    const unit = UNITS.findIndex(([name]) => name === match[2]);
    if (unit < 0 && match[2] !== '') return { reason: `unknown unit ${quote(match[2]!)} in duration ${quote(text)}` };
    const count = match[1]!.replace(/^0+(?=.)/, '');
    if (unit <= last || !isUint64(count)) return { reason: `not a valid duration string: ${quote(text)}` };
    // What is wrong further on is not looked at once it is too long.
    ms += BigInt(count) * BigInt(UNITS[unit]![1]);
    if (ms * NANOSECONDS > MAX_NANOSECONDS) return { reason: 'duration out of range' };
    last = unit;
    rest = rest.slice(match[0].length);
  }
  return { ms: Number(ms) };
}

const NANOSECONDS = 1_000_000n;
const MAX_NANOSECONDS = 2n ** 63n - 1n;

/** Decimal digits without leading zeros. */
const isUint64 = (digits: string): boolean => digits.length <= 20 && BigInt(digits) < 2n ** 64n;

/** The form Prometheus prints: `1h30m`, `0s`; weeks and years only where nothing is left over (90d reads better than 12w6d). */
export function formatDuration(milliseconds: number): string {
  let ms = Math.trunc(milliseconds);
  if (ms === 0) return '0s';
  let text = '';
  for (const [name, length] of UNITS) {
    const exactOnly = name === 'y' || name === 'w';
    if (exactOnly && ms % length !== 0) continue;
    const count = Math.floor(ms / length);
    if (count > 0) text += `${count}${name}`;
    ms -= count * length;
  }
  return text;
}
