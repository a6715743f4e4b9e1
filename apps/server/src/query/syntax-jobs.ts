import { exprToJson, parseExpr, prettyExpr } from '@binnacle/promql';
import { fail, succeed, type JobResult } from './context.ts';
import type { JobOf } from './perform.ts';

const invalidQuery = (message: string): JobResult => fail('bad_data', `invalid parameter "query": ${message}`);

export function formatQuery(job: JobOf<'format_query'>): JobResult {
  const parsed = parseExpr(job.query);
  return parsed.ok ? succeed(prettyExpr(parsed.expr)) : invalidQuery(parsed.error.message);
}

export function parseQuery(job: JobOf<'parse_query'>): JobResult {
  const parsed = parseExpr(job.query);
  return parsed.ok ? succeed(exprToJson(parsed.expr)) : invalidQuery(parsed.error.message);
}
