import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '../ui/Notice.tsx';
import { TableSkeleton } from '../ui/TableSkeleton.tsx';
import { useFailureText } from './useFailureText.ts';

interface PendingAnswerProps {
  /** How many rows the answer will have, about. */
  readonly rows: number;
  /** The title where it could not be had. */
  readonly failed: string;
  readonly error: Error | null;
  readonly onRetry: () => unknown;
}

/** In place of an answer that is not there: its outline while it is asked for, then why it could not be had. */
export function PendingAnswer({ rows, failed, error, onRetry }: PendingAnswerProps): ReactElement {
  const { t } = useTranslation('common');
  const failureText = useFailureText();
  if (error === null) return <TableSkeleton rows={rows} label={t('loading')} />;
  return (
    <FailureNotice title={failed} message={failureText(error)} retryLabel={t('retry')} onRetry={() => void onRetry()} />
  );
}
