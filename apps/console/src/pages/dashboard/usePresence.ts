import { type DashboardDefinition, interpolate, type Fillings, variableReferences } from '@binnacle/views';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo } from 'react';
import { scrapeIntervalMs } from '../../time/scrape-interval.ts';
import { parseDuration, type TimeSpan } from '../../time/time-range.ts';
import { presenceSelector, requiredMetrics } from './presence.ts';
import { labelValues, queryInstant } from './prometheus.ts';

export interface Presence {
  /** undefined while not known, when it cannot be known, and when there is nothing at all yet. */
  readonly present: ReadonlySet<string> | undefined;
  /** The store has none of what the dashboard shows: nothing has been collected yet. */
  readonly nothingYet: boolean;
  readonly known: boolean;
  /** How often the metrics are scraped. */
  readonly scrapeMs: number;
}

/**
 * Which of the metrics that the dashboard's queries require the store has, in the time range. `fillings` may lack variables that are not
 * known yet; it is asked for when those are there that the dashboard's `presence` names.
 */
export function usePresence(definition: DashboardDefinition, fillings: Fillings | undefined, span: TimeSpan): Presence {
  const metrics = useMemo(() => requiredMetrics(definition), [definition]);
  const named = variableReferences(definition.presence ?? '');
  const matchers =
    definition.presence === undefined || fillings === undefined ? '' : matchersOf(definition.presence, fillings);
  const canAsk = metrics.length > 0 && fillings !== undefined && named.every((name) => fillings.has(name));
  const selector = canAsk ? presenceSelector(metrics, matchers) : undefined;
  const { data, isError, refetch } = useQuery({
    queryKey: ['presence', selector],
    queryFn: async ({ signal }) => {
      const outcome = await labelValues('__name__', [selector!], span, signal);
      if (!outcome.ok) return null;
      const names = [...outcome.value].sort();
      const counted = names.find((name) => !name.endsWith('_bucket'));
      if (definition.scrapeInterval !== 'auto' || counted === undefined) return { names, samples: Number.NaN };
      const count = await queryInstant(`max(count_over_time(${counted}{${matchers}}[5m]))`, span.toMs, signal);
      return { names, samples: count.ok ? (count.value[0]?.value ?? Number.NaN) : Number.NaN };
    },
    enabled: selector !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const again = useEffectEvent((_moved: TimeSpan) => {
    if (data !== undefined) void refetch({ cancelRefetch: false });
  });
  useEffect(() => again(span), [span]);
  const names = data?.names;
  const nothingYet = names !== undefined && names.length === 0;
  const present = useMemo(() => (names === undefined || names.length === 0 ? undefined : new Set(names)), [names]);
  const own = definition.scrapeInterval === 'auto' ? undefined : parseDuration(definition.scrapeInterval);
  const scrapeMs = own ?? scrapeIntervalMs(data?.samples ?? Number.NaN);
  return { present, nothingYet, scrapeMs, known: metrics.length === 0 || data !== undefined || isError };
}

/** Fills matchers that stand without braces around them. */
function matchersOf(matchers: string, fillings: Fillings): string {
  return interpolate(`{${matchers}}`, fillings).slice(1, -1);
}
