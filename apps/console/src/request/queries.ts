import { routes, type Session } from '@binnacle/api';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from './call.ts';
import { RequestFailure } from './failure.ts';

/*
 * What can be read from the server, each with its key: `useQuery(dashboardsQuery)`. The signal of TanStack Query goes
 * into the request, so leaving a page cancels what it no longer needs.
 */

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => call(routes.getSetup, {}, signal),
});

/** Who is signed in; null when nobody is, which is an answer and not a failure. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await call(routes.getSession, {}, signal);
    } catch (error) {
      if (error instanceof RequestFailure && error.code === 'unauthenticated') return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export const dashboardsQuery = queryOptions({
  queryKey: ['dashboards'],
  queryFn: async ({ signal }) => (await call(routes.listDashboards, {}, signal)).dashboards,
});

export const dashboardQuery = (id: string) =>
  queryOptions({
    queryKey: ['dashboard', id],
    queryFn: ({ signal }) => call(routes.getDashboard, { params: { id } }, signal),
  });

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: async ({ signal }) => (await call(routes.listViews, {}, signal)).views,
  // Built-in views change with the version of the server only.
  staleTime: Infinity,
});

export const viewQuery = (id: string) =>
  queryOptions({
    queryKey: ['view', id],
    queryFn: ({ signal }) => call(routes.getView, { params: { id } }, signal),
    staleTime: Infinity,
  });

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ signal }) => (await call(routes.listTokens, {}, signal)).tokens,
});

export const sharingQuery = queryOptions({
  queryKey: ['sharing'],
  queryFn: ({ signal }) => call(routes.getSharing, {}, signal),
});

export const sharesQuery = queryOptions({
  queryKey: ['shares'],
  queryFn: async ({ signal }) => (await call(routes.listShares, {}, signal)).shares,
});

export const targetsQuery = queryOptions({
  queryKey: ['targets'],
  queryFn: ({ signal }) => call(routes.listTargets, {}, signal),
});

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => call(routes.getStatus, {}, signal),
});

export const signInWaysQuery = queryOptions({
  queryKey: ['sign-in'],
  queryFn: ({ signal }) => call(routes.getSignInWays, {}, signal),
  staleTime: Infinity,
});

export const workspacesQuery = queryOptions({
  queryKey: ['workspaces'],
  queryFn: async ({ signal }) => (await call(routes.listWorkspaces, {}, signal)).workspaces,
});

export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: async ({ signal }) => (await call(routes.listMembers, {}, signal)).members,
});

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: async ({ signal }) => (await call(routes.listInvitations, {}, signal)).invitations,
});

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => (await call(routes.listSessions, {}, signal)).sessions,
});

/** Pages of the audit log, each older than the one before. */
export const auditQuery = (filter: { readonly actor: string; readonly action: string }) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ signal, pageParam: before }) => {
      const query = { ...filter, ...(before === undefined ? {} : { before }) };
      return call(routes.listAudit, { query }, signal);
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => (page.hasMore ? page.entries.at(-1)?.id : undefined),
  });
