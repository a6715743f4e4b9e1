/**
 * True when start timestamps tell that a counter began anew between two samples. All in Unix milliseconds; a start of
 * 0 is unknown, and one at or after its own sample says nothing.
 */
export function isStartTimeReset(previousStart: number, previous: number, start: number, at: number): boolean {
  if (start === 0 || start >= at || start < previous) return false;
  if (start > previous) return true;
  // The start is the previous sample: a delta series, if that one had a known start itself, else an unknown start.
  return previousStart !== 0 && previousStart < previous;
}

/** True when a sample claims to begin before the previous sample, but not where that one began. */
export const startTimeOverlaps = (previousStart: number, previous: number, start: number): boolean =>
  start !== 0 && start < previous && start !== previousStart;
