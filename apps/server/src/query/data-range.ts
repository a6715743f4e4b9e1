import { parseExpr, queryDataRange, type DataRange } from '@binnacle/promql';
import { MAX_TIME_MS, MIN_TIME_MS } from '../prometheus/params.ts';
import type { Job } from './job.ts';

/** Longer queries are parsed on their thread alone: even a hostile text takes less than a millisecond up to here. */
const MAX_LENGTH_PARSED_HERE = 10_000;

const EVERYTHING: DataRange = { startMs: MIN_TIME_MS, endMs: MAX_TIME_MS };
const NOTHING: DataRange = { startMs: 0, endMs: 0 };

/**
 * The times whose data a job can look at, so that the storage opens no more than that. Too wide is right, too narrow is not.
 */
export function jobDataRange(job: Job): DataRange {
  switch (job.kind) {
    case 'instant':
      return queryRange(job.query, { startMs: job.timeMs, endMs: job.timeMs, stepMs: 0, lookbackMs: job.lookbackMs });
    case 'range':
      return queryRange(job.query, job);
    case 'series':
    case 'labels':
    case 'label_values':
    case 'cardinality':
    case 'exemplars':
    case 'targets_metadata':
      return { startMs: job.startMs, endMs: job.endMs };
    case 'federate':
      return { startMs: job.timeMs - job.lookbackMs, endMs: job.timeMs };
    case 'read':
      return EVERYTHING;
    case 'metadata':
    case 'format_query':
    case 'parse_query':
      return NOTHING;
  }
}

function queryRange(query: string, times: Parameters<typeof queryDataRange>[1]): DataRange {
  if (query.length > MAX_LENGTH_PARSED_HERE) return EVERYTHING;
  const parsed = parseExpr(query);
  return (parsed.ok ? queryDataRange(parsed.expr, times) : undefined) ?? NOTHING;
}
