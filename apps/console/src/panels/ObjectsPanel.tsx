import type { ObjectSummary } from '@binnacle/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ObjectLink } from '../objects/ObjectLink.tsx';
import { ObjectStatus } from '../objects/ObjectStatus.tsx';
import { ageText } from '../ui/age.ts';
import classes from './ObjectLists.module.css';

interface ObjectsPanelProps {
  readonly objects: readonly ObjectSummary[];
  readonly total: number;
  readonly title: string;
  /** Whether names lead to the pages of their objects. */
  readonly names: 'links' | 'texts';
  readonly nowMs: number;
}

/** Objects as a table that fits into a panel. */
export function ObjectsPanel({ objects, total, title, names, nowMs }: ObjectsPanelProps): ReactElement {
  const { t } = useTranslation('infrastructure');
  const kinds = new Set(objects.map((it) => it.kind));
  return (
    // Scrolls inside the panel, so the keyboard has to reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={classes['scroll']} tabIndex={0} aria-label={title}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('columns.status')}</th>
            {kinds.size > 1 ? <th scope="col">{t('columns.kind')}</th> : null}
            <th scope="col">{t('columns.name')}</th>
            <th scope="col">{t('columns.namespace')}</th>
            <th scope="col">{t('columns.ready')}</th>
            <th scope="col">{t('columns.restarts')}</th>
            <th scope="col">{t('columns.created')}</th>
          </tr>
        </thead>
        <tbody>
          {objects.map((it) => (
            <tr key={`${it.cluster}/${it.uid}`}>
              <td>
                <ObjectStatus it={it} nowMs={nowMs} />
              </td>
              {kinds.size > 1 ? <td>{it.kind}</td> : null}
              <td title={it.message}>{names === 'links' ? <ObjectLink it={it}>{it.name}</ObjectLink> : it.name}</td>
              <td>{it.namespace}</td>
              <td>{it.ready === null || it.desired === null ? '' : `${it.ready}/${it.desired}`}</td>
              <td>{it.restarts ?? ''}</td>
              <td>{it.createdAtMs === null ? '' : ageText(nowMs - it.createdAtMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > objects.length ? (
        <p className={classes['more']}>{t('shownOf', { shown: objects.length, count: total })}</p>
      ) : null}
    </section>
  );
}
