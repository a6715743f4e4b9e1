import { routes, type Share } from '@binnacle/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { ConfirmRequest } from '../../request/ConfirmRequest.tsx';
import { sharesQuery } from '../../request/queries.ts';
import { titleOf } from './SharesTable.tsx';

interface RevokeShareDialogProps {
  readonly share: Share;
  readonly onClose: () => void;
}

/** Revoking cannot be undone, so it says who will see nothing any more. */
export function RevokeShareDialog({ share, onClose }: RevokeShareDialogProps): ReactElement {
  const { t } = useTranslation('sharing');
  return (
    <ConfirmRequest
      title={t('revokeDialog.title')}
      confirm={t('revoke')}
      send={() => call(routes.deleteShare, { params: { id: share.id } })}
      changes={sharesQuery.queryKey}
      done={t('revoked')}
      onClose={onClose}
    >
      {t(`revokeDialog.${share.use}`, { title: titleOf(share) })}
    </ConfirmRequest>
  );
}
