import {
  hasData,
  type InstantSample,
  type PanelData,
  type QueryAnswer,
  type RangeSeries,
} from '../../panels/panel-data.ts';
import type { PanelRequest, PreparedQuery } from './panel-request.ts';
import { ownMetrics, type MetricSource } from './data-source.ts';
import type { RangeAnswer } from './prometheus-answer.ts';
import type { Outcome } from './prometheus.ts';
import type { QueryQueue } from './query-queue.ts';

export type PanelOutcome =
  | { readonly kind: 'ready' | 'empty'; readonly data: PanelData }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Asks for everything a panel needs. A query that is only beside the point (the total of a stat) may fail: it becomes a
 * warning.
 *
 * @throws RequestFailure  the server cannot be reached, or the session has ended
 * @throws DOMException    `AbortError` when `signal` was aborted
 */
export async function runRequest(
  request: PanelRequest,
  queue: QueryQueue,
  signal: AbortSignal,
  source: MetricSource = ownMetrics,
): Promise<PanelOutcome> {
  const { grid, timeMs } = request;
  const warnings = new Set<string>();
  const infos = new Set<string>();
  const answers = new Map<string, QueryAnswer>(request.notCollected.map((ref) => [ref, { kind: 'not-collected' }]));
  const now = new Map<string, readonly InstantSample[]>();
  const before = new Map<string, readonly RangeSeries[]>();
  const range = (expr: string, largest: number | undefined, earlierMs = 0) => {
    const asked = { ...grid, startMs: grid.startMs - earlierMs, endMs: grid.endMs - earlierMs };
    return queue.run(
      `range ${asked.startMs} ${asked.endMs} ${asked.stepMs} ${largest ?? ''} ${expr}`,
      (own) => source.range(expr, asked, own, largest),
      signal,
    );
  };
  const instant = (expr: string) =>
    queue.run(`instant ${timeMs} ${expr}`, (own) => source.instant(expr, timeMs, own), signal);
  const one = async (query: PreparedQuery): Promise<string | undefined> => {
    const compared = request.earlier !== undefined && query.mode === 'range' && !query.auxiliary;
    const [main, current, then] = await Promise.all([
      query.mode === 'range'
        ? ranged(range(query.expr, query.auxiliary ? undefined : request.largest))
        : sampled(instant(query.expr)),
      query.alsoNow ? instant(query.expr) : undefined,
      // What was largest then may be other series: all are asked for, and those that are drawn found among them.
      compared ? range(query.expr, undefined, request.earlier.ms) : undefined,
    ]);
    // Without what was before, what is now is shown all the same.
    if (then?.ok === true) before.set(query.ref, then.value.series);
    else if (then !== undefined) warnings.add(`${query.ref} ${request.earlier?.text}: ${then.message}`);
    for (const outcome of [main, current]) {
      if (outcome?.ok === false) {
        if (!query.auxiliary) return outcome.message;
        warnings.add(`${query.ref}: ${outcome.message}`);
        return undefined;
      }
      for (const warning of outcome?.warnings ?? []) warnings.add(warning);
      for (const info of outcome?.infos ?? []) infos.add(info);
    }
    if (main.ok) answers.set(query.ref, main.value);
    if (current?.ok === true) now.set(query.ref, current.value);
    return undefined;
  };
  const failures = await Promise.all(request.queries.map(one));
  const message = failures.find((failure) => failure !== undefined);
  if (message !== undefined) return { kind: 'failed', message };
  const { earlier } = request;
  const data: PanelData = {
    grid,
    answers,
    now,
    warnings: [...warnings],
    infos: [...infos],
    before: earlier === undefined ? undefined : { text: earlier.text, series: before },
  };
  const drawn = request.queries.filter((query) => !query.auxiliary).map((query) => query.ref);
  return {
    kind: hasData(data, drawn) || [...now.values()].some((samples) => samples.length > 0) ? 'ready' : 'empty',
    data,
  };
}

async function ranged(asked: Promise<Outcome<RangeAnswer>>): Promise<Outcome<QueryAnswer>> {
  const outcome = await asked;
  return outcome.ok ? { ...outcome, value: { kind: 'range', ...outcome.value } } : outcome;
}

async function sampled(asked: Promise<Outcome<readonly InstantSample[]>>): Promise<Outcome<QueryAnswer>> {
  const outcome = await asked;
  return outcome.ok ? { ...outcome, value: { kind: 'instant', samples: outcome.value } } : outcome;
}
