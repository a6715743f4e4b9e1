import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { PageFailure } from '../shell/PageFailure.tsx';
import { MissingPage } from '../pages/missing/MissingPage.tsx';
import { routeTree } from './routes.tsx';

/** The router of the console. Routes and the types of their search parameters are in routes.tsx. */
export function createConsoleRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    // Freshness of data is the query cache's business; the router would cache it a second time.
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: PageFailure,
    defaultNotFoundComponent: MissingPage,
    scrollRestoration: true,
  });
}

export type ConsoleRouter = ReturnType<typeof createConsoleRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: ConsoleRouter;
  }
}
