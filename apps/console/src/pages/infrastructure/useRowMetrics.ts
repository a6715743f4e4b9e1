import type { ObjectSummary } from '@binnacle/api';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RangeSeries } from '../../panels/panel-data.ts';
import { queryGrid } from '../../time/step.ts';
import { queryRange } from '../dashboard/prometheus.ts';
import { rowMetrics, type RowMetric, type RowMetrics } from './row-metrics.ts';
import type { Tab } from './tabs.ts';

/** What the small lines show. */
const SPAN_MS = 30 * 60_000;
const STEP_MS = 60_000;
const REFRESH_MS = 30_000;

/** A figure over the last half hour, by row. */
export type RowFigures = ReadonlyMap<string, Float64Array>;

export interface RowFigureSets {
  readonly first: RowFigures;
  readonly second: RowFigures;
}

/** The figures of the rows that are loaded: two queries for each page of the list. */
export function useRowMetrics(tab: Tab, pages: readonly (readonly ObjectSummary[])[]): RowFigureSets {
  const results = useQueries({
    queries: pages.map((objects) => {
      const metrics = rowMetrics(tab, objects);
      return {
        queryKey: ['row-metrics', metrics?.first.expr ?? '', metrics?.second.expr ?? ''],
        queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
          metrics === undefined
            ? { first: [], second: [] }
            : { first: await ask(metrics, metrics.first, signal), second: await ask(metrics, metrics.second, signal) },
        enabled: metrics !== undefined,
        refetchInterval: REFRESH_MS,
        staleTime: REFRESH_MS,
        placeholderData: keepPreviousData,
      };
    }),
  });
  const answers = results.flatMap((it) => (it.data === undefined ? [] : [it.data]));
  const moment = results.map((it) => it.dataUpdatedAt).join();
  return useMemo(
    () => ({
      first: new Map(answers.flatMap((it) => it.first)),
      second: new Map(answers.flatMap((it) => it.second)),
    }),
    // The answers are new objects at each rendering; when they came says whether they changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps, react/exhaustive-effect-dependencies
    [moment],
  );
}

type Row = readonly [key: string, values: Float64Array];

/** What the store refuses or does not have is no figure; the list itself does not depend on it. */
async function ask(metrics: RowMetrics, { expr }: RowMetric, signal: AbortSignal): Promise<readonly Row[]> {
  const toMs = Date.now();
  const grid = queryGrid({ fromMs: toMs - SPAN_MS, toMs }, STEP_MS);
  const outcome = await queryRange(expr, grid, signal);
  if (!outcome.ok) return [];
  return outcome.value.series.map(({ labels, values }: RangeSeries): Row => [metrics.keyOf(labels), values]);
}
