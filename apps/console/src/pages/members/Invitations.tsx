import { routes, type Invitation } from '@binnacle/api';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { call } from '../../request/call.ts';
import { invitationsQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { tell, tellFailure } from '../../ui/tell.tsx';
import { useNow } from '../../ui/useNow.ts';
import classes from './MembersTable.module.css';

type ColumnId = 'note' | 'role' | 'created' | 'expires' | 'actions';

/** Invitations that nobody has accepted yet; nothing at all when there are none. */
export function Invitations(): ReactElement | null {
  const { t } = useTranslation(['people', 'shell', 'common']);
  const language = useLanguage();
  const nowMs = useNow(30_000);
  const failureText = useFailureText();
  const queryClient = useQueryClient();
  const { data = [] } = useQuery(invitationsQuery);
  const withdrawing = useMutation({
    mutationFn: (it: Invitation) => call(routes.deleteInvitation, { params: { id: it.id } }),
    onSuccess: () => tell(t('invitations.withdrawn')),
    onError: (error) => tellFailure(t('common:failure.title'), failureText(error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
  if (data.length === 0) return null;
  const columns: readonly Column<ColumnId>[] = [
    { id: 'note', title: t('invitations.columns.note'), narrow: 'title' },
    { id: 'role', title: t('invitations.columns.role'), width: '12rem' },
    { id: 'created', title: t('invitations.columns.created'), width: '14rem' },
    { id: 'expires', title: t('invitations.columns.expires'), width: '9rem' },
    {
      id: 'actions',
      title: t('invitations.columns.actions'),
      titleHidden: true,
      align: 'end',
      width: '7rem',
      narrow: 'corner',
    },
  ];
  return (
    <Section title={t('invitations.title')}>
      <DataTable
        label={t('invitations.title')}
        columns={columns}
        rows={data}
        rowKey={(it) => it.id}
        moreLabel={(left) => t('common:showMore', { left: left.toLocaleString(language) })}
        renderCells={(it) => ({
          note: it.note === '' ? <span className={classes['dimmed']}>{t('invitations.noNote')}</span> : it.note,
          role: t(`shell:role.${it.role}`),
          created: (
            <span>
              <RelativeTime atMs={it.createdAtMs} nowMs={nowMs} />{' '}
              <span className={classes['dimmed']}>{t('invitations.by', { login: it.createdBy })}</span>
            </span>
          ),
          expires: <RelativeTime atMs={it.expiresAtMs} nowMs={nowMs} />,
          actions: (
            <Button
              variant="subtle"
              color="red"
              c="var(--state-error)"
              disabled={withdrawing.isPending}
              onClick={() => withdrawing.mutate(it)}
              aria-label={t('invitations.withdrawOf', { note: it.note === '' ? t('invitations.noNote') : it.note })}
            >
              {t('invitations.withdraw')}
            </Button>
          ),
        })}
      />
    </Section>
  );
}
