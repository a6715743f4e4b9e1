import type { KeepRequests, KeepRows } from '../scrape/target-scraper.ts';
import type { Leadership } from './leadership.ts';

/**
 * The surroundings of work that only the leader does. What it has scraped is kept only if it still is the leader by then: a process
 * that was stopped for a while and wakes up must not write what its successor has written. Its place in the interval is the same
 * for every leader.
 */
export function electedWork<T extends Surroundings>(environment: T, leadership: Leadership): T {
  const { keep, keepRequests } = environment;
  return {
    ...environment,
    phaseSeed: '',
    ...(keep === undefined
      ? {}
      : {
          keep: async (...args: Parameters<KeepRows>) => {
            if (leadership.isLeader()) await keep(...args);
          },
        }),
    ...(keepRequests === undefined
      ? {}
      : {
          keepRequests: async (...args: Parameters<KeepRequests>) => {
            if (leadership.isLeader()) await keepRequests(...args);
          },
        }),
  };
}

interface Surroundings {
  readonly keep?: KeepRows;
  readonly keepRequests?: KeepRequests;
  readonly phaseSeed: string;
}
