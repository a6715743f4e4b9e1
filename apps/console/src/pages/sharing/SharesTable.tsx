import type { Share } from '@binnacle/api';
import { Anchor, Badge, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { useNow } from '../../ui/useNow.ts';
import classes from './SharesTable.module.css';

interface SharesTableProps {
  readonly shares: readonly Share[];
  readonly onRevoke: (share: Share) => void;
}

type ColumnId = 'what' | 'note' | 'created' | 'opened' | 'expires' | 'actions';

/** What each link shows, who made it for whom, how often it was opened, and whether it still works. */
export function SharesTable({ shares, onRevoke }: SharesTableProps): ReactElement {
  const { t } = useTranslation(['sharing', 'common']);
  const language = useLanguage();
  const nowMs = useNow(30_000);
  const columns: readonly Column<ColumnId>[] = [
    { id: 'what', title: t('columns.what'), narrow: 'title' },
    { id: 'note', title: t('columns.note'), width: '14rem' },
    { id: 'created', title: t('columns.created'), width: '13rem' },
    { id: 'opened', title: t('columns.opened'), width: '11rem' },
    { id: 'expires', title: t('columns.expires'), width: '10rem' },
    { id: 'actions', title: t('columns.actions'), titleHidden: true, align: 'end', width: '7rem', narrow: 'bare' },
  ];
  return (
    <DataTable
      label={t('title')}
      columns={columns}
      rows={shares}
      rowKey={(it) => it.id}
      moreLabel={(left) => t('common:showMore', { left: left.toLocaleString(language) })}
      renderCells={(it) => ({
        what: <What share={it} />,
        note: it.note === '' ? <span className={classes['dimmed']}>{t('noNote')}</span> : it.note,
        created: (
          <span>
            <RelativeTime atMs={it.createdAtMs} nowMs={nowMs} />{' '}
            <span className={classes['dimmed']}>{t('by', { login: it.createdBy })}</span>
          </span>
        ),
        opened:
          it.openedAtMs === null ? (
            <span className={classes['dimmed']}>{t('common:never')}</span>
          ) : (
            <span>
              {t('times', { count: it.opened })} <RelativeTime atMs={it.openedAtMs} nowMs={nowMs} />
            </span>
          ),
        expires:
          it.state === 'active' ? (
            <RelativeTime atMs={it.expiresAtMs} nowMs={nowMs} />
          ) : (
            <span className={classes['ended']}>{t(`state.${it.state}`)}</span>
          ),
        actions:
          it.state === 'active' && it.mayRevoke ? (
            <Button
              variant="subtle"
              color="red"
              c="var(--state-error)"
              onClick={() => onRevoke(it)}
              aria-label={t('revokeOf', { title: titleOf(it) })}
            >
              {t('revoke')}
            </Button>
          ) : null,
      })}
    />
  );
}

/** Dashboard and panel in a few words. */
export const titleOf = ({ dashboard, panel }: Share): string =>
  panel === null ? dashboard.title : `${dashboard.title} / ${panel.title}`;

function What({ share }: { readonly share: Share }): ReactElement {
  const { t } = useTranslation('sharing');
  const { dashboard, panel } = share;
  return (
    <span className={classes['what']}>
      {dashboard.title === '' ? (
        <span className={classes['dimmed']}>{t('state.dashboard_gone')}</span>
      ) : (
        <Anchor
          inherit
          renderRoot={(props) => (
            <Link
              {...props}
              to="/dashboards/$dashboardId"
              params={{ dashboardId: dashboard.id }}
              search={panel === null ? {} : { panel: panel.id }}
            />
          )}
        >
          {titleOf(share)}
        </Anchor>
      )}{' '}
      <Badge color={share.use === 'embed' ? 'sea' : 'gray'}>{t(`use.${share.use}`)}</Badge>
    </span>
  );
}
