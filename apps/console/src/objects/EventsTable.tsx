import type { ClusterEvent } from '@binnacle/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/useLanguage.ts';
import type { Column } from '../ui/DataTable.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StateDot } from '../ui/StateDot.tsx';
import { useNow } from '../ui/useNow.ts';
import { VirtualTable } from '../ui/VirtualTable.tsx';
import classes from './EventsTable.module.css';
import { ObjectLink } from './ObjectLink.tsx';

interface EventsTableProps {
  readonly events: readonly ClusterEvent[];
  readonly total: number;
  /** On the page of one object its name need not stand in each row. */
  readonly about: 'any' | 'one';
  readonly onNearEnd: () => void;
}

type ColumnId = 'last' | 'type' | 'reason' | 'object' | 'message' | 'count';

/** Events, newest first: what happened, to what, how often. */
export function EventsTable({ events, total, about, onNearEnd }: EventsTableProps): ReactElement {
  const { t } = useTranslation('events');
  const language = useLanguage();
  const nowMs = useNow(10_000);
  const columns: readonly Column<ColumnId>[] = [
    { id: 'last', title: t('columns.last'), width: '8rem' },
    { id: 'type', title: t('columns.type'), width: '6.5rem', narrow: 'bare' },
    { id: 'reason', title: t('columns.reason'), width: '12rem', narrow: 'title' },
    { id: 'object', title: t('columns.object'), width: about === 'any' ? '24%' : '20%' },
    { id: 'message', title: t('columns.message'), narrow: 'bare' },
    { id: 'count', title: t('columns.count'), align: 'end', width: '5rem' },
  ];
  return (
    <VirtualTable<ClusterEvent, ColumnId>
      label={t('title')}
      columns={columns}
      rows={events}
      total={total}
      rowKey={(it) => `${it.cluster}/${it.uid}`}
      onNearEnd={onNearEnd}
      renderCells={(it) => ({
        last: <RelativeTime atMs={it.lastAtMs} nowMs={nowMs} />,
        type: (
          <span className={classes['type']} data-type={it.type}>
            <StateDot state={it.type === 'Normal' ? 'ok' : 'warning'} />
            {it.type}
          </span>
        ),
        reason: <b className={classes['reason']}>{it.reason}</b>,
        object: <Involved it={it} />,
        message: (
          <div>
            <span className={classes['message']}>{it.message}</span>
            <div className={classes['small']}>{[it.component, it.host].filter((part) => part !== '').join(' · ')}</div>
          </div>
        ),
        count: <span className={classes['count']}>{it.count.toLocaleString(language)}</span>,
      })}
    />
  );
}

function Involved({ it }: { readonly it: ClusterEvent }): ReactElement {
  const { kind, namespace, name, uid } = it.involved;
  // Kubelets report their node under its name, where everything else has a uid.
  const isKnown = uid !== '' && uid !== name;
  return (
    <div className={classes['object']}>
      <span className={classes['small']}>{kind}</span>{' '}
      {isKnown ? <ObjectLink it={{ uid, cluster: it.cluster }}>{name}</ObjectLink> : name}
      <div className={classes['small']}>{[namespace, it.cluster].filter((part) => part !== '').join(' · ')}</div>
    </div>
  );
}
