import { routes } from '@binnacle/api';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../../request/call.ts';

const inCluster = (cluster: string) => (cluster === '' ? {} : { query: { cluster } });

export const objectQuery = (uid: string, cluster: string) =>
  queryOptions({
    queryKey: ['object', uid, cluster],
    queryFn: ({ signal }) => call(routes.getObject, { params: { uid }, ...inCluster(cluster) }, signal),
  });

export const relatedQuery = (uid: string, cluster: string) =>
  queryOptions({
    queryKey: ['related', uid, cluster],
    queryFn: ({ signal }) => call(routes.getRelatedObjects, { params: { uid }, ...inCluster(cluster) }, signal),
  });

/** Events of the object and of what it owns. */
export const objectEventsQuery = (uid: string, cluster: string) =>
  infiniteQueryOptions({
    queryKey: ['object-events', uid, cluster],
    queryFn: ({ pageParam, signal }) =>
      call(
        routes.listEvents,
        {
          query: {
            about: uid,
            ...(cluster === '' ? {} : { cluster: [cluster] }),
            limit: 200,
            ...(pageParam === '' ? {} : { after: pageParam }),
          },
        },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
