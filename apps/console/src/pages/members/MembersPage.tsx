import type { Member } from '@binnacle/api';
import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { membersQuery, sessionQuery } from '../../request/queries.ts';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { useMayAdminister } from '../../request/useMayEdit.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { Invitations } from './Invitations.tsx';
import { InviteDialog } from './InviteDialog.tsx';
import { MembersTable } from './MembersTable.tsx';
import { RemoveMemberDialog } from './RemoveMemberDialog.tsx';

/** The people of the workspace, what they may do, and the invitations that nobody has accepted yet. */
export function MembersPage(): ReactElement {
  const { t } = useTranslation(['people', 'common']);
  usePageTitle(t('members.title'));
  const mayAdminister = useMayAdminister();
  const { data: session } = useQuery(sessionQuery);
  const { data: members, error, refetch } = useQuery(membersQuery);
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<Member>();
  const mayInvite = mayAdminister && session?.auth === 'on';
  const invite = (
    <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
      {t('members.invite')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('members.title')}
        lead={t('members.lead', { workspace: session?.workspace.name ?? '' })}
        actions={mayInvite ? invite : undefined}
      />
      {members === undefined || session === null || session === undefined ? (
        <PendingAnswer rows={3} failed={t('members.failed')} error={error} onRetry={refetch} />
      ) : session.auth === 'off' ? (
        <Notice title={t('account.off.title')}>{t('account.off.advice')}</Notice>
      ) : (
        <MembersTable members={members} session={session} onRemove={setRemoving} />
      )}
      {mayInvite ? <Invitations /> : null}
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
      {removing === undefined || session === null || session === undefined ? null : (
        <RemoveMemberDialog
          member={removing}
          isSelf={removing.userId === session.user.id}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  );
}
