import type { Status } from '@binnacle/api';
import { Fragment, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { valueText } from '../../format/value.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import classes from './StatusPage.module.css';
import { uptimeText } from './uptime.ts';

/** Version, storage, ingest and queries in numbers. Ages are by the server's clock, which may differ from the browser's. */
export function Figures({ status }: { readonly status: Status }): ReactElement {
  const { t } = useTranslation(['status', 'common']);
  const language = useLanguage();
  const count = (value: number): string => value.toLocaleString(language);
  const { storage, ingest, queries, nowMs } = status;
  const age = (atMs: number | null): ReactNode => (atMs === null ? '–' : <RelativeTime atMs={atMs} nowMs={nowMs} />);
  return (
    <div className={classes['cards']}>
      <Card
        title={t('server')}
        figures={[
          [t('version'), status.version],
          [t('runtime'), status.nodeVersion],
          [t('uptime'), uptimeText(nowMs - status.startedAtMs, language)],
          [t('signIn'), t(status.auth === 'on' ? 'signInOn' : 'signInOff')],
        ]}
      />
      <Card
        title={t('storage')}
        figures={[
          [t('activeSeries'), count(storage.activeSeries)],
          [t('size'), valueText(storage.sizeBytes, 'bytes', language)],
          [t('retention'), status.retention],
          [t('oldest'), age(storage.minTimeMs)],
          [t('newest'), age(storage.maxTimeMs)],
        ]}
      />
      <Card
        title={t('ingest')}
        figures={[
          [t('samples'), count(ingest.samples)],
          [t('requests'), count(ingest.requests)],
          [t('rejected'), count(ingest.rejectedSamples)],
          [t('last'), age(ingest.lastAtMs)],
        ]}
      />
      <Card
        title={t('queries')}
        figures={[
          [t('total'), count(queries.total)],
          [t('running'), count(queries.running)],
          [t('waiting'), count(queries.waiting)],
          [t('workers'), count(queries.workers)],
        ]}
      />
    </div>
  );
}

interface CardProps {
  readonly title: string;
  readonly figures: readonly (readonly [name: string, value: ReactNode])[];
}

function Card({ title, figures }: CardProps): ReactElement {
  return (
    <section className={classes['card']}>
      <h2 className={classes['title']}>{title}</h2>
      <dl className={classes['figures']}>
        {figures.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
