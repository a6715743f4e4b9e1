import { createHash } from 'node:crypto';
import { withoutSecrets, type Target } from '../scrape/target.ts';
import { EVERY_FAMILY, JobLabels } from './job-labels.ts';
import type { Populated } from './populate-labels.ts';
import type { ScrapeJob } from './scrape-job.ts';

/** What is scraped for one found target of a job. */
export function targetOfJob(job: ScrapeJob, populated: Extract<Populated, { kind: 'target' }>): Target {
  const { labels, url, intervalMs, timeoutMs } = populated;
  const displayUrl = withoutSecrets(url).href;
  return {
    id: `${job.id} ${displayUrl} ${digest(JSON.stringify([[...labels].sort(), intervalMs, timeoutMs]))}`,
    job: labels.get('job') ?? '',
    place: job.place,
    source: { kind: 'http', url, socketPath: undefined },
    displayUrl,
    instance: labels.get('instance') ?? '',
    discoveredLabels: Object.fromEntries(populated.discoveredLabels),
    scrape: {
      intervalMs,
      timeoutMs,
      bodySizeLimit: job.bodySizeLimit,
      sampleLimit: job.sampleLimit,
      honorTimestamps: job.honorTimestamps,
      tracksTimestamps: job.tracksTimestamps,
      useInfo: false,
      collisions: 'keep-first',
      extraSeries: job.extraSeries,
      logFailures: true,
      output: '',
      outputMaxBytes: 0,
      request: job.request,
    },
    stamp: '',
    isSelective: job.metricRelabel.length > 0,
    rules: ({ tags }) => ({ families: EVERY_FAMILY, labels: new JobLabels(job, labels, tags) }),
    warnings: job.warnings,
  };
}

/** Short, as it is part of every report. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 12);

const BESIDE = ' beside ';

/** The id of the target that {@link fillInTarget} made this one of; any other id as it is. */
export function withoutFillIn(id: string): string {
  const at = id.lastIndexOf(BESIDE);
  return at < 0 ? id : id.slice(0, at);
}

/**
 * The same target without what `other` keeps of it already: only metrics that the views need.
 *
 * @returns undefined where nothing is missing
 */
export function fillInTarget(job: ScrapeJob, target: Target, other: Target): Target | undefined {
  const { needed } = job;
  if (needed === undefined || !other.isSelective) return undefined;
  return {
    ...target,
    id: `${target.id}${BESIDE}${digest(other.id)}`,
    rules: (context) => {
      const { labels } = target.rules(context);
      const theirs = other.rules(context).families;
      return {
        labels,
        families: {
          ...EVERY_FAMILY,
          keeps: (family, metric, type) => needed.test(family) && !theirs.keeps(family, metric, type),
        },
      };
    },
  };
}
