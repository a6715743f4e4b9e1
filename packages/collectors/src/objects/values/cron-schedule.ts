import { goDurationMs } from './go-duration.ts';
import { civilTime, instantOf, isTimeZone, type CivilTime } from './time-zone.ts';

/** A cron schedule as Kubernetes reads it. Source: github.com/robfig/cron/v3 ParseStandard. */
export type CronSchedule =
  | {
      readonly kind: 'fields';
      /** Each a set of numbers as bits. */
      readonly minutes: bigint;
      readonly hours: bigint;
      readonly days: bigint;
      readonly months: bigint;
      readonly weekdays: bigint;
      /** With a `*` in one of both, the other one decides; else either may hold. */
      readonly isAnyDay: boolean;
      readonly isAnyWeekday: boolean;
      readonly timeZone: string | undefined;
    }
  | { readonly kind: 'every'; readonly periodMs: number };

interface Field {
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly [Field, Field, Field, Field, Field] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: WEEKDAYS },
];

const DESCRIPTORS: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

/** Reads a schedule such as `*\/5 8-18 * * mon-fri`; undefined for what is none. */
export function parseCron(text: string): CronSchedule | undefined {
  if (text.length > 1000) return undefined;
  const [, prefix, rest = ''] = /^(?:(?:CRON_)?TZ=(\S+)\s+)?(.*)$/s.exec(text.trim()) ?? [];
  if (prefix !== undefined && !isTimeZone(prefix)) return undefined;
  const spec = rest.trim();
  if (spec.startsWith('@every ')) {
    const periodMs = goDurationMs(spec.slice(7).trim());
    // Shorter than a second counts as a second, and fractions of one are cut off.
    return periodMs === undefined
      ? undefined
      : { kind: 'every', periodMs: Math.max(1000, Math.floor(periodMs / 1000) * 1000) };
  }
  const parts = (DESCRIPTORS.get(spec) ?? spec).split(/\s+/);
  if (parts.length !== 5) return undefined;
  const read = parts.map((part, i) => parseField(part, FIELDS[i as 0 | 1 | 2 | 3 | 4]));
  const [minutes, hours, days, months, weekdays] = read;
  if (
    minutes === undefined ||
    hours === undefined ||
    days === undefined ||
    months === undefined ||
    weekdays === undefined
  )
    return undefined;
  return {
    kind: 'fields',
    minutes: minutes.bits,
    hours: hours.bits,
    days: days.bits,
    months: months.bits,
    weekdays: weekdays.bits,
    isAnyDay: days.isAny,
    isAnyWeekday: weekdays.isAny,
    timeZone: prefix,
  };
}

function parseField(text: string, field: Field): { readonly bits: bigint; readonly isAny: boolean } | undefined {
  let bits = 0n;
  let isAny = false;
  for (const part of text.split(',')) {
    const match = /^(\*|\?|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d{1,4}))?$/i.exec(part);
    if (match === null) return undefined;
    const [, first = '', last, stepText] = match;
    const isStar = first === '*' || first === '?';
    if (isStar && last !== undefined) return undefined;
    const step = stepText === undefined ? 1 : Number(stepText);
    const from = isStar ? field.min : numberOf(first, field);
    // `5/15` means from 5 on, every 15.
    const to =
      isStar || (last === undefined && stepText !== undefined)
        ? field.max
        : last === undefined
          ? from
          : numberOf(last, field);
    if (from === undefined || to === undefined || step === 0) return undefined;
    if (from < field.min || to > field.max || from > to) return undefined;
    // A star with a step restricts, as any other value does.
    if (isStar && step === 1) isAny = true;
    for (let value = from; value <= to; value += step) bits |= 1n << BigInt(value);
  }
  return { bits, isAny };
}

function numberOf(text: string, field: Field): number | undefined {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  const at = field.names.indexOf(text.toLowerCase());
  return at < 0 ? undefined : at + field.min;
}

/** Years that are searched: a schedule that does not come by then, such as 30 February, never does. */
const MAX_YEARS = 5;

/**
 * The first time after `afterMs` that the schedule names.
 *
 * @param timeZone of the CronJob; that of the schedule where undefined, else UTC
 * @returns milliseconds since 1970; undefined for a schedule that never comes
 */
export function nextCronTime(schedule: CronSchedule, afterMs: number, timeZone?: string): number | undefined {
  if (schedule.kind === 'every') return Math.floor(afterMs / 1000) * 1000 + schedule.periodMs;
  const zone = timeZone ?? schedule.timeZone ?? 'UTC';
  if (!isTimeZone(zone)) return undefined;
  const start = civilTime(afterMs, zone);
  const has = (bits: bigint, value: number): boolean => ((bits >> BigInt(value)) & 1n) === 1n;
  const { days, weekdays, isAnyDay, isAnyWeekday } = schedule;
  for (let date = dayOf(start); date.year <= start.year + MAX_YEARS; date = nextDay(date)) {
    if (!has(schedule.months, date.month)) continue;
    const byDay = has(days, date.day);
    const byWeekday = has(weekdays, new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay());
    if (!(isAnyDay || isAnyWeekday ? byDay && byWeekday : byDay || byWeekday)) continue;
    for (let hour = 0; hour < 24; hour++) {
      if (!has(schedule.hours, hour)) continue;
      for (let minute = 0; minute < 60; minute++) {
        if (!has(schedule.minutes, minute)) continue;
        // An hour that daylight saving skips has no such time.
        const atMs = instantOf({ ...date, hour, minute }, zone);
        if (atMs !== undefined && atMs > afterMs) return atMs;
      }
    }
  }
  return undefined;
}

type Day = Pick<CivilTime, 'year' | 'month' | 'day'>;
const dayOf = ({ year, month, day }: CivilTime): Day => ({ year, month, day });
function nextDay({ year, month, day }: Day): Day {
  const next = new Date(Date.UTC(year, month - 1, day + 1));
  return { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() };
}
