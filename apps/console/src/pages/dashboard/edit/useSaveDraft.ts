import { routes, type Dashboard } from '@binnacle/api';
import { textIn, validateDashboard } from '@binnacle/views';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../../../request/call.ts';
import { dashboardQuery, dashboardsQuery } from '../../../request/queries.ts';
import { tell } from '../../../ui/tell.tsx';
import type { Draft } from './useDraft.ts';

export interface SaveDraft {
  readonly save: () => void;
  /** After a conflict: this version goes on top of what somebody else saved. */
  readonly saveOver: () => void;
  /** After a conflict: forgets the draft and takes what somebody else saved. */
  readonly takeTheirs: () => void;
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** Saves a draft on the version that it was made from. */
export function useSaveDraft(dashboard: Dashboard, draft: Draft, onSaved: () => void): SaveDraft {
  const { t } = useTranslation('edit');
  const queryClient = useQueryClient();
  const { queryKey } = dashboardQuery(dashboard.id);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: (version: number) => {
      const { definition } = draft;
      const title = textIn(definition.title, 'en');
      return call(routes.putDashboard, { params: { id: dashboard.id }, body: { version, title, definition } });
    },
    onSuccess: async (saved) => {
      queryClient.setQueryData(queryKey, saved);
      await queryClient.invalidateQueries({ queryKey: dashboardsQuery.queryKey });
      tell(t('saved', { version: saved.version }));
      onSaved();
    },
  });
  const latest = (): Promise<Dashboard> => queryClient.fetchQuery({ ...dashboardQuery(dashboard.id), staleTime: 0 });
  const saveOver = async (): Promise<void> => mutate((await latest()).version);
  const takeTheirs = async (): Promise<void> => {
    const outcome = validateDashboard((await latest()).definition);
    if (outcome.ok) draft.restart(outcome.definition);
    reset();
  };
  return {
    save: () => mutate(dashboard.version),
    saveOver: () => void saveOver(),
    takeTheirs: () => void takeTheirs(),
    isPending,
    error,
  };
}
