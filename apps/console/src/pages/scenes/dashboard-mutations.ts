import { routes, type DashboardAccess, type DashboardSummary } from '@binnacle/api';
import type { DashboardDefinition } from '@binnacle/views';
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { dashboardQuery, dashboardsQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { tell, tellFailure } from '../../ui/tell.tsx';

/** Everything that changes a dashboard as a whole. Each tells the reader what was done; failures of dialogs stay in them. */

const listChanged = (queryClient: QueryClient): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: dashboardsQuery.queryKey });

export function useCreateDashboard() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ title, fromView }: { readonly title: string; readonly fromView: string | undefined }) =>
      call(routes.createDashboard, { body: fromView === undefined ? { title } : { title, fromView } }),
    onSuccess: (created) => {
      // The page that opens now has its definition at hand.
      queryClient.setQueryData(dashboardQuery(created.id).queryKey, created);
      return listChanged(queryClient);
    },
  });
}

export function useImportDashboard() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: { readonly title: string; readonly definition: DashboardDefinition }) =>
      call(routes.createDashboard, { body }),
    onSuccess: (created) => {
      queryClient.setQueryData(dashboardQuery(created.id).queryKey, created);
      return listChanged(queryClient);
    },
  });
}

interface Placing {
  readonly it: DashboardSummary;
  readonly folder: string;
  readonly access: DashboardAccess;
}

export function usePlaceDashboard() {
  const { t } = useTranslation('scenes');
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ it, folder, access }: Placing) =>
      call(routes.putDashboardPlace, { params: { id: it.id }, body: { folder, access } }),
    onSuccess: async (placed) => {
      queryClient.setQueryData(dashboardQuery(placed.id).queryKey, placed);
      await listChanged(queryClient);
      tell(t('placed', { title: placed.title }));
    },
  });
}

export function useRenameDashboard() {
  const { t } = useTranslation('scenes');
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ it, title }: { readonly it: DashboardSummary; readonly title: string }) =>
      call(routes.putDashboard, { params: { id: it.id }, body: { version: it.version, title } }),
    onSuccess: async (saved) => {
      queryClient.setQueryData(dashboardQuery(saved.id).queryKey, saved);
      await listChanged(queryClient);
      tell(t('renamed', { title: saved.title }));
    },
    // Most likely somebody else saved: the next attempt has to be made on their version.
    onError: () => listChanged(queryClient),
  });
}

export function useCloneDashboard() {
  const { t } = useTranslation('scenes');
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ it, title }: { readonly it: DashboardSummary; readonly title: string }) =>
      call(routes.cloneDashboard, { params: { id: it.id }, body: { title } }),
    onSuccess: async (copy) => {
      queryClient.setQueryData(dashboardQuery(copy.id).queryKey, copy);
      await listChanged(queryClient);
      tell(t('cloned', { title: copy.title }));
    },
  });
}

/** Deletes, and offers to bring it back. */
export function useDeleteDashboard() {
  const { t } = useTranslation(['scenes', 'common']);
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const restore = useMutation({
    mutationFn: (it: DashboardSummary) => call(routes.restoreDashboard, { params: { id: it.id } }),
    onSuccess: async (restored) => {
      await listChanged(queryClient);
      tell(t('restored', { title: restored.title }));
    },
    onError: (error) => tellFailure(t('common:failure.title'), failureText(error)),
  });
  return useMutation({
    mutationFn: (it: DashboardSummary) => call(routes.deleteDashboard, { params: { id: it.id } }),
    onSuccess: async (_, it) => {
      await listChanged(queryClient);
      tell(t('deleted', { title: it.title }), { label: t('common:undo'), onUndo: () => restore.mutate(it) });
    },
  });
}

/** Marks or unmarks at once and takes it back if the server refuses: a star that hesitates feels broken. */
export function useToggleFavourite() {
  const { t } = useTranslation('common');
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const show = (id: string, favourite: boolean): void => {
    queryClient.setQueryData(dashboardsQuery.queryKey, (all) =>
      all?.map((it) => (it.id === id ? { ...it, favourite } : it)),
    );
    queryClient.setQueryData(dashboardQuery(id).queryKey, (it) => (it === undefined ? it : { ...it, favourite }));
  };
  return useMutation({
    mutationFn: (it: DashboardSummary) =>
      call(it.favourite ? routes.deleteFavourite : routes.putFavourite, { params: { id: it.id } }),
    onMutate: (it) => show(it.id, !it.favourite),
    onError: (error, it) => {
      show(it.id, it.favourite);
      tellFailure(t('failure.title'), failureText(error));
    },
  });
}
