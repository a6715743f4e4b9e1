import { routes, type Token } from '@binnacle/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { tokensQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { tell } from '../../ui/tell.tsx';

interface RevokeTokenDialogProps {
  readonly token: Token;
  readonly onClose: () => void;
}

/** Revoking cannot be undone, so it says what will stop working. */
export function RevokeTokenDialog({ token, onClose }: RevokeTokenDialogProps): ReactElement {
  const { t } = useTranslation(['tokens', 'common']);
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const revoking = useMutation({
    mutationFn: () => call(routes.deleteToken, { params: { id: token.id } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey });
      tell(t('revoked', { name: token.name }));
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
      {t(`revokeDialog.${token.kind}`, { name: token.name })}
    </ConfirmDialog>
  );
}
