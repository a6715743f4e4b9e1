import type { PodContainer } from '@binnacle/objects';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { ObjectStatus } from '../../objects/ObjectStatus.tsx';
import { ageText } from '../../ui/age.ts';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import classes from './ContainersTable.module.css';

interface ContainersTableProps {
  readonly containers: readonly PodContainer[];
  readonly nowMs: number;
}

type ColumnId = 'status' | 'name' | 'image' | 'restarts' | 'last' | 'age';

/** The containers of a pod, those that start first at the top. */
export function ContainersTable({ containers, nowMs }: ContainersTableProps): ReactElement {
  const { t } = useTranslation(['objects', 'common']);
  const language = useLanguage();
  const columns: readonly Column<ColumnId>[] = [
    { id: 'status', title: t('container.status'), width: '12rem', narrow: 'bare' },
    { id: 'name', title: t('container.name'), width: '22%', narrow: 'title' },
    { id: 'image', title: t('container.image') },
    { id: 'restarts', title: t('container.restarts'), align: 'end', width: '6rem' },
    { id: 'last', title: t('container.last'), width: '14rem' },
    { id: 'age', title: t('container.age'), align: 'end', width: '6rem' },
  ];
  return (
    <DataTable<PodContainer, ColumnId>
      label={t('containers')}
      columns={columns}
      rows={containers}
      rowKey={(it) => it.name}
      moreLabel={(left) => t('common:showMore', { left: left.toLocaleString(language) })}
      renderCells={(it) => ({
        status: (
          <ObjectStatus it={{ status: it.status, level: it.level, goneAtMs: null, seenAtMs: nowMs }} nowMs={nowMs} />
        ),
        name: (
          <div>
            {it.name}
            {it.role === 'app' ? null : <span className={classes['small']}> {t(`container.${it.role}`)}</span>}
            {it.message === '' || it.level === 'ok' || it.level === 'idle' ? null : (
              <div className={classes['message']} data-level={it.level}>
                {it.message}
              </div>
            )}
          </div>
        ),
        image: <span className={classes['image']}>{it.image}</span>,
        restarts: it.restarts,
        last:
          it.lastReason === '' ? (
            ''
          ) : (
            <span>
              {it.lastReason}
              <span className={classes['small']}>
                {' '}
                {t('container.ended', {
                  code: it.lastExitCode ?? '?',
                  age: it.lastFinishedAtMs === undefined ? '?' : ageText(nowMs - it.lastFinishedAtMs),
                })}
              </span>
            </span>
          ),
        age: it.startedAtMs === undefined ? '' : ageText(nowMs - it.startedAtMs),
      })}
    />
  );
}
