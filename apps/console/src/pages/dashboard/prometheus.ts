import type { InstantSample } from '../../panels/panel-data.ts';
import { failureOf, RequestFailure } from '../../request/failure.ts';
import type { QueryGrid } from '../../time/step.ts';
import type { TimeSpan } from '../../time/time-range.ts';
import { AnswerShapeError, readRange, readTexts, readVector, type RangeAnswer } from './prometheus-answer.ts';

/** A query the server refused or could not answer, in the server's own words. */
export interface QueryRefusal {
  readonly ok: false;
  readonly message: string;
}
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly string[]; readonly infos: readonly string[] }
  | QueryRefusal;

type Parameters = Readonly<Record<string, string | readonly string[]>>;

/** Above this an address may be refused on its way; the API takes the same as a form. */
const LONGEST_QUERY = 4000;

/** @param largest  so many series, those with the largest values; undefined for all */
export function queryRange(
  expr: string,
  grid: QueryGrid,
  signal: AbortSignal,
  largest?: number,
): Promise<Outcome<RangeAnswer>> {
  const parameters = {
    query: expr,
    start: String(grid.startMs / 1000),
    end: String(grid.endMs / 1000),
    step: String(grid.stepMs / 1000),
    ...(largest === undefined ? {} : { largest: String(largest) }),
  };
  return ask('query_range', parameters, signal, (data) => readRange(data, grid));
}

export function queryInstant(
  expr: string,
  timeMs: number,
  signal: AbortSignal,
): Promise<Outcome<readonly InstantSample[]>> {
  return ask('query', { query: expr, time: String(timeMs / 1000) }, signal, readVector);
}

/** Values of a label, of the series that `selectors` fit (all series without any), in a time span. */
export function labelValues(
  label: string,
  selectors: readonly string[],
  span: TimeSpan,
  signal: AbortSignal,
): Promise<Outcome<readonly string[]>> {
  return ask(`label/${encodeURIComponent(label)}/values`, within(span, selectors), signal, readTexts);
}

export function labelNames(span: TimeSpan, signal: AbortSignal): Promise<Outcome<readonly string[]>> {
  return ask('labels', within(span, []), signal, readTexts);
}

function within(span: TimeSpan, selectors: readonly string[]): Parameters {
  return { start: String(span.fromMs / 1000), end: String(span.toMs / 1000), 'match[]': selectors };
}

/**
 * One request to the Prometheus API of this server.
 *
 * @throws RequestFailure  no answer, or the session has ended
 * @throws DOMException    `AbortError` when `signal` was aborted
 */
export async function ask<T>(
  path: string,
  parameters: Parameters,
  signal: AbortSignal,
  read: (data: unknown) => T,
): Promise<Outcome<T>> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of typeof value === 'string' ? [value] : value) search.append(name, one);
  }
  const text = search.toString();
  // The API takes values of labels by GET alone.
  const post = text.length > LONGEST_QUERY && !path.startsWith('label/');
  const reply = await send(post ? `/api/v1/${path}` : `/api/v1/${path}?${text}`, post ? search : undefined, signal);
  if (reply.status === 401) throw await failureOf(reply);
  const body: unknown = await reply.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null) throw await failureOf(new Response(null, { status: reply.status }));
  const { status, data, error, warnings, infos } = body as Record<string, unknown>;
  if (status !== 'success') {
    return { ok: false, message: typeof error === 'string' ? error : `HTTP ${reply.status}` };
  }
  try {
    return { ok: true, value: read(data), warnings: texts(warnings), infos: texts(infos) };
  } catch (cause) {
    if (cause instanceof AnswerShapeError)
      throw new RequestFailure('unexpected', reply.status, `${path}: ${cause.message}`, { cause });
    throw cause;
  }
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

async function send(url: string, form: URLSearchParams | undefined, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, form === undefined ? { signal } : { method: 'POST', body: form, signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new RequestFailure('unreachable', 0, 'no answer', { cause });
  }
}
