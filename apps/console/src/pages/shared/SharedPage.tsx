import { routes } from '@binnacle/api';
import { validateDashboard } from '@binnacle/views';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { RequestFailure } from '../../request/failure.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { FailureNotice, Notice } from '../../ui/Notice.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { LoadingState } from '../dashboard/panel-states.tsx';
import classes from './SharedPage.module.css';
import { SharedView } from './SharedView.tsx';

/** What a public link leads to. */
export const SharedLink = (): ReactElement => <SharedPage use="link" />;

/** What another site shows inside a page of its own. */
export const SharedEmbed = (): ReactElement => <SharedPage use="embed" />;

/** A dashboard or a panel for whoever has the link, with an account or without one. */
function SharedPage({ use }: { readonly use: 'link' | 'embed' }): ReactElement {
  const { t } = useTranslation(['sharing', 'common']);
  const failureText = useFailureText();
  // Behind the #, so that it reaches no server log; kept from the first look, for the address may lose it.
  const [secret] = useState(() => window.location.hash.slice(1));
  const { data, error, refetch } = useQuery({
    queryKey: ['share', secret],
    queryFn: ({ signal }) => call(routes.openShare, { body: { secret } }, signal),
    enabled: secret !== '',
    staleTime: Infinity,
    retry: false,
  });
  const validation = useMemo(() => (data === undefined ? undefined : validateDashboard(data.definition)), [data]);
  usePageTitle(data?.title ?? t('opened.title'));
  if (data !== undefined && validation?.ok === true) {
    return <SharedView use={use} secret={secret} share={data} definition={validation.definition} />;
  }
  return (
    <main className={classes['alone']}>
      {secret === '' || hasEnded(error) ? (
        <Notice level={1} title={t('opened.ended.title')}>
          {secret === '' ? t('opened.ended.noSecret') : t(`opened.ended.${endedBy(error)}`)}
        </Notice>
      ) : error === null && validation === undefined ? (
        <LoadingState kind="text" />
      ) : (
        <FailureNotice
          title={t('opened.failed')}
          message={failureText(error)}
          retryLabel={t('common:retry')}
          onRetry={() => void refetch()}
        />
      )}
    </main>
  );
}

const ENDINGS = ['gone', 'not_found', 'forbidden'] as const;
type Ending = (typeof ENDINGS)[number];

const hasEnded = (error: Error | null): boolean =>
  error instanceof RequestFailure && ENDINGS.some((code) => code === error.code);

const endedBy = (error: Error | null): Ending =>
  (error instanceof RequestFailure ? ENDINGS.find((code) => code === error.code) : undefined) ?? 'gone';
