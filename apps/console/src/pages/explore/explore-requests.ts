import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { TimeSpan } from '../../time/time-range.ts';
import { ask, labelValues, type Outcome } from '../dashboard/prometheus.ts';
import { selectorText } from './built-query.ts';
import { readFamilies, readSeries, readTsdb } from './explore-answers.ts';
import { metricInfo, type MetricInfo } from './metric-list.ts';

/** Series looked at for the labels of one metric: above that the counts are of these only. */
export const MOST_SERIES = 10_000;
/** Entries of each list of the cardinality. */
const TOP = 20;
const FRESH_MS = 30_000;

/** A request the server refused, in its words. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** Every metric of the workspace in a time span, by name, with what is known of it. */
export const metricsQuery = (span: TimeSpan) =>
  queryOptions({
    // The list is of a range, not of a moment: a refresh of the page does not read it again.
    queryKey: ['explore-metrics', rounded(span)],
    queryFn: async ({ signal }): Promise<readonly MetricInfo[]> => {
      const [names, families] = await Promise.all([
        labelValues('__name__', [], span, signal),
        ask('metadata', { limit_per_metric: '1' }, signal, readFamilies),
      ]);
      const known = families.ok ? families.value : new Map<string, never>();
      return valueOf(names).map((name) => metricInfo(name, known));
    },
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });

/** The label sets of a metric's series in a time span. */
export const seriesQuery = (metric: string, span: TimeSpan) =>
  queryOptions({
    queryKey: ['explore-series', metric, rounded(span)],
    queryFn: async ({ signal }) => {
      const parameters = {
        'match[]': [selectorText(metric, [])],
        start: String(span.fromMs / 1000),
        end: String(span.toMs / 1000),
        limit: String(MOST_SERIES),
      };
      return valueOf(await ask('series', parameters, signal, readSeries));
    },
    staleTime: FRESH_MS,
  });

/** What the series of the last hours are made of. */
export const tsdbQuery = queryOptions({
  queryKey: ['explore-tsdb'],
  queryFn: async ({ signal }) => valueOf(await ask('status/tsdb', { limit: String(TOP) }, signal, readTsdb)),
  staleTime: FRESH_MS,
});

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new RefusedError(outcome.message);
  return outcome.value;
}

const rounded = ({ fromMs, toMs }: TimeSpan): readonly number[] => [fromMs, toMs].map((ms) => Math.floor(ms / 300_000));
