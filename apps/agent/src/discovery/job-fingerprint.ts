import type { ScrapeJob } from './scrape-job.ts';

/**
 * A text that is equal for jobs that find and scrape the same. Where in a file a job is does not count: a comment that is added
 * above it must not begin all its scrapes anew.
 */
export function jobFingerprint({ place: _place, warnings: _warnings, ...job }: ScrapeJob): string {
  return JSON.stringify(job, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof RegExp) return value.source;
    return value instanceof Map ? [...value] : value;
  });
}
