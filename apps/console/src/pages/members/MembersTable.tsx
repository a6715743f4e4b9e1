import { hasRole, ROLES, routes, type Member, type Role, type Session } from '@binnacle/api';
import { Button, Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { call } from '../../request/call.ts';
import { membersQuery, sessionQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { tell, tellFailure } from '../../ui/tell.tsx';
import { useNow } from '../../ui/useNow.ts';
import classes from './MembersTable.module.css';

interface MembersTableProps {
  readonly members: readonly Member[];
  readonly session: Session;
  readonly onRemove: (member: Member) => void;
}

type ColumnId = 'who' | 'role' | 'signIn' | 'joined' | 'seen' | 'actions';

/** Everybody in the workspace. Who may, changes roles in place. */
export function MembersTable({ members, session, onRemove }: MembersTableProps): ReactElement {
  const { t } = useTranslation(['people', 'shell', 'common']);
  const language = useLanguage();
  const nowMs = useNow(30_000);
  const failureText = useFailureText();
  const queryClient = useQueryClient();
  const giving = useMutation({
    mutationFn: ({ member, role }: { readonly member: Member; readonly role: Role }) =>
      call(routes.putMember, { params: { userId: member.userId }, body: { role } }),
    onSuccess: async (member) => {
      tell(t('members.roleChanged', { login: member.login, role: t(`shell:role.${member.role}`) }));
      await queryClient.invalidateQueries({ queryKey: membersQuery.queryKey });
      if (member.userId === session.user.id) await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
    onError: (error) => tellFailure(t('common:failure.title'), failureText(error)),
  });
  const mayChange = (member: Member): boolean =>
    hasRole(session.role, 'administrator') && (member.role !== 'owner' || session.role === 'owner');
  const columns: readonly Column<ColumnId>[] = [
    { id: 'who', title: t('members.columns.who'), narrow: 'title' },
    { id: 'role', title: t('members.columns.role'), width: '12rem' },
    { id: 'signIn', title: t('members.columns.signIn'), width: '13rem' },
    { id: 'joined', title: t('members.columns.joined'), width: '9rem' },
    { id: 'seen', title: t('members.columns.seen'), width: '9rem' },
    {
      id: 'actions',
      title: t('members.columns.actions'),
      titleHidden: true,
      align: 'end',
      width: '7rem',
      narrow: 'corner',
    },
  ];
  return (
    <DataTable
      label={t('members.title')}
      columns={columns}
      rows={members}
      rowKey={(it) => it.userId}
      moreLabel={(left) => t('common:showMore', { left: left.toLocaleString(language) })}
      renderCells={(it) => ({
        who: (
          <span className={classes['who']}>
            <span className={classes['login']}>{it.login}</span>
            {it.name === '' ? null : <span className={classes['dimmed']}>{it.name}</span>}
            {it.userId === session.user.id ? <span className={classes['you']}>{t('members.you')}</span> : null}
          </span>
        ),
        role: mayChange(it) ? (
          <Select
            aria-label={t('members.roleOf', { login: it.login })}
            allowDeselect={false}
            value={it.role}
            disabled={giving.isPending}
            data={ROLES.filter((role) => role !== 'owner' || session.role === 'owner').map((role) => ({
              value: role,
              label: t(`shell:role.${role}`),
            }))}
            onChange={(role) => {
              if (role !== null && role !== it.role) giving.mutate({ member: it, role });
            }}
          />
        ) : (
          t(`shell:role.${it.role}`)
        ),
        signIn: t(`members.signIn.${it.signIn}`),
        joined: <RelativeTime atMs={it.joinedAtMs} nowMs={nowMs} />,
        seen:
          it.lastSeenAtMs === null ? (
            <span className={classes['dimmed']}>{t('common:never')}</span>
          ) : (
            <RelativeTime atMs={it.lastSeenAtMs} nowMs={nowMs} />
          ),
        actions:
          it.userId === session.user.id || mayChange(it) ? (
            <Button
              variant="subtle"
              color="red"
              c="var(--state-error)"
              onClick={() => onRemove(it)}
              aria-label={
                it.userId === session.user.id ? t('members.leave') : t('members.removeOf', { login: it.login })
              }
            >
              {it.userId === session.user.id ? t('members.leave') : t('members.remove')}
            </Button>
          ) : null,
      })}
    />
  );
}
