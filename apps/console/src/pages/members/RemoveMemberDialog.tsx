import { routes, type Member } from '@binnacle/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { membersQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { tell } from '../../ui/tell.tsx';

interface RemoveMemberDialogProps {
  readonly member: Member;
  readonly isSelf: boolean;
  readonly onClose: () => void;
}

/** Says what the member, or the reader, can no longer do. */
export function RemoveMemberDialog({ member, isSelf, onClose }: RemoveMemberDialogProps): ReactElement {
  const { t } = useTranslation(['people', 'common']);
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const removing = useMutation({
    mutationFn: () => call(routes.deleteMember, { params: { userId: member.userId } }),
    onSuccess: async () => {
      // The session has ended with the membership.
      if (isSelf) return window.location.assign('/login');
      await queryClient.invalidateQueries({ queryKey: membersQuery.queryKey });
      tell(t('members.removed', { login: member.login }));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={isSelf ? t('members.leaveTitle') : t('members.removeTitle')}
      confirm={isSelf ? t('members.leave') : t('members.remove')}
      words={{ cancel: t('common:cancel'), close: t('common:close') }}
      pending={removing.isPending}
      failure={removing.error === null ? undefined : failureText(removing.error)}
      onClose={onClose}
      onConfirm={() => removing.mutate()}
    >
      {isSelf ? t('members.leaveText') : t('members.removeText', { login: member.login })}
    </ConfirmDialog>
  );
}
