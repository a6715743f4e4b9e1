import { routes, type QueryInputOf } from '@binnacle/api';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { call } from '../../request/call.ts';
import { parseTimeRange, spanOf, type TimeRange } from '../../time/time-range.ts';
import type { EventsSearch } from './search.ts';

type EventsQuery = NonNullable<QueryInputOf<typeof routes.listEvents>>;

const PAGE = 200;
/** Bars of the histogram. */
const BUCKETS = 60;
const FACETS = ['cluster', 'namespace', 'kind', 'type', 'reason'] as const;
const USUAL: TimeRange = { kind: 'relative', backMs: 6 * 3_600_000, untilMs: 0 };

/** The range of the address; the usual one where it says nothing that can be read. */
export function rangeOf(time: string): TimeRange {
  const parsed = parseTimeRange(time);
  return parsed.ok ? parsed.range : USUAL;
}

/** Pages of events, newest first; the first one has counts and the histogram too. */
export const eventsPagesQuery = (search: EventsSearch) =>
  infiniteQueryOptions({
    queryKey: ['events', search],
    queryFn: ({ pageParam, signal }) => {
      const span = spanOf(rangeOf(search.time), Date.now());
      const { q, cluster, namespace, kind, type, reason } = search;
      const query: EventsQuery = {
        cluster,
        namespace,
        kind,
        type,
        reason,
        ...(q === '' ? {} : { search: q }),
        from: Math.round(span.fromMs),
        to: Math.round(span.toMs),
        limit: PAGE,
        ...(pageParam === '' ? { facets: [...FACETS], buckets: BUCKETS } : { after: pageParam }),
      };
      return call(routes.listEvents, { query }, signal);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
