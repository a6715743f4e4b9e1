import type { Session } from '@binnacle/api';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { safeNext } from '../../app/sign-in-search.ts';
import { sessionQuery, setupQuery } from '../../request/queries.ts';

/** Begins the session on screen: forgets what an earlier one read, then goes to `next` or to the first page. */
export function useEnter(): (session: Session, next: string | undefined) => Promise<void> {
  const queryClient = useQueryClient();
  const router = useRouter();
  return async (session, next) => {
    const isOther = ({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean => queryKey[0] !== 'session';
    queryClient.removeQueries({ predicate: isOther });
    queryClient.setQueryData(sessionQuery.queryKey, session);
    queryClient.removeQueries({ queryKey: setupQuery.queryKey });
    await router.navigate({ href: safeNext(next), replace: true });
  };
}
