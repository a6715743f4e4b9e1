import type { DashboardDefinition } from '@binnacle/views';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo } from 'react';
import type { TimeSpan } from '../../time/time-range.ts';
import { interpolate, type Fillings } from '../../variables/interpolate.ts';
import { presenceSelector, requiredMetrics } from './presence.ts';
import { labelValues } from './prometheus.ts';

export interface Presence {
  /** undefined while not known, when it cannot be known, and when there is nothing at all yet. */
  readonly present: ReadonlySet<string> | undefined;
  /** The store has none of what the dashboard shows: nothing has been collected yet. */
  readonly nothingYet: boolean;
  readonly known: boolean;
}

/** Which of the metrics that the dashboard's queries require the store has, in the time range. */
export function usePresence(definition: DashboardDefinition, fillings: Fillings | undefined, span: TimeSpan): Presence {
  const metrics = useMemo(() => requiredMetrics(definition), [definition]);
  const selector =
    fillings === undefined || metrics.length === 0
      ? undefined
      : presenceSelector(
          metrics,
          definition.presence === undefined ? undefined : matchersOf(definition.presence, fillings),
        );
  const { data, isError, refetch } = useQuery({
    queryKey: ['presence', selector],
    queryFn: async ({ signal }) => {
      const outcome = await labelValues('__name__', [selector!], span, signal);
      return outcome.ok ? [...outcome.value].sort() : null;
    },
    enabled: selector !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const again = useEffectEvent((_moved: TimeSpan) => {
    if (data !== undefined) void refetch({ cancelRefetch: false });
  });
  useEffect(() => again(span), [span]);
  const nothingYet = data !== undefined && data !== null && data.length === 0;
  const present = useMemo(
    () => (data === undefined || data === null || data.length === 0 ? undefined : new Set(data)),
    [data],
  );
  return { present, nothingYet, known: metrics.length === 0 || data !== undefined || isError };
}

/** Fills matchers that stand without braces around them. */
function matchersOf(matchers: string, fillings: Fillings): string {
  return interpolate(`{${matchers}}`, fillings).slice(1, -1);
}
