import type { KeepRows } from '../scrape/target-scraper.ts';
import type { Leadership } from './leadership.ts';

/**
 * The surroundings of work that only the leader does. What it has scraped is kept only if it still is the leader by then: a process
 * that was stopped for a while and wakes up must not write what its successor has written. Its place in the interval is the same
 * for every leader.
 */
export function electedWork<T extends { readonly keep: KeepRows; readonly phaseSeed: string }>(
  environment: T,
  leadership: Leadership,
): T {
  const { keep } = environment;
  return {
    ...environment,
    phaseSeed: '',
    keep: async (origin, rows, metadata, scrapedAtMs) => {
      if (leadership.isLeader()) await keep(origin, rows, metadata, scrapedAtMs);
    },
  };
}
