import { routes, type Token } from '@binnacle/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { ConfirmRequest } from '../../request/ConfirmRequest.tsx';
import { tokensQuery } from '../../request/queries.ts';

interface RevokeTokenDialogProps {
  readonly token: Token;
  readonly onClose: () => void;
}

/** Revoking cannot be undone, so it says what will stop working. */
export function RevokeTokenDialog({ token, onClose }: RevokeTokenDialogProps): ReactElement {
  const { t } = useTranslation('tokens');
  return (
    <ConfirmRequest
      title={t('revokeDialog.title')}
      confirm={t('revoke')}
      send={() => call(routes.deleteToken, { params: { id: token.id } })}
      changes={tokensQuery.queryKey}
      done={t('revoked', { name: token.name })}
      onClose={onClose}
    >
      {t(`revokeDialog.${token.kind}`, { name: token.name })}
    </ConfirmRequest>
  );
}
