import type { QueryAnswer, QueryBody } from './compare-answers.ts';

/** A query with its times in seconds; `step` undefined: an instant query at `end`. */
export interface AskedQuery {
  readonly query: string;
  readonly start: number;
  readonly end: number;
  readonly step?: number;
  readonly stats?: string;
}

export async function askQuery(url: string, { query, start, end, step, stats }: AskedQuery): Promise<QueryAnswer> {
  const params: Record<string, string> =
    step === undefined
      ? { query, time: String(end) }
      : { query, start: String(start), end: String(end), step: String(step) };
  if (stats !== undefined) params['stats'] = stats;
  const reply = await fetch(`${url}/api/v1/${step === undefined ? 'query' : 'query_range'}`, {
    method: 'POST',
    body: new URLSearchParams(params),
  });
  return { status: reply.status, body: (await reply.json()) as QueryBody };
}
