import { JsonBytes, writeLabels, writeList } from '@binnacle/promql';
import { fail, succeed, succeedWith, TRUNCATED, withQuerier, type JobContext, type JobResult } from './context.ts';
import type { JobOf } from './perform.ts';
import { parseSelectors } from './selectors.ts';

/** One more than the limit tells whether something was left out. */
const oneMore = (limit: number): number => (limit === 0 ? 0 : limit + 1);

function limited<T>(found: readonly T[], limit: number): JobResult {
  const over = limit > 0 && found.length > limit;
  return succeed(over ? found.slice(0, limit) : found, over ? { warnings: [TRUNCATED] } : {});
}

export function series(job: JobOf<'series'>, context: JobContext): JobResult {
  const parsed = parseSelectors(job.matchers);
  // Of the routes with selectors, Prometheus names the parameter in this one.
  if (!parsed.ok) return fail('bad_data', `invalid parameter "match[]": ${parsed.message}`);
  return withQuerier(context, job.startMs, job.endMs, (querier) => {
    const found = querier.series(parsed.selectors, oneMore(job.limit));
    const over = job.limit > 0 && found.length > job.limit;
    const out = new JsonBytes();
    writeList(out, over ? found.slice(0, job.limit) : found, (labels) => writeLabels(out, labels));
    return succeedWith(out.bytes(), over ? { warnings: [TRUNCATED] } : {});
  });
}

export function labels(job: JobOf<'labels'>, context: JobContext): JobResult {
  const parsed = parseSelectors(job.matchers);
  if (!parsed.ok) return fail('bad_data', parsed.message);
  return withQuerier(context, job.startMs, job.endMs, (querier) =>
    limited(querier.labelNames(parsed.selectors, oneMore(job.limit)), job.limit),
  );
}

export function labelValues(job: JobOf<'label_values'>, context: JobContext): JobResult {
  const parsed = parseSelectors(job.matchers);
  if (!parsed.ok) return fail('bad_data', parsed.message);
  return withQuerier(context, job.startMs, job.endMs, (querier) =>
    limited(querier.labelValues(job.name, parsed.selectors, oneMore(job.limit)), job.limit),
  );
}
