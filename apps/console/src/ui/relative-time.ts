const STEPS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
] as const;

/**
 * "3 minutes ago" in `language` (BCP 47); beyond 30 days the date, which then says more.
 *
 * @param atMs   the moment, Unix milliseconds
 * @param nowMs  the reader's present, Unix milliseconds; a moment after it (clocks differ) is "now"
 */
export function relativeTime(atMs: number, nowMs: number, language: string): string {
  const ageMs = Math.max(0, nowMs - atMs);
  if (ageMs > 30 * 86_400_000) return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(atMs);
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const step = STEPS.find(({ ms }) => ageMs >= ms);
  return step === undefined ? words.format(0, 'second') : words.format(-Math.floor(ageMs / step.ms), step.unit);
}

/** Date and time to the second, in the reader's time zone, such as "Nov 22, 2026, 19:04:05". */
export function fullTime(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(atMs);
}
