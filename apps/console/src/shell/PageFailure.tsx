import { Button, Code } from '@mantine/core';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestFailure } from '../request/failure.ts';
import { useFailureText } from '../request/useFailureText.ts';
import { FailureNotice, Notice } from '../ui/Notice.tsx';

/** In place of a page that threw: the server's refusal in words, or our own error with what is needed to report it. */
export function PageFailure({ error, reset }: ErrorComponentProps): ReactElement {
  const { t } = useTranslation('common');
  const router = useRouter();
  const failureText = useFailureText();
  if (error instanceof RequestFailure) {
    const retry = (): void => {
      reset();
      void router.invalidate();
    };
    return (
      <FailureNotice title={t('failure.title')} message={failureText(error)} retryLabel={t('retry')} onRetry={retry} />
    );
  }
  const reload = <Button onClick={() => window.location.reload()}>{t('boundary.reload')}</Button>;
  return (
    <Notice title={t('boundary.title')} role="alert" action={reload}>
      <p>{t('boundary.advice')}</p>
      <Code block>{error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</Code>
    </Notice>
  );
}
