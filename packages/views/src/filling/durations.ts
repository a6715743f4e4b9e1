const SECOND = 1000;
const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

/** A duration as people write it: the largest unit in which it is a whole number. */
export function durationText(ms: number): string {
  for (const [unit, unitMs] of UNITS) {
    const count = ms / unitMs;
    if (count >= 1 && Number.isInteger(count)) return `${count}${unit}`;
  }
  return `${Math.max(1, Math.round(ms / SECOND))}s`;
}

/** A duration as PromQL writes it, in whole seconds where possible. */
export function promDuration(ms: number): string {
  return ms % SECOND === 0 ? `${ms / SECOND}s` : `${Math.round(ms)}ms`;
}

/** `$w`: long enough to hold four scrapes, and to leave no sample between two steps unseen. */
export function rateWindowMs(stepMs: number, scrapeMs: number): number {
  return Math.max(4 * scrapeMs, stepMs + scrapeMs);
}
