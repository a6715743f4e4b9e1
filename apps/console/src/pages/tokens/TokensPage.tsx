import type { Token } from '@binnacle/api';
import { Button } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tokensQuery } from '../../request/queries.ts';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { useMayAdminister } from '../../request/useMayEdit.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { CreateTokenDialog } from './CreateTokenDialog.tsx';
import { RevokeTokenDialog } from './RevokeTokenDialog.tsx';
import { RotateTokenDialog } from './RotateTokenDialog.tsx';
import { TokensTable } from './TokensTable.tsx';

/** Tokens of machines: agents that write, Grafana and others that read. */
export function TokensPage(): ReactElement {
  const { t } = useTranslation('tokens');
  usePageTitle(t('title'));
  const mayAdminister = useMayAdminister();
  const [creating, setCreating] = useState(false);
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      {t('create')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={mayAdminister ? create : undefined} />
      {mayAdminister ? (
        <Tokens create={create} />
      ) : (
        <Notice title={t('notAllowed.title')}>{t('notAllowed.advice')}</Notice>
      )}
      {creating ? <CreateTokenDialog onClose={() => setCreating(false)} /> : null}
    </>
  );
}

function Tokens({ create }: { readonly create: ReactElement }): ReactElement {
  const { t } = useTranslation(['tokens', 'common']);
  // Every ten seconds: "last used" is how one sees that an agent has begun to write.
  const { data, error, refetch } = useQuery({ ...tokensQuery, refetchInterval: 10_000 });
  const [revoking, setRevoking] = useState<Token>();
  const [rotating, setRotating] = useState<Token>();
  if (data === undefined) {
    return <PendingAnswer rows={3} failed={t('failed')} error={error} onRetry={refetch} />;
  }
  return (
    <>
      {data.length === 0 ? (
        <Notice title={t('empty.title')} icon={<IconKey size={40} stroke={1.25} />} action={create}>
          {t('empty.advice')}
        </Notice>
      ) : (
        <TokensTable tokens={data} onRotate={setRotating} onRevoke={setRevoking} />
      )}
      {rotating === undefined ? null : <RotateTokenDialog token={rotating} onClose={() => setRotating(undefined)} />}
      {revoking === undefined ? null : <RevokeTokenDialog token={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}
