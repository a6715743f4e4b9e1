import { parseTimeRange, timeRangeText, type TimeRange } from './time-range.ts';

const KEY = 'binnacle.recent-ranges';
/** As many as people find their way in. */
const MOST = 20;

/** Ranges that were typed or picked from the calendar in this browser, newest first. */
export function recentRanges(storage: Pick<Storage, 'getItem'> | undefined): readonly TimeRange[] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((text) => {
      const outcome = parseTimeRange(String(text));
      return outcome.ok ? [outcome.range] : [];
    });
  } catch {
    // Forbidden, or somebody else's JSON: as if there were none.
    return [];
  }
}

/** Puts a range in front of the list; the same one is not kept twice. */
export function rememberRange(storage: Pick<Storage, 'getItem' | 'setItem'> | undefined, range: TimeRange): void {
  const texts = [range, ...recentRanges(storage)].map(timeRangeText);
  try {
    storage?.setItem(KEY, JSON.stringify([...new Set(texts)].slice(0, MOST)));
  } catch {
    // Full or forbidden: the range is used all the same.
  }
}

/** The storage of this browser, where it lets us. */
export function browserStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
