import { routes, type SessionSummary } from '@binnacle/api';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { call } from '../../request/call.ts';
import { sessionsQuery } from '../../request/queries.ts';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { useFailureText } from '../../request/useFailureText.ts';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { tell, tellFailure } from '../../ui/tell.tsx';
import { useNow } from '../../ui/useNow.ts';
import { browserName } from './browser-name.ts';

type ColumnId = 'device' | 'address' | 'created' | 'used' | 'actions';

/** Where the reader is signed in; every other place can be signed out from here. */
export function Sessions(): ReactElement {
  const { t } = useTranslation(['people', 'common']);
  const language = useLanguage();
  const nowMs = useNow(30_000);
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const { data, error, refetch } = useQuery(sessionsQuery);
  const settled = {
    onError: (error: Error) => tellFailure(t('common:failure.title'), failureText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  };
  const ending = useMutation({
    mutationFn: (it: SessionSummary) => call(routes.endSession, { params: { id: it.id } }),
    onSuccess: () => tell(t('account.sessions.ended')),
    ...settled,
  });
  const endingOthers = useMutation({
    mutationFn: () => call(routes.endOtherSessions, {}),
    onSuccess: ({ ended }) => tell(t('account.sessions.othersEnded', { count: ended })),
    ...settled,
  });
  const columns: readonly Column<ColumnId>[] = [
    { id: 'device', title: t('account.sessions.columns.device'), narrow: 'title' },
    { id: 'address', title: t('account.sessions.columns.address'), width: '13rem' },
    { id: 'created', title: t('account.sessions.columns.created'), width: '10rem' },
    { id: 'used', title: t('account.sessions.columns.used'), width: '10rem' },
    {
      id: 'actions',
      title: t('account.sessions.columns.actions'),
      titleHidden: true,
      align: 'end',
      width: '8rem',
      narrow: 'corner',
    },
  ];
  const nameOf = (it: SessionSummary): string => browserName(it.userAgent) ?? t('account.sessions.unknown');
  return (
    <Section
      title={t('account.sessions.title')}
      actions={
        (data?.length ?? 0) > 1 ? (
          <Button variant="default" loading={endingOthers.isPending} onClick={() => endingOthers.mutate()}>
            {t('account.sessions.endOthers')}
          </Button>
        ) : undefined
      }
    >
      {data === undefined ? (
        <PendingAnswer rows={2} failed={t('account.sessions.failed')} error={error} onRetry={refetch} />
      ) : (
        <DataTable
          label={t('account.sessions.title')}
          columns={columns}
          rows={data}
          rowKey={(it) => it.id}
          moreLabel={(left) => t('common:showMore', { left: left.toLocaleString(language) })}
          renderCells={(it) => ({
            device: <strong>{nameOf(it)}</strong>,
            address: it.address,
            created: <RelativeTime atMs={it.createdAtMs} nowMs={nowMs} />,
            used: <RelativeTime atMs={it.lastUsedAtMs} nowMs={nowMs} />,
            actions: it.current ? (
              t('account.sessions.current')
            ) : (
              <Button
                variant="subtle"
                color="red"
                c="var(--state-error)"
                disabled={ending.isPending}
                onClick={() => ending.mutate(it)}
                aria-label={t('account.sessions.endOf', { device: nameOf(it) })}
              >
                {t('account.sessions.end')}
              </Button>
            ),
          })}
        />
      )}
    </Section>
  );
}
