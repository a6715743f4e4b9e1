import { performEvaluation } from './evaluate.ts';
import { cardinality } from './cardinality.ts';
import type { JobContext, JobResult } from './context.ts';
import { exemplars } from './exemplars.ts';
import { federate } from './federate.ts';
import type { Job } from './job.ts';
import { metadata, targetsMetadata } from './metadata-jobs.ts';
import { remoteRead } from '../remote-read/remote-read.ts';
import { labels, labelValues, series } from './series-jobs.ts';
import { formatQuery, parseQuery } from './syntax-jobs.ts';

/** Does a job, on a query thread. */
export function perform(job: Job, context: JobContext): JobResult {
  switch (job.kind) {
    case 'instant':
    case 'range':
      return performEvaluation(job, context);
    case 'series':
      return series(job, context);
    case 'labels':
      return labels(job, context);
    case 'label_values':
      return labelValues(job, context);
    case 'exemplars':
      return exemplars(job, context);
    case 'metadata':
      return metadata(job, context);
    case 'targets_metadata':
      return targetsMetadata(job, context);
    case 'format_query':
      return formatQuery(job);
    case 'parse_query':
      return parseQuery(job);
    case 'cardinality':
      return cardinality(job, context);
    case 'read':
      return remoteRead(job, context);
    case 'federate':
      return federate(job, context);
  }
}

export type JobOf<Kind extends Job['kind']> = Extract<Job, { kind: Kind }>;
