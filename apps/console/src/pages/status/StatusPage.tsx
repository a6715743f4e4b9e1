import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { statusQuery } from '../../request/queries.ts';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { Figures } from './Figures.tsx';
import { HealthList } from './HealthList.tsx';
import classes from './StatusPage.module.css';

/** How the server itself is: its parts, its figures, its version. */
export function StatusPage(): ReactElement {
  const { t } = useTranslation(['status', 'common']);
  usePageTitle(t('title'));
  const { data, error, refetch } = useQuery({ ...statusQuery, refetchInterval: 10_000 });
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      {data === undefined ? (
        <PendingAnswer rows={5} failed={t('failed')} error={error} onRetry={refetch} />
      ) : (
        <div className={classes['sections']}>
          <HealthList health={data.health} />
          <Figures status={data} />
          <section className={classes['about']}>
            <h2 className={classes['title']}>{t('about.title')}</h2>
            <p>{t('about.text')}</p>
            <p>
              <a href="/api/openapi.json">{t('about.api')}</a> · <a href="/metrics">{t('about.metrics')}</a>
            </p>
          </section>
        </div>
      )}
    </>
  );
}
