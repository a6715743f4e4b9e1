import { routes, type ShareSelection } from '@binnacle/api';
import type { DashboardDefinition } from '@binnacle/views';
import { call } from '../../request/call.ts';
import { RequestFailure } from '../../request/failure.ts';
import type { DataSource } from '../dashboard/data-source.ts';
import type { Outcome } from '../dashboard/prometheus.ts';
import { readRange, readVector } from '../dashboard/prometheus-answer.ts';

/** What is chosen of the variables that a link lets one choose. */
export type Chosen = Readonly<Record<string, ShareSelection>>;

interface NamedQuery {
  readonly panel: string;
  readonly ref: string;
  readonly variables: Chosen;
}

/**
 * The dashboard with the names of its queries for their text, as the source below understands them. What is chosen is a part
 * of the name, so that another choice is another query.
 */
export function withNamedQueries(definition: DashboardDefinition, variables: Chosen): DashboardDefinition {
  const groups = definition.groups.map((group) => ({
    ...group,
    panels: group.panels.map((panel) => {
      if (!('queries' in panel)) return panel;
      const queries = panel.queries.map((query) => ({
        ...query,
        expr: encodeURIComponent(JSON.stringify({ panel: panel.id, ref: query.ref, variables } satisfies NamedQuery)),
      }));
      return { ...panel, queries };
    }),
  }));
  return { ...definition, groups };
}

/** Asks what a link may ask: by the names of queries and panels, with its secret. `spanMs`: of the time that is shown. */
export function shareSource(secret: string, variables: Chosen, spanMs: number): DataSource {
  const ask = async <T>(
    expr: string,
    at: Parameters<typeof call<typeof routes.queryShare>>[1]['body']['at'],
    signal: AbortSignal,
    read: (data: unknown) => T,
  ): Promise<Outcome<T>> => {
    const named = JSON.parse(decodeURIComponent(expr)) as NamedQuery;
    try {
      const answer = await call(routes.queryShare, { body: { secret, ...named, at } }, signal);
      return { ok: true, value: read(answer.data), warnings: answer.warnings ?? [], infos: answer.infos ?? [] };
    } catch (error) {
      if (error instanceof RequestFailure && error.code === 'invalid_request')
        return { ok: false, message: error.message };
      throw error;
    }
  };
  return {
    range: (expr, grid, signal, largest = 0) =>
      ask(expr, { kind: 'range', ...grid, largest }, signal, (data) => readRange(data, grid)),
    instant: (expr, timeMs, signal) =>
      ask(
        expr,
        { kind: 'instant', timeMs: Math.round(timeMs), spanMs: Math.max(1000, Math.round(spanMs)) },
        signal,
        readVector,
      ),
    events: (panel, span, signal) =>
      call(
        routes.listShareEvents,
        { body: { secret, panel, variables, fromMs: Math.round(span.fromMs), toMs: Math.round(span.toMs) } },
        signal,
      ),
    objects: (panel, signal) => call(routes.listShareObjects, { body: { secret, panel, variables } }, signal),
  };
}
