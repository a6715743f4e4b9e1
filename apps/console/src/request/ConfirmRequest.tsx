import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { tell } from '../ui/tell.tsx';
import { useFailureText } from './useFailureText.ts';

interface ConfirmRequestProps {
  readonly title: string;
  /** The verb on the button. */
  readonly confirm: string;
  readonly send: () => Promise<unknown>;
  /** What is read again afterwards. */
  readonly changes: QueryKey;
  /** Said when it is done. */
  readonly done: string;
  readonly onClose: () => void;
  /** What it means: who or what will stop working. */
  readonly children: ReactNode;
}

/** Asks before a request that cannot be undone is sent, and says what became of it. */
export function ConfirmRequest({
  title,
  confirm,
  send,
  changes,
  done,
  onClose,
  children,
}: ConfirmRequestProps): ReactElement {
  const { t } = useTranslation('common');
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const sending = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: changes });
      tell(done);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={title}
      confirm={confirm}
      words={{ cancel: t('cancel'), close: t('close') }}
      pending={sending.isPending}
      failure={sending.error === null ? undefined : failureText(sending.error)}
      onClose={onClose}
      onConfirm={() => sending.mutate()}
    >
      {children}
    </ConfirmDialog>
  );
}
