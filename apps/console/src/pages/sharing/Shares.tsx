import type { Share } from '@binnacle/api';
import { IconShare } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sharesQuery } from '../../request/queries.ts';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { RevokeShareDialog } from './RevokeShareDialog.tsx';
import { SharesTable } from './SharesTable.tsx';

/** The list of links, or what to do when there are none. */
export function Shares(): ReactElement {
  const { t } = useTranslation(['sharing', 'common']);
  const { data, error, refetch } = useQuery(sharesQuery);
  const [revoking, setRevoking] = useState<Share>();
  if (data === undefined) {
    return <PendingAnswer rows={3} failed={t('failed')} error={error} onRetry={refetch} />;
  }
  return (
    <>
      {data.length === 0 ? (
        <Notice title={t('empty.title')} icon={<IconShare size={40} stroke={1.25} />}>
          {t('empty.advice')}
        </Notice>
      ) : (
        <SharesTable shares={data} onRevoke={setRevoking} />
      )}
      {revoking === undefined ? null : <RevokeShareDialog share={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}
