import type { FunctionName } from './signatures.ts';

interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const SECONDS_A_DAY = 86_400;
const DAYS_IN_400_YEARS = 146_097;

/** The date in UTC (proleptic Gregorian calendar), also far beyond what `Date` knows. */
function dayOf(seconds: number): Day {
  const days = Math.floor(seconds / SECONDS_A_DAY);
  const eras = Math.floor(days / DAYS_IN_400_YEARS);
  const within = new Date((days - eras * DAYS_IN_400_YEARS) * SECONDS_A_DAY * 1000);
  return { year: within.getUTCFullYear() + eras * 400, month: within.getUTCMonth() + 1, day: within.getUTCDate() };
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysInMonth = ({ year, month }: Day): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

function dayOfYear(date: Day): number {
  let days = date.day;
  for (let month = 1; month < date.month; month++) days += daysInMonth({ ...date, month });
  return days;
}

const modulo = (a: number, b: number): number => ((a % b) + b) % b;

/** Functions of a moment, given in whole seconds since 1970. */
const functions: Partial<Record<FunctionName, (seconds: number) => number>> = {
  year: (seconds) => dayOf(seconds).year,
  month: (seconds) => dayOf(seconds).month,
  day_of_month: (seconds) => dayOf(seconds).day,
  day_of_year: (seconds) => dayOfYear(dayOf(seconds)),
  days_in_month: (seconds) => daysInMonth(dayOf(seconds)),
  // 1970 began on a Thursday.
  day_of_week: (seconds) => modulo(Math.floor(seconds / SECONDS_A_DAY) + 4, 7),
  hour: (seconds) => Math.floor(modulo(seconds, SECONDS_A_DAY) / 3600),
  minute: (seconds) => Math.floor(modulo(seconds, 3600) / 60),
};

export const calendarFunction = (func: FunctionName): ((seconds: number) => number) | undefined => functions[func];
