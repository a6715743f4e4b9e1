import type { DashboardSummary } from '@binnacle/api';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFailureText } from '../../request/useFailureText.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { NameDialog } from '../../ui/NameDialog.tsx';
import { useCloneDashboard, useDeleteDashboard, useRenameDashboard } from './dashboard-mutations.ts';

const PlaceDialog = lazy(() => import('./PlaceDialog.tsx').then((it) => ({ default: it.PlaceDialog })));

export interface DashboardActions {
  readonly rename: (it: DashboardSummary) => void;
  readonly clone: (it: DashboardSummary) => void;
  readonly place: (it: DashboardSummary) => void;
  readonly remove: (it: DashboardSummary) => void;
  /** To be rendered once, anywhere on the page. */
  readonly dialogs: ReactElement;
}

type Kind = 'rename' | 'clone' | 'place' | 'delete';

interface After {
  readonly onCloned?: (copy: DashboardSummary) => void;
  readonly onDeleted?: () => void;
}

/** Rename, clone and delete with their dialogs, for the list and for the page of a dashboard. */
export function useDashboardActions(after: After = {}): DashboardActions {
  const { t } = useTranslation(['scenes', 'common']);
  const failureText = useFailureText();
  const renaming = useRenameDashboard();
  const cloning = useCloneDashboard();
  const deleting = useDeleteDashboard();
  const [open, setOpen] = useState<{ readonly kind: Kind; readonly it: DashboardSummary }>();
  const show = (kind: Kind) => (it: DashboardSummary) => {
    for (const mutation of [renaming, cloning, deleting]) mutation.reset();
    setOpen({ kind, it });
  };
  const close = (): void => setOpen(undefined);
  const words = { cancel: t('common:cancel'), close: t('common:close'), required: t('createDialog.nameRequired') };
  const failure = (error: Error | null): string | undefined => (error === null ? undefined : failureText(error));
  const dialogs = (
    <>
      {open?.kind === 'rename' ? (
        <NameDialog
          title={t('renameDialog.title')}
          label={t('renameDialog.name')}
          save={t('renameDialog.save')}
          words={words}
          initial={open.it.title}
          pending={renaming.isPending}
          failure={failure(renaming.error)}
          onClose={close}
          onSave={(title) => renaming.mutate({ it: open.it, title }, { onSuccess: close })}
        />
      ) : null}
      {open?.kind === 'clone' ? (
        <NameDialog
          title={t('cloneDialog.title')}
          label={t('cloneDialog.name')}
          save={t('cloneDialog.save')}
          words={words}
          initial={t('cloneDialog.suggestion', { title: open.it.title })}
          pending={cloning.isPending}
          failure={failure(cloning.error)}
          onClose={close}
          onSave={(title) =>
            cloning.mutate(
              { it: open.it, title },
              {
                onSuccess: (copy) => {
                  close();
                  after.onCloned?.(copy);
                },
              },
            )
          }
        />
      ) : null}
      {open?.kind === 'place' ? (
        <Suspense>
          <PlaceDialog dashboard={open.it} onClose={close} />
        </Suspense>
      ) : null}
      {open?.kind === 'delete' ? (
        <ConfirmDialog
          title={t('deleteDialog.title')}
          confirm={t('deleteDialog.confirm')}
          words={words}
          pending={deleting.isPending}
          failure={failure(deleting.error)}
          onClose={close}
          onConfirm={() =>
            deleting.mutate(open.it, {
              onSuccess: () => {
                close();
                after.onDeleted?.();
              },
            })
          }
        >
          {t('deleteDialog.question', { title: open.it.title })}
        </ConfirmDialog>
      ) : null}
    </>
  );
  return { rename: show('rename'), clone: show('clone'), place: show('place'), remove: show('delete'), dialogs };
}
