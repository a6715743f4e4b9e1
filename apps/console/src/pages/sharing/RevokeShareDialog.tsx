import { routes, type Share } from '@binnacle/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { sharesQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { tell } from '../../ui/tell.tsx';
import { titleOf } from './SharesTable.tsx';

interface RevokeShareDialogProps {
  readonly share: Share;
  readonly onClose: () => void;
}

/** Revoking cannot be undone, so it says who will see nothing any more. */
export function RevokeShareDialog({ share, onClose }: RevokeShareDialogProps): ReactElement {
  const { t } = useTranslation(['sharing', 'common']);
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const revoking = useMutation({
    mutationFn: () => call(routes.deleteShare, { params: { id: share.id } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: sharesQuery.queryKey });
      tell(t('revoked'));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('revokeDialog.title')}
      confirm={t('revoke')}
      words={{ cancel: t('common:cancel'), close: t('common:close') }}
      pending={revoking.isPending}
      failure={revoking.error === null ? undefined : failureText(revoking.error)}
      onClose={onClose}
      onConfirm={() => revoking.mutate()}
    >
      {t(`revokeDialog.${share.use}`, { title: titleOf(share) })}
    </ConfirmDialog>
  );
}
