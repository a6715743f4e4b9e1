import type { ObjectSummary } from '@binnacle/api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ObjectLink } from '../../objects/ObjectLink.tsx';
import { ObjectStatus } from '../../objects/ObjectStatus.tsx';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { relatedQuery } from './object-queries.ts';
import classes from './RelatedObjects.module.css';
import { Section } from './Section.tsx';

const route = getRouteApi('/shell/objects/$uid');
const REFRESH_MS = 15_000;

/** What the object belongs to, and what belongs to it, a list for each relation. */
export function RelatedObjects({ it, nowMs }: { readonly it: ObjectSummary; readonly nowMs: number }): ReactElement {
  const { t } = useTranslation(['objects', 'common']);
  const { cluster } = route.useSearch();
  const { data, error, refetch } = useQuery({ ...relatedQuery(it.uid, cluster), refetchInterval: REFRESH_MS });
  return (
    <Section title={t('related')}>
      {data === undefined ? (
        <PendingAnswer rows={3} failed={t('relatedFailed')} error={error} onRetry={refetch} />
      ) : data.groups.length === 0 ? (
        <p className={classes['none']}>{t('noneRelated')}</p>
      ) : (
        <div className={classes['groups']}>
          {data.groups.map(({ relation, objects, total }) => (
            <section key={relation} className={classes['group']} aria-label={t(`relation.${relation}`)}>
              <h3 className={classes['title']}>
                {t(`relation.${relation}`)} <span className={classes['count']}>{total}</span>
              </h3>
              <ul className={classes['objects']}>
                {objects.map((one) => (
                  <li key={one.uid} className={classes['object']}>
                    <span className={classes['name']}>
                      <span className={classes['kind']}>{one.kind}</span> <ObjectLink it={one}>{one.name}</ObjectLink>
                    </span>
                    <ObjectStatus it={one} nowMs={nowMs} />
                  </li>
                ))}
              </ul>
              {total > objects.length ? (
                <p className={classes['none']}>{t('andMore', { count: total - objects.length })}</p>
              ) : null}
            </section>
          ))}
        </div>
      )}
    </Section>
  );
}
