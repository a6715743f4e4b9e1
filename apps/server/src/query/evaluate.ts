import { parseExpr } from '@binnacle/promql';
import { fail, type JobContext, type JobResult } from './context.ts';
import type { JobOf } from './perform.ts';

/** `query` and `query_range`. */
export function performEvaluation(job: JobOf<'instant'> | JobOf<'range'>, _context: JobContext): JobResult {
  const parsed = parseExpr(job.query);
  if (!parsed.ok) return fail('bad_data', `invalid parameter "query": ${parsed.error.message}`);
  return fail('execution', 'no evaluator');
}
