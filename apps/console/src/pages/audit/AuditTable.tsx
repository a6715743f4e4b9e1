import type { AuditEntry } from '@binnacle/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { useNow } from '../../ui/useNow.ts';
import classes from './AuditTable.module.css';

type ColumnId = 'at' | 'actor' | 'action' | 'details' | 'address';

/** One line for each change. Actions keep the names that the API has, so that one can search for them. */
export function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }): ReactElement {
  const { t } = useTranslation(['people', 'common']);
  const language = useLanguage();
  const nowMs = useNow(30_000);
  const columns: readonly Column<ColumnId>[] = [
    { id: 'at', title: t('audit.columns.at'), width: '10rem' },
    { id: 'actor', title: t('audit.columns.actor'), width: '12rem', narrow: 'title' },
    { id: 'action', title: t('audit.columns.action'), width: '12rem' },
    { id: 'details', title: t('audit.columns.details') },
    { id: 'address', title: t('audit.columns.address'), width: '10rem' },
  ];
  return (
    <DataTable
      label={t('audit.title')}
      columns={columns}
      rows={entries}
      rowKey={(it) => String(it.id)}
      moreLabel={(left) => t('common:showMore', { left: left.toLocaleString(language) })}
      renderCells={(it) => ({
        at: <RelativeTime atMs={it.atMs} nowMs={nowMs} />,
        actor: <span className={classes['text']}>{it.actor}</span>,
        action: <code className={classes['action']}>{it.action}</code>,
        details: <span className={classes['text']}>{it.details === '' ? it.object : it.details}</span>,
        address: <span className={classes['dimmed']}>{it.address}</span>,
      })}
    />
  );
}
