import { labelsOf, labelValue, labelsToRecord, METRIC_NAME, type MetricMetadata } from '@binnacle/model';
import { parseSelector } from '@binnacle/promql';
import { compileMatcher, type Matcher } from '@binnacle/storage';
import { MAX_TIME_MS, MIN_TIME_MS } from '../prometheus/params.ts';
import { fail, succeed, withQuerier, type JobContext, type JobResult } from './context.ts';
import type { JobOf } from './perform.ts';

const asEntry = ({ type, help, unit }: MetricMetadata) => ({ type, help, unit });

/** `/api/v1/metadata`: what is known of each metric family. */
export function metadata(job: JobOf<'metadata'>, context: JobContext): JobResult {
  return withQuerier(context, MIN_TIME_MS, MAX_TIME_MS, (querier) => {
    const found = querier.metadata(job.metric === '' ? undefined : job.metric, job.limit);
    const data: Record<string, unknown[]> = {};
    for (const [name, entries] of found) {
      data[name] = (job.limitPerMetric > 0 ? entries.slice(0, job.limitPerMetric) : entries).map(asEntry);
    }
    return succeed(data);
  });
}

/** `/api/v1/targets/metadata`: the same for each target, which is told by the labels that its series carry. */
export function targetsMetadata(job: JobOf<'targets_metadata'>, context: JobContext): JobResult {
  const parsed = job.matchTarget === '' ? undefined : parseSelector(job.matchTarget);
  if (parsed?.ok === false) return fail('bad_data', `invalid parameter "match_target": ${parsed.error.message}`);
  const wanted = (parsed?.matchers ?? []).map(compileMatcher);
  return withQuerier(context, job.startMs, job.endMs, (querier) => {
    const known = querier.metadata(job.metric === '' ? undefined : job.metric, 0);
    const data: unknown[] = [];
    for (const target of job.targets) {
      const labels = labelsOf(target);
      if (!wanted.every((it) => it.matches(labelValue(labels, it.name)))) continue;
      const matchers = target.map(([name, value]): Matcher => ({ name, op: '=', value }));
      const names = new Set(querier.labelValues(METRIC_NAME, [matchers], 0));
      for (const [metric, entries] of known) {
        if (job.limit > 0 && data.length >= job.limit) return succeed(data);
        if (!isFamilyOf(metric, names)) continue;
        const { type, help, unit } = asEntry(entries[0]!);
        data.push({ target: labelsToRecord(labels), ...(job.metric === '' ? { metric } : {}), type, help, unit });
      }
    }
    return succeed(data);
  });
}

/** Histograms, summaries and OpenMetrics counters have series whose names end in something more than the family's. */
const isFamilyOf = (metric: string, names: ReadonlySet<string>): boolean =>
  ['', '_bucket', '_count', '_total', '_sum', '_info'].some((suffix) => names.has(metric + suffix));
