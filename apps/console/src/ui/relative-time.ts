const STEPS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
] as const;

/**
 * "3 minutes ago" or "in 3 hours" in `language` (BCP 47); beyond 30 days the date, which then says more.
 *
 * @param atMs   the moment, Unix milliseconds
 * @param nowMs  the reader's present, Unix milliseconds; a moment shortly after it (clocks differ) is "now"
 */
export function relativeTime(atMs: number, nowMs: number, language: string): string {
  const ageMs = nowMs - atMs;
  const distanceMs = ageMs < 0 && ageMs > -CLOCKS_DIFFER_MS ? 0 : Math.abs(ageMs);
  if (distanceMs > 30 * 86_400_000) return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(atMs);
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const step = STEPS.find(({ ms }) => distanceMs >= ms);
  if (step === undefined) return words.format(0, 'second');
  // What lies ahead is rounded: an invitation for three days that was just made ends "in 3 days".
  const count = ageMs > 0 ? -Math.floor(distanceMs / step.ms) : Math.round(distanceMs / step.ms);
  return words.format(count, step.unit);
}

const CLOCKS_DIFFER_MS = 60_000;

/** Date and time to the second, in the reader's time zone, such as "Nov 22, 2026, 19:04:05". */
export function fullTime(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(atMs);
}
