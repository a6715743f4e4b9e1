import { routes, type QueryInputOf } from '@binnacle/api';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../../request/call.ts';
import type { InfrastructureSearch } from './search.ts';
import { TABS, type Tab } from './tabs.ts';

const PAGE = 200;

type ListQuery = NonNullable<QueryInputOf<typeof routes.listObjects>>;

/** What the server is asked for a list. */
export function listQuery(tab: Tab, search: InfrastructureSearch): ListQuery {
  return {
    kind: search.kind.length > 0 ? search.kind : [...TABS[tab]],
    cluster: search.cluster,
    namespace: search.namespace,
    node: search.node,
    status: search.status,
    level: search.level,
    sort: search.sort,
    order: search.order,
    gone: search.gone ? 'include' : 'exclude',
    ...(search.q === '' ? {} : { search: search.q }),
    ...(search.labels === '' ? {} : { labels: search.labels }),
  };
}

/** All kinds of the tab are counted, whichever is chosen. */
const FACETS = ['kind', 'cluster', 'namespace', 'node', 'status', 'level'] as const;

export const objectsPagesQuery = (tab: Tab, search: InfrastructureSearch) =>
  infiniteQueryOptions({
    queryKey: ['objects', tab, search],
    queryFn: ({ pageParam, signal }) =>
      call(
        routes.listObjects,
        {
          query: {
            ...listQuery(tab, search),
            limit: PAGE,
            ...(pageParam === '' ? { facets: [...FACETS] } : { after: pageParam }),
          },
        },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** How many there are of each kind, and which clusters report. */
export const objectsSummaryQuery = queryOptions({
  queryKey: ['objects-summary'],
  queryFn: ({ signal }) => call(routes.summarizeObjects, {}, signal),
});
