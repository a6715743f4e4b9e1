import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { RequestFailure } from './failure.ts';
import { sessionQuery } from './queries.ts';

/** The cache of everything read from the server. Any answer "not signed in" ends the session on screen at once. */
export function createQueryClient(): QueryClient {
  const onError = (error: Error): void => {
    if (error instanceof RequestFailure && error.code === 'unauthenticated') {
      // The shell watches this query and leads to the sign-in page, which comes back to where the reader was.
      client.setQueryData(sessionQuery.queryKey, null);
    }
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 2 && isPassing(error),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5_000),
      },
      mutations: { retry: false },
    },
  });
  return client;
}

/** Whether the same request may succeed in a moment. A refusal will be the same next time. */
function isPassing(error: Error): boolean {
  return error instanceof RequestFailure && (error.code === 'unreachable' || error.code === 'unavailable');
}
