import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../format/value.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { labelText } from './built-query.ts';
import classes from './Cardinality.module.css';
import { RefusedError, tsdbQuery } from './explore-requests.ts';
import { exploreSearchDefaults } from './search.ts';

/** What the series are made of: where a store grows, and where to look. */
export function Cardinality(): ReactElement {
  const { t } = useTranslation(['explore', 'common']);
  const language = useLanguage();
  const failureText = useFailureText();
  const { data, error, refetch } = useQuery(tsdbQuery);
  if (data === undefined) {
    if (error === null) return <TableSkeleton rows={10} label={t('common:loading')} />;
    return (
      <FailureNotice
        title={t('cardinality.failed')}
        message={error instanceof RefusedError ? error.message : failureText(error)}
        retryLabel={t('common:retry')}
        onRetry={() => void refetch()}
      />
    );
  }
  const { headStats } = data;
  return (
    <>
      <p className={classes['lead']}>
        {t('cardinality.lead', {
          from: formatMoment(headStats.minTime, language),
          to: formatMoment(headStats.maxTime, language),
        })}
      </p>
      <Facts
        facts={[
          [t('cardinality.series'), headStats.numSeries.toLocaleString(language)],
          [t('cardinality.pairs'), headStats.numLabelPairs.toLocaleString(language)],
        ]}
      />
      <div className={classes['lists']}>
        <TopList
          title={t('cardinality.byMetric')}
          unit={t('cardinality.series')}
          entries={data.seriesCountByMetricName}
          whole={headStats.numSeries}
          queryOf={(name) => name}
        />
        <TopList
          title={t('cardinality.byLabel')}
          unit={t('cardinality.values')}
          entries={data.labelValueCountByLabelName}
          whole={data.labelValueCountByLabelName[0]?.value ?? 0}
          queryOf={(name) => `count by (${labelText(name)}) ({${labelText(name)}!=""})`}
        />
        <TopList
          title={t('cardinality.byPair')}
          unit={t('cardinality.series')}
          entries={data.seriesCountByLabelValuePair}
          whole={headStats.numSeries}
          queryOf={pairQuery}
        />
      </div>
    </>
  );
}

/** `pod=a` → which metrics have series with it. */
function pairQuery(pair: string): string {
  const at = pair.indexOf('=');
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
  return name === '__name__' ? value : `count by (__name__) ({${labelText(name)}=${JSON.stringify(value)}})`;
}

interface TopListProps {
  readonly title: string;
  readonly unit: string;
  readonly entries: readonly { readonly name: string; readonly value: number }[];
  readonly whole: number;
  readonly queryOf: (name: string) => string;
}

function TopList({ title, unit, entries, whole, queryOf }: TopListProps): ReactElement {
  const language = useLanguage();
  const { t } = useTranslation('explore');
  return (
    <Section title={title}>
      {entries.length === 0 ? <p>{t('cardinality.none')}</p> : null}
      <table className={classes['table']} aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{t('cardinality.name')}</th>
            <th scope="col" className={classes['number']}>
              {unit}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ name, value }) => (
            <tr key={name}>
              <td>
                <Link to="/explore" search={{ ...exploreSearchDefaults, query: queryOf(name), tab: 'table' }}>
                  {name}
                </Link>
                <span
                  className={classes['bar']}
                  style={{ width: `${whole === 0 ? 0 : Math.min(100, (100 * value) / whole)}%` }}
                  aria-hidden="true"
                />
              </td>
              <td className={classes['number']}>{value.toLocaleString(language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
