import { type DashboardDefinition, type Fillings, builtInFillings } from '@binnacle/views';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo } from 'react';
import type { TimeSpan } from '../../time/time-range.ts';
import { expectedFillings } from '../../variables/expected.ts';
import { fillingsOf, resolveVariables, type ResolvedVariable } from '../../variables/resolve.ts';
import type { Selections } from '../../variables/selection.ts';
import { valuesReader } from './read-values.ts';

export interface VariablesState {
  readonly resolved: readonly ResolvedVariable[] | undefined;
  /** undefined while the values for what is chosen are not known. */
  readonly fillings: Fillings | undefined;
  /** What they are if all that is chosen is there: known at once, for what can be asked ahead. */
  readonly expected: Fillings;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** The variables of a dashboard, read again with each refresh; panels wait only when the reader chose something else. */
export function useVariables(
  id: string,
  definition: DashboardDefinition,
  wanted: Selections,
  span: TimeSpan,
): VariablesState {
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['variables', id, definition.variables, [...wanted]],
    queryFn: ({ signal }) =>
      resolveVariables(
        definition.variables,
        wanted,
        builtInFillings(span.toMs - span.fromMs, 60_000, 60_000),
        valuesReader(span, signal),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const again = useEffectEvent((_moved: TimeSpan) => {
    if (data !== undefined) void refetch({ cancelRefetch: false });
  });
  // A new span is another look at the clock or another range: both may have other values.
  useEffect(() => again(span), [span]);
  // Equal fillings stay the same object, so that a refresh does not make every panel think that something has changed.
  const key = data === undefined || isPlaceholderData ? undefined : JSON.stringify([...fillingsOf(data, new Map())]);
  const fillings = useMemo(
    () => (key === undefined ? undefined : (new Map(JSON.parse(key) as Iterable<never>) as Fillings)),
    [key],
  );
  const expected = useMemo(
    () => expectedFillings(definition.variables, wanted, new Map()),
    [definition.variables, wanted],
  );
  return { resolved: data, fillings, expected, error, retry: () => void refetch() };
}
