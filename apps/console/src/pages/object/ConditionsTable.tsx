import { textAt, timeAt } from '@binnacle/objects';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';

interface ConditionsTableProps {
  readonly conditions: readonly unknown[];
  readonly nowMs: number;
}

type ColumnId = 'type' | 'status' | 'reason' | 'message' | 'since';

/** `status.conditions`, as the object has them. */
export function ConditionsTable({ conditions, nowMs }: ConditionsTableProps): ReactElement {
  const { t } = useTranslation(['objects', 'common']);
  const language = useLanguage();
  const columns: readonly Column<ColumnId>[] = [
    { id: 'type', title: t('condition.type'), width: '18%', narrow: 'title' },
    { id: 'status', title: t('condition.status'), width: '6rem' },
    { id: 'reason', title: t('condition.reason'), width: '18%' },
    { id: 'message', title: t('condition.message'), narrow: 'bare' },
    { id: 'since', title: t('condition.since'), width: '9rem' },
  ];
  return (
    <DataTable<unknown, ColumnId>
      label={t('conditions')}
      columns={columns}
      rows={conditions}
      rowKey={(it) => textAt(it, 'type')}
      moreLabel={(left) => t('common:showMore', { left: left.toLocaleString(language) })}
      renderCells={(it) => {
        const since = timeAt(it, 'lastTransitionTime');
        return {
          type: textAt(it, 'type'),
          status: textAt(it, 'status'),
          reason: textAt(it, 'reason'),
          message: textAt(it, 'message'),
          since: since === undefined ? '' : <RelativeTime atMs={since} nowMs={nowMs} />,
        };
      }}
    />
  );
}
