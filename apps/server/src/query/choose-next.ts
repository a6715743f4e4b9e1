import type { Job } from './job.ts';

/** So many jobs of a kind may go before others that have waited longer. */
export const LONGEST_STREAK = 8;

const QUANTILE = /\bhistogram_quantile\(\s*[\d.]+/g;

/**
 * The same for queries that differ in their quantiles alone. On one thread, one after another, they share the sums that all of them are
 * taken of; undefined for what shares nothing.
 */
export function kinOf(job: Job): string | undefined {
  if (job.kind !== 'range' && job.kind !== 'instant') return undefined;
  if (!job.query.includes('histogram_quantile')) return undefined;
  const times = job.kind === 'range' ? [job.startMs, job.endMs, job.stepMs] : [job.timeMs];
  return `${times.join(' ')} ${job.query.replace(QUANTILE, 'histogram_quantile(')}`;
}

export interface WaitingJob {
  readonly job: Job;
  readonly kin: string | undefined;
}

/** What a thread has run last. */
export interface Streak {
  readonly kin: string | undefined;
  /** How many of that kin in a row. */
  readonly length: number;
}

/**
 * Which of the waiting jobs a thread takes: first what takes a moment (names, values, the tree of a query), which does not stand in line
 * behind what may take minutes; then kin of what the thread ran last; then the first one whose kin no other thread is busy with.
 *
 * @param waiting  at least one, in order of arrival
 */
export function chooseNext(waiting: readonly WaitingJob[], last: Streak, busy: ReadonlySet<string>): number {
  const quick = waiting.findIndex(({ job }) => job.kind !== 'range' && job.kind !== 'instant' && job.kind !== 'read');
  if (quick >= 0) return quick;
  if (last.kin !== undefined && last.length < LONGEST_STREAK) {
    const kin = waiting.findIndex((it) => it.kin === last.kin);
    if (kin >= 0) return kin;
  }
  return Math.max(
    0,
    waiting.findIndex(({ kin }) => kin === undefined || !busy.has(kin)),
  );
}
