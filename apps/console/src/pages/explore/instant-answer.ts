import { z } from 'zod';
import type { TimeSpan } from '../../time/time-range.ts';
import { failureOf, RequestFailure } from '../../request/failure.ts';

/** A row of the table: the labels of a series and its value at the end of the range, as the server wrote it. */
export interface InstantRow {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

/** The answer to an instant query, whole. */
export interface InstantAnswer {
  /** Where it can be had again. */
  readonly address: string;
  /** The body, indented. */
  readonly json: string;
  /** Set when the server refused. */
  readonly error: string | undefined;
  readonly resultType: string;
  readonly rows: readonly InstantRow[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

const point = z.tuple([z.number(), z.string()]);
const histogram = z.tuple([z.number(), z.object({ count: z.string(), sum: z.string() })]);
const member = z.object({
  metric: z.record(z.string(), z.string()),
  value: point.optional(),
  histogram: histogram.optional(),
  values: z.array(point).optional(),
  histograms: z.array(histogram).optional(),
});
const body = z.object({
  status: z.string(),
  error: z.string().optional(),
  warnings: z.array(z.string()).default([]),
  infos: z.array(z.string()).default([]),
  data: z.object({ resultType: z.string(), result: z.union([z.array(member), point]) }).optional(),
});

export const instantAddress = (expr: string, span: TimeSpan): string =>
  `/api/v1/query?${new URLSearchParams({ query: expr, time: String(span.toMs / 1000) })}`;

/**
 * Asks for the value of a query at the end of a span.
 *
 * @throws RequestFailure  no answer, none that fits, or the session has ended
 */
export async function askInstant(expr: string, span: TimeSpan, signal: AbortSignal): Promise<InstantAnswer> {
  const address = instantAddress(expr, span);
  let reply: Response;
  try {
    const form = new URLSearchParams({ query: expr, time: String(span.toMs / 1000) });
    reply = await fetch('/api/v1/query', { method: 'POST', body: form, signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new RequestFailure('unreachable', 0, 'no answer', { cause });
  }
  if (reply.status === 401) throw await failureOf(reply);
  const raw: unknown = await reply.json().catch(() => undefined);
  if (raw === undefined) throw await failureOf(new Response(null, { status: reply.status }));
  return { address, json: JSON.stringify(raw, undefined, 2), ...readInstant(raw) };
}

/** What the body of an instant query says, whatever its type. */
export function readInstant(raw: unknown): Omit<InstantAnswer, 'address' | 'json'> {
  const parsed = body.safeParse(raw);
  if (!parsed.success) throw new RequestFailure('unexpected', 200, `query: ${parsed.error.message}`);
  const { status, error, warnings, infos, data } = parsed.data;
  const notes = { warnings, infos };
  if (status !== 'success' || data === undefined) {
    return { ...notes, error: error ?? status, resultType: '', rows: [] };
  }
  const { resultType, result } = data;
  const rows = isPoint(result)
    ? [{ labels: {}, value: result[1] }]
    : result.map((it) => ({ labels: it.metric, value: valueText(it) }));
  return { ...notes, error: undefined, resultType, rows };
}

const isPoint = (result: z.infer<typeof point> | readonly unknown[]): result is z.infer<typeof point> =>
  typeof result[0] === 'number';

/** Of a range vector the last sample stands for all, with how many there are. */
function valueText(it: z.infer<typeof member>): string {
  const histograms = it.histogram === undefined ? (it.histograms ?? []) : [it.histogram];
  const last = it.value ?? it.values?.at(-1);
  const lastHistogram = histograms.at(-1);
  const text =
    last === undefined && lastHistogram !== undefined
      ? `count ${lastHistogram[1].count}, sum ${lastHistogram[1].sum}`
      : (last?.[1] ?? '');
  const count = (it.values?.length ?? 0) + (it.histograms?.length ?? 0);
  return count > 1 ? `${text} (${count})` : text;
}

/** Names of labels in any row, the name of the metric first. */
export function labelColumns(rows: readonly InstantRow[]): readonly string[] {
  const names = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].sort();
  return names.includes('__name__') ? ['__name__', ...names.filter((name) => name !== '__name__')] : names;
}
