import { durationText } from '@binnacle/views';
/**
 * The time range of a page. Relative ranges move with the clock: `backMs` before now, until `untilMs` before now (0 for a
 * range that ends now). All in milliseconds.
 */
export type TimeRange =
  | { readonly kind: 'relative'; readonly backMs: number; readonly untilMs: number }
  | { readonly kind: 'absolute'; readonly fromMs: number; readonly toMs: number };

/** A range with both ends fixed, milliseconds since 1970. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Why a typed range was refused; the page has a sentence for each. */
export type TimeRangeProblem = 'empty' | 'unknown' | 'reversed' | 'zero' | 'too-long' | 'no-such-date';

export type TimeRangeOutcome =
  | { readonly ok: true; readonly range: TimeRange }
  | { readonly ok: false; readonly problem: TimeRangeProblem };

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Retention goes up to 200 years (`--storage.retention`), so no range needs more. */
const LONGEST_MS = 200 * 366 * 86_400_000;

const MOMENT = String.raw`(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?`;
const ABSOLUTE = new RegExp(String.raw`^${MOMENT}\s*(?:~|-|,|\.\.)\s*${MOMENT}$`);
const MILLISECONDS = /^(\d{11,15})\s*(?:~|-|,|\.\.)\s*(\d{11,15})$/;
const DURATION = /^(\d+)\s*([smhd])$/;
const SINCE = /^now\s*-\s*(\d+)([smhd])\s*(?:~|,|\.\.|\bto\b)\s*now(?:\s*-\s*(\d+)([smhd]))?$/;

/**
 * Reads what a person types and what a URL carries: `30s`, `20m`, `6h`, `2d`, `now-6h..now-1h`,
 * `2026/11/22 10:00:00 ~ 2026/11/22 11:00:00` (in the time zone of the browser; also with `-` in the dates, without
 * seconds or without time), and pairs of milliseconds since 1970. Separators: `~`, `-`, `,`, `..`.
 */
export function parseTimeRange(text: string): TimeRangeOutcome {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, problem: 'empty' };
  const duration = DURATION.exec(trimmed.toLowerCase());
  if (duration !== null) return relative(durationMs(duration[1]!, duration[2]!), 0);
  const since = SINCE.exec(trimmed.toLowerCase());
  if (since !== null) {
    const until = since[3] === undefined ? 0 : durationMs(since[3], since[4]!);
    return relative(durationMs(since[1]!, since[2]!), until);
  }
  const milliseconds = MILLISECONDS.exec(trimmed);
  if (milliseconds !== null) return absolute(Number(milliseconds[1]), Number(milliseconds[2]));
  const moments = ABSOLUTE.exec(trimmed);
  if (moments !== null) {
    const fromMs = momentMs(moments.slice(1, 7), false);
    const toMs = momentMs(moments.slice(7, 13), true);
    if (fromMs === undefined || toMs === undefined) return { ok: false, problem: 'no-such-date' };
    return absolute(fromMs, toMs);
  }
  return { ok: false, problem: 'unknown' };
}

/** The text of a range in a URL; `parseTimeRange` reads it back. */
export function timeRangeText(range: TimeRange): string {
  if (range.kind === 'absolute') return `${range.fromMs}..${range.toMs}`;
  if (range.untilMs === 0) return durationText(range.backMs);
  return `now-${durationText(range.backMs)}..now-${durationText(range.untilMs)}`;
}

/** The range at a moment. */
export function spanOf(range: TimeRange, nowMs: number): TimeSpan {
  if (range.kind === 'absolute') return { fromMs: range.fromMs, toMs: range.toMs };
  return { fromMs: nowMs - range.backMs, toMs: nowMs - range.untilMs };
}

/** Twice as long around the same middle, ending no later than now. */
export function zoomedOut(span: TimeSpan, nowMs: number): TimeRange {
  const half = (span.toMs - span.fromMs) / 2;
  const toMs = Math.min(Math.round(span.toMs + half), Math.max(nowMs, span.toMs));
  return { kind: 'absolute', fromMs: Math.round(Math.max(0, toMs - 4 * half)), toMs };
}

/** The span before or after, as long as this one. */
export function shifted(span: TimeSpan, direction: -1 | 1): TimeRange {
  const length = span.toMs - span.fromMs;
  return {
    kind: 'absolute',
    fromMs: Math.round(Math.max(0, span.fromMs + direction * length)),
    toMs: Math.round(span.toMs + direction * length),
  };
}

/** `YYYY/MM/DD HH:mm:ss ~ YYYY/MM/DD HH:mm:ss` in the browser's time zone, as it is typed. */
export function absoluteText(span: TimeSpan): string {
  return `${momentText(span.fromMs)} ~ ${momentText(span.toMs)}`;
}

/** `15s` as milliseconds, undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  return match === null ? undefined : durationMs(match[1]!, match[2]!);
}

function durationMs(count: string, unit: string): number {
  return Number(count) * UNIT_MS[unit]!;
}

function relative(backMs: number, untilMs: number): TimeRangeOutcome {
  if (backMs === 0 || backMs === untilMs) return { ok: false, problem: 'zero' };
  if (backMs < untilMs) return { ok: false, problem: 'reversed' };
  if (backMs > LONGEST_MS) return { ok: false, problem: 'too-long' };
  return { ok: true, range: { kind: 'relative', backMs, untilMs } };
}

function absolute(fromMs: number, toMs: number): TimeRangeOutcome {
  if (fromMs === toMs) return { ok: false, problem: 'zero' };
  if (fromMs > toMs) return { ok: false, problem: 'reversed' };
  if (toMs - fromMs > LONGEST_MS) return { ok: false, problem: 'too-long' };
  return { ok: true, range: { kind: 'absolute', fromMs, toMs } };
}

/** A day without a time is its beginning as a start, its end as an end. */
function momentMs(parts: readonly (string | undefined)[], end: boolean): number | undefined {
  const [year, month, day] = [Number(parts[0]), Number(parts[1]), Number(parts[2])];
  const hasTime = parts[3] !== undefined;
  const [hour, minute, second] = [Number(parts[3] ?? 0), Number(parts[4] ?? 0), Number(parts[5] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(year, month - 1, day, hour, minute, second);
  // Date turns 31 February into March instead of refusing it.
  if (date.getFullYear() !== year || date.getMonth() !== month - 1 || date.getDate() !== day) return undefined;
  if (!hasTime && end) date.setDate(date.getDate() + 1);
  return date.getTime();
}

function momentText(ms: number): string {
  const date = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}/${two(date.getMonth() + 1)}/${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
